"""Rows of a sheet read: each cell by its field, then what several cells decide together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from liaison.domain.fields import Field, RosterKind
from liaison.domain.parsing import Cell, Context, Reading
from liaison.domain.plan import Values
from liaison.domain.problems import Problem
from liaison.domain.reference import AreaHint, Reference
from liaison.domain.vocabulary import LiaisonRole

_Memo = dict[tuple[type, Hashable], Reading]


@dataclass(frozen=True, slots=True)
class AreaHints:
    """Texts that tell the area of rows: the sheet's name or title, and sections by row number."""

    of_sheet: str | None
    of_sections: Mapping[int, str]


class RowReader:
    """Reads the rows of one sheet; equal cells of a column are parsed once."""

    def __init__(
        self,
        sheet: str,
        columns: Sequence[tuple[int, str, Field]],
        required: Sequence[str],
        context: Context,
    ) -> None:
        """`columns` holds (index into the row's cells, Excel's letter, field)."""
        self._sheet = sheet
        self._columns: list[tuple[int, str, Field, _Memo]] = [
            (index, letter, column, {}) for index, letter, column in columns
        ]
        self._required = required
        self.letters = {column.key: letter for _, letter, column in columns}
        self._context = context

    def read(self, row_number: int, cells: Sequence[Cell]) -> tuple[Values, list[Problem]]:
        values: Values = {}
        problems: list[Problem] = []
        for index, letter, column, memo in self._columns:
            cell = cells[index]
            if cell is None:
                values[column.key] = None
                continue
            known = memo.get((type(cell), cell)) if isinstance(cell, Hashable) else None
            if known is None:
                known = memo[(type(cell), cell)] = column.read(cell, self._context)
            values[column.key], code = known
            if code is not None:
                problems.append(
                    Problem(code, self._sheet, row_number, letter, column.key, str(cell)[:200])
                )
        self._require(row_number, values, problems)
        return values, problems

    def _require(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        """A value that is wrong is reported once, not also as missing."""
        reported = {problem.field for problem in problems}
        problems.extend(
            Problem("required", self._sheet, row_number, self.letters.get(key), key)
            for key in self._required
            if not values.get(key) and key not in reported
        )


class RowSettler:
    """The rules that look at more than one cell of a row, and the fields a sheet leaves to it."""

    def __init__(
        self,
        sheet: str,
        hints: AreaHints,
        roster: RosterKind,
        role: LiaisonRole | None,
        context: Context,
        letters: Mapping[str, str],
    ) -> None:
        self._sheet = sheet
        self._letters = letters
        self._roster = roster
        self._role = role
        self._context = context
        self._fallback = self._place(hints.of_sheet)
        self._sections = [
            (number, self._place(text)) for number, text in sorted(hints.of_sections.items())
        ]
        self._next_section = 0
        self._section = AreaHint()

    def _place(self, text: str | None) -> AreaHint:
        return self._context.reference.hint_in(text) if text else AreaHint()

    def settle(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        if self._roster == "enterprises":
            settle_numbers(values, problems)
            if exceeds_staff(values):
                on_duty = str(values["employees_on_duty"])
                problems.append(
                    self._problem("on_duty_exceeds", row_number, "employees_on_duty", on_duty)
                )
        else:
            self._settle_beat(values)
            if not values.get("role"):
                self._settle_role(row_number, values, problems)
        self._settle_areas(row_number, values, problems)

    def _settle_role(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        values["role"] = self._role
        if self._role is None:
            problems.append(self._problem("unclear_role", row_number, "role"))

    def _settle_beat(self, values: Values) -> None:
        """What people call their beat (责任片区) may be a grid, and as well a county or a town."""
        grid = values.get("grid")
        if grid and not values.get("county") and not values.get("town"):
            place = self._context.reference.place_called(str(grid))
            if place is not None:
                values["county"], values["grid"] = place, None

    def _settle_areas(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        values.setdefault("county", None)
        if any(problem.field in ("county", "town") for problem in problems):
            values["town"] = None
            return
        code = settle_areas(values, self._context.reference, self._hint(row_number))
        if code is not None and (self._roster == "enterprises" or code != "no_area"):
            problems.append(self._problem(code, row_number, "town" if "town" in code else "county"))

    def _hint(self, row_number: int) -> AreaHint:
        """The place told by the section above the row, else by the sheet."""
        while (
            self._next_section < len(self._sections)
            and self._sections[self._next_section][0] < row_number
        ):
            self._section = self._sections[self._next_section][1]
            self._next_section += 1
        return AreaHint(self._section.county or self._fallback.county, self._section.town)

    def _problem(self, code: str, row_number: int, field: str, value: str | None = None) -> Problem:
        return Problem(code, self._sheet, row_number, self._letters.get(field), field, value)


def settle_areas(values: Values, reference: Reference, hint: AreaHint) -> str | None:
    """Fix county and town so that they agree, in place; the code of what is wrong, or None.

    `hint` is what the section, the title or the sheet's name tells; the row's own cells win.
    """
    county = values.get("county")
    towns = str(values["town"]).split("|") if values.get("town") else []
    if county is not None and reference.areas[str(county)].is_town:
        towns, county = towns or [str(county)], None
    if not towns and hint.town is not None and county in (None, hint.county):
        towns = [hint.town]
    values["town"] = None
    if not towns:
        values["county"] = county or hint.county
        return None if values["county"] else "no_area"
    fitting = [town for town in towns if county is None or county in reference.counties_of(town)]
    if not fitting:
        return "town_outside_county"
    if len(fitting) > 1:
        fitting = [town for town in fitting if hint.county in reference.counties_of(town)]
    if len(fitting) != 1:
        return "ambiguous_town"
    values["town"] = fitting[0]
    values["county"] = county or _county_of(fitting[0], reference, hint)
    return None


def _county_of(town: str, reference: Reference, hint: AreaHint) -> str:
    """The county of the sheet where it may hold the town, else the town's own."""
    area = reference.areas[town]
    if hint.county is not None and hint.county in (area.parent, *area.also_in):
        return hint.county
    return reference.counties_of(town)[0]


def settle_numbers(values: Values, problems: Sequence[Problem]) -> None:
    """What is no credit code of today stands as the former number, in place."""
    if any(problem.code in ("old_number", "malformed_code") for problem in problems):
        values["legacy_id"] = values.get("legacy_id") or values["uscc"]
        values["uscc"] = None


def exceeds_staff(values: Values) -> bool:
    """True where more people are said to be on duty than are employed."""
    employees, on_duty = values.get("employees"), values.get("employees_on_duty")
    return isinstance(employees, int) and isinstance(on_duty, int) and on_duty > employees
