"""Roster fields and their values as a person reads them."""

from __future__ import annotations

from liaison.domain.fields import RosterKind, field_table
from liaison.domain.reference import Reference
from liaison.locales import Words


def field_label(kind: RosterKind, key: str, language: Words) -> str:
    return language(f"fields.{kind}.{key}")


def value_text(
    kind: RosterKind, key: str, value: object, reference: Reference, language: Words
) -> str:
    """A value with its coded meaning in words; a dash for none."""
    field = field_table(kind).get(key)
    if value is None or value == "":
        return "—"
    if field is not None and field.type == "area":
        return area_name(reference, str(value), language.language) or str(value)
    if key == "industry":
        return industry_name(reference, str(value), language.language) or str(value)
    if field is not None and field.choices and language.has(f"labels.{field.choices}.{value}"):
        return language.label(field.choices, value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def area_name(reference: Reference, code: str | None, language: str) -> str:
    """The name of an area, an empty text for none."""
    area = reference.areas.get(code or "")
    return area.name_in(language) if area else ""


def industry_name(reference: Reference, code: str | None, language: str) -> str:
    """The name of an industry, an empty text for none."""
    industry = reference.industries.get(code or "")
    return industry.name_in(language) if industry else ""
