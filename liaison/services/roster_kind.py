"""Which roster a workbook is: enterprises, officers or commissioners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from liaison.domain.errors import InvalidInput
from liaison.domain.fields import RosterKind, field_table
from liaison.domain.vocabulary import LiaisonRole
from liaison.sheets.reading.reader import Sheet
from liaison.sheets.tables.layout import Layout

FileKind = Literal["enterprises", "officers", "commissioners"]
LaidOut = tuple[Sheet, Mapping[RosterKind, Layout]]
"""A sheet, as each roster would read it."""

ROSTER_OF: dict[str, tuple[RosterKind, LiaisonRole | None]] = {
    "enterprises": ("enterprises", None),
    "officers": ("liaisons", LiaisonRole.OFFICER),
    "commissioners": ("liaisons", LiaisonRole.COMMISSIONER),
}
#: Names and phones look alike in either roster, so what cells look like counts for less.
_BY_CONTENT = 10
_ENTERPRISE_WORDS = re.compile(r"企业|公司|enterprise|company", re.IGNORECASE)
_IN_CHARGE_OF = re.compile(r"联系|包联|挂联|结对|对口|负责|服务|in charge|assigned", re.IGNORECASE)
_OFFICER_WORDS = re.compile(r"警官|警长|民警|officer", re.IGNORECASE)
_COMMISSIONER_WORDS = re.compile(r"专员|指导员|服务员|commissioner", re.IGNORECASE)


def kind_of(
    laid_out: Sequence[LaidOut], kind: FileKind | None, file_name: str
) -> tuple[RosterKind, LiaisonRole | None]:
    """The roster that explains more columns, and whom a roster of people is about."""
    if kind is not None:
        return ROSTER_OF[kind]
    of_enterprises = [layouts["enterprises"] for _, layouts in laid_out if "enterprises" in layouts]
    if any(map(_names_those_in_charge, of_enterprises)):
        return "enterprises", None
    scores: dict[RosterKind, float] = {"enterprises": 0.0, "liaisons": 0.0}
    for _, layouts in laid_out:
        for roster, layout in layouts.items():
            scores[roster] += _score(roster, layout)
    if scores["enterprises"] == scores["liaisons"]:
        raise InvalidInput("unclear_kind", file=file_name)
    if scores["enterprises"] > scores["liaisons"]:
        return "enterprises", None
    return "liaisons", _role_told(laid_out, file_name)


def _names_those_in_charge(layout: Layout) -> bool:
    """Enterprises with their two people, whose columns make it look like a roster of people."""
    labels = {each.field: each.label for each in layout.columns if each.field is not None}
    in_charge = labels.keys() & {role.value for role in LiaisonRole}
    name = labels.get("name", "")
    says_enterprise = _ENTERPRISE_WORDS.search(name) and not _IN_CHARGE_OF.search(name)
    return bool(name) and (
        len(in_charge) == len(LiaisonRole) or bool(in_charge and says_enterprise)
    )


def _score(roster: RosterKind, layout: Layout) -> float:
    """How well a layout fits a roster: its columns by their labels, and the required among them."""
    matched = {
        each.field: each.certainty / (_BY_CONTENT if each.by == "content" else 1)
        for each in layout.columns
        if each.field is not None
    }
    required = [key for key, field in field_table(roster).items() if field.required]
    return sum(matched.values()) if any(key in matched for key in required) else 0.0


def _role_told(laid_out: Sequence[LaidOut], file_name: str) -> LiaisonRole | None:
    """Officers or commissioners, by the first words that say so: file, sheet, title, header."""
    texts = [file_name]
    for sheet, layouts in laid_out:
        texts.append(sheet.name)
        for layout in layouts.values():
            texts.extend(_titles(sheet, layout))
            texts.extend(column.label for column in layout.columns)
    for text in texts:
        is_officer = _OFFICER_WORDS.search(text) is not None
        is_commissioner = _COMMISSIONER_WORDS.search(text) is not None
        if is_officer != is_commissioner:
            return LiaisonRole.OFFICER if is_officer else LiaisonRole.COMMISSIONER
    return None


def _titles(sheet: Sheet, layout: Layout) -> Iterator[str]:
    """What stands above the header."""
    above = min(layout.header_rows, default=0) - sheet.first_row_number
    for row in sheet.rows[: max(above, 0)]:
        yield from (cell for cell in row if isinstance(cell, str))
