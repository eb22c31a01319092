"""Areas and industries by name: codes become words here."""

from __future__ import annotations

import streamlit as st

from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.services.reference import load_reference
from liaison.store.database import Database


def reference_data(actor: Actor, db: Database) -> Reference:
    """The reference data, kept between runs and people: it is the same for everybody."""
    return _kept(str(db.path), actor, db)


@st.cache_resource(show_spinner=False)
def _kept(path: str, _actor: Actor, _db: Database) -> Reference:
    return load_reference(_actor, _db)


def area_name(reference: Reference, code: str | None, language: str) -> str:
    """The name of an area, an empty text for none."""
    area = reference.areas.get(code or "")
    return area.name_in(language) if area else ""


def place_text(
    reference: Reference, county_code: str | None, town_code: str | None, language: str
) -> str:
    """County and town in one line, as far as they are known."""
    names = [area_name(reference, code, language) for code in (county_code, town_code)]
    return " · ".join(name for name in names if name)


def industry_name(reference: Reference, code: str | None, language: str) -> str:
    """The name of an industry, an empty text for none."""
    industry = reference.industries.get(code or "")
    return industry.name_in(language) if industry else ""
