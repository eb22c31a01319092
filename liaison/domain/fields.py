"""The one table of roster fields: what each holds, how a cell is read into it and written out.

The official labels are words and stand in locales (`fields.<key>`); the synonyms of headers are
data and stand in data/reference/headers.csv. Both are keyed by the keys of this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from liaison.domain import dates, numbers, parsing, phones
from liaison.domain.dates import possible_days
from liaison.domain.parsing import Context, Reading, public
from liaison.domain.problems import LEVELS, Level
from liaison.domain.vocabulary import CODED_VALUES

Cell = str | int | float | bool | date | datetime | time | timedelta | None
RosterKind = Literal["enterprises", "liaisons"]
Value = str | int | float | None

FieldType = Literal[
    "text", "code", "area", "choice", "phones", "date", "count", "amount", "percent", "people"
]


@dataclass(frozen=True, slots=True)
class Field:
    """A roster field; `column` is where the value is kept, `choices` names the coded values."""

    key: str
    type: FieldType
    reader: Callable[[Cell, Context], Reading]
    column: str | None
    required: bool = False
    max_length: int | None = None
    choices: str | None = None

    def read(self, cell: Cell, context: Context) -> Reading:
        """What the field takes from a cell, and never an identity number that stands in it."""
        shown = public(cell)
        value, code = self.reader(shown, context)
        if shown is cell or (code is not None and LEVELS[code] is Level.ERROR):
            return value, code
        # What stands beside a person's number in the column of codes is seldom a code.
        is_kept = self.type != "code" or code is None
        return (value if is_kept else None), "identity_number"


def _text(key: str, *, required: bool = False, max_length: int = 200) -> Field:
    return Field(key, "text", parsing.text(max_length), key, required, max_length)


def _choice(key: str, reader: Callable[[Cell, Context], Reading]) -> Field:
    return Field(key, "choice", reader, key, choices=key)


ENTERPRISE_FIELDS: tuple[Field, ...] = (
    _text("name", required=True),
    Field("uscc", "code", parsing.credit_code, "uscc", max_length=18),
    _text("legacy_id", max_length=30),
    Field("county", "area", parsing.county, "county_code"),
    Field("town", "area", parsing.town, "town_code"),
    _text("grid", max_length=60),
    _text("address"),
    _choice("industry", parsing.industry),
    _choice("above_scale", parsing.soft_choice("above_scale")),
    _choice("size", parsing.soft_choice("size")),
    _text("contact_name", max_length=40),
    Field("contact_phone", "phones", phones.phones, "contact_phone", max_length=80),
    _choice("filing_status", parsing.choice("filing_status")),
    _choice("status", parsing.operation_status),
    Field("planned_on", "date", dates.day, "planned_on"),
    Field("resumed_on", "date", dates.past_day, "resumed_on"),
    Field("employees", "count", numbers.count, "employees"),
    Field("employees_on_duty", "count", numbers.count, "employees_on_duty"),
    Field("capacity_percent", "percent", numbers.percent, "capacity_percent"),
    Field("power_kwh", "amount", numbers.amount, "power_kwh"),
    Field("base_power_kwh", "amount", numbers.amount, "base_power_kwh"),
    Field("commissioner", "people", parsing.text(80), None),
    Field("officer", "people", parsing.text(80), None),
    _text("remark", max_length=500),
)

LIAISON_FIELDS: tuple[Field, ...] = (
    _choice("role", parsing.choice("role")),
    Field("staff_no", "text", parsing.staff_number, "staff_no", required=True, max_length=30),
    Field("name", "text", parsing.person_name, "name", required=True, max_length=40),
    _text("unit", required=True, max_length=80),
    _text("position", max_length=40),
    Field("county", "area", parsing.county, "county_code"),
    Field("town", "area", parsing.town, "town_code"),
    _text("grid", max_length=60),
    Field("phone", "phones", phones.phones, "phone", max_length=80),
    Field("capacity", "count", numbers.count, "capacity"),
    Field("enterprises", "people", parsing.names, None),
    _choice("is_primary", parsing.soft_choice("is_primary")),
    Field("started_on", "date", dates.day, "started_on"),
    Field("ended_on", "date", dates.day, "ended_on"),
    Field(
        "status",
        "choice",
        parsing.choice("liaison_status"),
        "liaison_status",
        choices="liaison_status",
    ),
)

FIELDS: Mapping[RosterKind, tuple[Field, ...]] = {
    "enterprises": ENTERPRISE_FIELDS,
    "liaisons": LIAISON_FIELDS,
}


def field_table(kind: RosterKind) -> dict[str, Field]:
    """The fields of a roster by key, in the roster's order."""
    return {field.key: field for field in FIELDS[kind]}


def stored_columns(kind: RosterKind) -> dict[str, str]:
    """Field key → the column that keeps its value, without the fields that become pairs."""
    return {field.key: field.column for field in FIELDS[kind] if field.column is not None}


def allowed_values(field: Field, word: str, context: Context) -> tuple[str, ...]:
    """The stored values that an unknown word may stand for; none in a field of free text."""
    if field.type == "date":
        days = possible_days(word, context)
        return tuple(day for day in days if field.read(day, context)[1] is None)
    if field.key == "county":
        return tuple(area.code for area in context.reference.counties())
    if field.key == "town":
        return tuple(area.code for area in context.reference.areas.values() if area.is_town)
    if field.choices == "industry":
        return tuple(context.reference.industries)
    return tuple(each.value for each in CODED_VALUES.get(field.choices or "", ()))
