"""Choosing an area within one's own: the city or county, its counties, their towns."""

from __future__ import annotations

import streamlit as st

from liaison.domain.reference import Area, Reference
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.web.components.linked_filters import linked_choice, write_address
from liaison.web.components.plain_text import plain

AREA, BY = "area", "by"
_BETWEEN = " · "


def linked_area(
    actor: Actor, reference: Reference, language: Words, *, is_labelled: bool = False
) -> str | None:
    """The area that the address names, None for the actor's own."""
    labels = {"": own_area(actor, reference).name_in(language.language)}
    labels |= area_labels(actor, reference, language)
    label = language("dashboard.area")
    return linked_choice(AREA, label, labels, "", is_labelled=is_labelled) or None


def show_area_out_of_reach(actor: Actor, reference: Reference, language: Words) -> None:
    """Say that the address asks for an area that is not the actor's, and what is shown instead."""
    asked = st.query_params.get(AREA, "")
    own = own_area(actor, reference)
    if asked in ("", own.code) or asked in area_labels(actor, reference, language):
        return
    area = reference.areas.get(asked)
    shown = own.name_in(language.language)
    if area is None:
        said = language("dashboard.area_unknown", code=asked, own=shown)
    else:
        said = language(
            "dashboard.area_out_of_reach", area=area.name_in(language.language), own=shown
        )
    st.warning(plain(said), icon=":material/location_off:")


def own_area(actor: Actor, reference: Reference) -> Area:
    """The whole of what the actor reaches."""
    return reference.areas[actor.scope.area_code] if actor.scope.area_code else reference.city()


def area_labels(actor: Actor, reference: Reference, language: Words) -> dict[str, str]:
    """The areas inside of the actor's own by code, each county followed by its towns."""
    own = own_area(actor, reference)
    if own.is_town:
        return {}
    if own.is_county:
        return {town.code: town.name_in(language.language) for town in reference.towns_of(own.code)}
    labels: dict[str, str] = {}
    for county in reference.counties():
        labels[county.code] = name = county.name_in(language.language)
        for town in reference.areas.values():
            if town.parent == county.code:
                labels[town.code] = f"{name}{_BETWEEN}{town.name_in(language.language)}"
    return labels


def show_area_path(actor: Actor, reference: Reference, area_code: str, language: Words) -> None:
    """The way back up from an area inside of the actor's own, nothing at the top."""
    own = own_area(actor, reference)
    for area in area_path(actor, reference, area_code)[:-1]:
        st.button(
            language("dashboard.back_to", area=area.name_in(language.language)),
            key=f"back-to-{area.code}",
            icon=":material/arrow_upward:",
            type="tertiary",
            on_click=write_address,
            args=({AREA: None if area is own else area.code, BY: None},),
        )


def area_path(actor: Actor, reference: Reference, area_code: str) -> list[Area]:
    """From the actor's own area down to this one."""
    path = [reference.areas[area_code]]
    while path[0].parent is not None and path[0].code != actor.scope.area_code:
        path.insert(0, reference.areas[path[0].parent])
    return path
