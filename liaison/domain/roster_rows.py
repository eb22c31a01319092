"""Rows of a sheet read: each cell by its field, then what several cells decide together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liaison.domain.fields import Field, RosterKind
from liaison.domain.parsing import (
    NOTHING,
    Cell,
    Context,
    Reading,
    Value,
    answer_key,
    quoted,
    without_result,
)
from liaison.domain.phones import has_mobile, phones
from liaison.domain.plan import Values
from liaison.domain.problems import UNQUOTED, Level, Problem
from liaison.domain.reference import AreaHint, Reference
from liaison.domain.vocabulary import LiaisonRole

_Key = str | tuple[type, Cell] | None
_Memo = dict[_Key, Reading]
_Told = tuple[Value, Value, AreaHint]


@dataclass(frozen=True, slots=True)
class AreaHints:
    """Texts that tell the area of rows: the sheet's name or title, and sections by row number."""

    of_sheet: str | None
    of_sections: Mapping[int, str]


class RowReader:
    """Reads the rows of one sheet column by column; equal cells of a column are parsed once."""

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
            (index, letter, column, {None: NOTHING}) for index, letter, column in columns
        ]
        self._required = required
        self.letters = {column.key: letter for _, letter, column in columns}
        self._context = context

    def read(
        self, row_numbers: Sequence[int], rows: Sequence[Sequence[Cell]]
    ) -> list[tuple[Values, list[Problem]]]:
        """Values by field and problems of each row; give it rows by the thousand."""
        problems: list[list[Problem]] = [[] for _ in rows]
        read = []
        for index, letter, column, memo in self._columns:
            cells = [row[index] for row in rows]
            readings = self._readings(column, memo, cells)
            read.append([value for value, _ in readings])
            for place, (_, code) in enumerate(readings):
                if code is not None:
                    shown = None if code in UNQUOTED else quoted(cells[place])
                    where = (self._sheet, row_numbers[place], letter, column.key)
                    problems[place].append(Problem(code, *where, shown))
        keys = [column.key for _, _, column, _ in self._columns]
        found = [dict(zip(keys, values, strict=True)) for values in zip(*read, strict=True)]
        for key in self._required:
            self._require(key, row_numbers, found, problems)
        return list(zip(found, problems, strict=True))

    def _readings(self, column: Field, memo: _Memo, cells: Sequence[Cell]) -> list[Reading]:
        # 1, 1.0 and True are equal and yet read apart; texts, the most by far, go as they are.
        keys = [cell if type(cell) is str or cell is None else (type(cell), cell) for cell in cells]
        for key in set(keys).difference(memo):
            memo[key] = self._read(column, key[1] if isinstance(key, tuple) else key)
        return [memo[key] for key in keys]

    def _read(self, column: Field, cell: Cell) -> Reading:
        """What a person answered about such a cell, else what the field takes from it.

        A day is read like a cell: one answered long ago may have become one that is refused.
        """
        answers = self._context.answers.get(column.key, {})
        remembered = self._context.remembered.get(column.key, {})
        key = answer_key(cell) if answers or remembered else ""
        if key in answers:
            return self._answered(column, answers[key])
        if key in remembered:
            value, code = self._answered(column, remembered[key])
            return value, code or "answered_before"
        code = without_result(cell)
        return (None, code) if code else column.read(cell, self._context)

    def _answered(self, column: Field, answer: str | None) -> Reading:
        return column.read(answer, self._context) if column.type == "date" else (answer, None)

    def _require(
        self,
        key: str,
        row_numbers: Sequence[int],
        found: Sequence[Values],
        problems: Sequence[list[Problem]],
    ) -> None:
        """A value that is refused is reported once, not also as missing."""
        for place, values in enumerate(found):
            if values.get(key):
                continue
            refused = {each.field for each in problems[place] if each.level is Level.ERROR}
            if key not in refused:
                where = (self._sheet, row_numbers[place], self.letters.get(key), key)
                problems[place].append(Problem("required", *where))


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
        self._areas: dict[_Told, tuple[Value, Value, str | None]] = {}

    def _place(self, text: str | None) -> AreaHint:
        return self._context.reference.hint_in(text) if text else AreaHint()

    def settle(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        if self._roster == "enterprises":
            settle_numbers(values, problems)
            self._settle_contact(row_number, values, problems)
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
        """What people call their beat (责任片区) may be a county, a town or a grid behind them."""
        grid = values.get("grid")
        if grid and not values.get("county") and not values.get("town"):
            reference = self._context.reference
            place = reference.place_called(str(grid))
            if place is not None:
                values["county"], values["grid"] = place, None
            else:
                values["county"] = reference.place_in_front(str(grid))

    def _settle_contact(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        """A phone in the cell of the name belongs into the field of the phone, if that is empty."""
        name = values.get("contact_name")
        if not name or values.get("contact_phone") or not has_mobile(str(name)):
            return
        phone, code = phones(str(name), self._context)
        if phone is not None and code is None:
            number, _, words = str(phone).partition(" ")
            values["contact_phone"], values["contact_name"] = number, words.strip() or None
            shown = str(name)
            problems.append(self._problem("phone_from_name", row_number, "contact_name", shown))

    def _settle_areas(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        values.setdefault("county", None)
        if any(problem.field in ("county", "town") for problem in problems):
            values["town"] = None
            return
        has_county, hint = values["county"] is not None, self._hint(row_number)
        code = self._settled(values, hint)
        if not has_county and hint.county not in (None, values["county"]) and values["town"]:
            problems.append(self._problem("town_of_another_county", row_number, "town"))
        if values["town"] is None and code in (None, "no_area") and values.get("address"):
            told = settle_by_address(values, self._context.reference)
            if told is not None:
                problems.append(self._from_address(row_number, told, str(values["address"])))
                return
        if code is not None and (self._roster == "enterprises" or code != "no_area"):
            problems.append(self._problem(code, row_number, "town" if "town" in code else "county"))

    def _settled(self, values: Values, hint: AreaHint) -> str | None:
        """settle_areas, asked once for rows that tell the same."""
        told = (values["county"], values.get("town"), hint)
        if told not in self._areas:
            code = settle_areas(values, self._context.reference, hint)
            self._areas[told] = (values["county"], values["town"], code)
        values["county"], values["town"], code = self._areas[told]
        return code

    def _from_address(self, row_number: int, told: str, address: str) -> Problem:
        column = self._letters.get("address")
        return Problem("area_from_address", self._sheet, row_number, column, told, address)

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
    county, towns = _told(values, reference)
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


def _told(values: Values, reference: Reference) -> tuple[Value, list[str]]:
    """The county and the towns that the two cells name, whichever of them stands in which."""
    county = values.get("county")
    towns = str(values["town"]).split("|") if values.get("town") else []
    names_county = bool(towns) and reference.areas[towns[0]].is_county
    if county is not None and reference.areas[str(county)].is_town:
        own = [str(county)]
        return (towns[0], own) if names_county else (None, towns or own)
    if names_county and county in (None, towns[0]):
        return towns[0], []
    return county, towns


def settle_by_address(values: Values, reference: Reference) -> str | None:
    """Take from the address what the row, its section and the title leave open, in place.

    Those say who looks after the enterprise, its address only where it is registered: it never
    contradicts them, and adds a town only to the county that holds it. Returns the field that
    was told, county rather than town, or None.
    """
    place = reference.hint_in_address(str(values["address"]))
    county = values["county"]
    if county is None:
        values["county"], values["town"] = place.county, place.town
        return "county" if place.county else None
    if place.town is None or county not in reference.counties_of(place.town):
        return None
    values["town"] = place.town
    return "town"


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
