"""Areas and industries by name: codes become words here."""

from __future__ import annotations

import streamlit as st

from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.locales.field_words import area_name, industry_name
from liaison.services.reference import load_reference
from liaison.store.database import Database

__all__ = ["area_name", "industry_name", "place_text", "reference_data"]


def reference_data(actor: Actor, db: Database) -> Reference:
    """The reference data, kept between runs and people: it is the same for everybody."""
    return _kept(str(db.path), actor, db)


@st.cache_resource(show_spinner=False)
def _kept(path: str, _actor: Actor, _db: Database) -> Reference:
    return load_reference(_actor, _db)


def place_text(
    reference: Reference, county_code: str | None, town_code: str | None, language: str
) -> str:
    """County and town in one line, as far as they are known."""
    names = [area_name(reference, code, language) for code in (county_code, town_code)]
    return " · ".join(name for name in names if name)
