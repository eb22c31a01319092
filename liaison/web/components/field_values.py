"""Roster fields and their values as a person reads them."""

from __future__ import annotations

from liaison.domain.fields import RosterKind, field_table
from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.web.components.places import area_name, industry_name


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
