"""The daily bulletin: the paragraph to paste, what needs attention, the files to hand in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from liaison.domain.bulletin import ROLES, Bulletin, Standing
from liaison.domain.filters import Chip, EnterpriseFilter
from liaison.domain.indicators import NO_VALUE
from liaison.locales import LANGUAGES, words
from liaison.locales.bulletin_words import BulletinText, tell
from liaison.services.bulletin import bulletin
from liaison.services.figures import kept_days
from liaison.web.components.area_choice import AREA, linked_area, show_area_out_of_reach
from liaison.web.components.enterprise_filters import list_address
from liaison.web.components.linked_filters import linked_choice
from liaison.web.components.page_head import show_page_head
from liaison.web.components.past_day import AS_OF, show_day_not_kept
from liaison.web.components.places import reference_data
from liaison.web.components.record_table import Cell, show_table
from liaison.web.session import current_actor, current_words, database
from liaison.web.templating import render

NOW = "now"
LANGUAGE = "language"
_LINK = Markup('<a href="{}" target="_self">{}</a>')
#: The list behind each number of an area: missing people by role, late measures, late requests.
_CHIPS: tuple[Chip, ...] = ("unpaired", "unpaired", "overdue", "requests")

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)


def say(key: str, **values: object) -> str:
    return language(f"bulletin_page.{key}", **values)


def main() -> None:
    head = st.container()
    show_area_out_of_reach(actor, reference, language)
    with st.container(horizontal=True, key="bulletin-choices"):
        area = linked_area(actor, reference, language, is_labelled=True)
        as_of = ask_day(area)
        told_in = ask_language()
    asked = st.query_params.get(AS_OF, NOW)
    if asked not in (NOW, str(as_of)):
        show_day_not_kept(asked, language)
    found = bulletin(actor, db, area, as_of, language=told_in)
    with head:
        has_any = bool(found.figures["enterprises"].numerator)
        files = addresses(area, as_of, told_in) if has_any else []
        show_page_head(say("title"), say("purpose"), files)
    if not has_any:
        st.info(say("empty"), icon=":material/factory:")
        return
    show_bulletin(found, tell(found, words(told_in)), told_in)


def ask_day(area: str | None) -> date | None:
    """The day in the address, by default the last that is over; None is now."""
    labels = {str(day): str(day) for day in kept_days(actor, db, area)} | {NOW: say("now")}
    chosen = linked_choice(AS_OF, say("day"), labels, next(iter(labels)), is_labelled=True)
    return None if chosen == NOW else date.fromisoformat(chosen)


def ask_language() -> str:
    labels = {each: language(f"exports_page.languages.{each}") for each in LANGUAGES}
    return linked_choice(LANGUAGE, say("language"), labels, language.language, is_labelled=True)


def addresses(area: str | None, as_of: date | None, told_in: str) -> list[tuple[str, str]]:
    asked = {AREA: area, AS_OF: as_of and str(as_of), LANGUAGE: told_in}
    query = {key: value for key, value in asked.items() if value}
    return [
        (say(name), f"/files/bulletin?{urlencode(query | {'format': file_format})}")
        for name, file_format in (("word", "docx"), ("excel", "xlsx"))
    ]


def show_bulletin(found: Bulletin, text: BulletinText, told_in: str) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(say("paragraph"))
        with st.container(key="bulletin-paragraph"):
            st.code(text.paragraph, language=None, wrap_lines=True)
        st.caption(say("copy_hint"))
        st.html(render("bulletin_sections.html", language, sections=text.sections, lang=told_in))
    with right, st.container(key="bulletin-side"):
        show_waiting(found)
        st.subheader(say("figures"))
        heads = [language(f"bulletin.tables.{key}") for key in ("figure", "value", "change")]
        rows = [[each.label, each.value_text, each.change_text] for each in text.figures]
        show_table(language, heads, rows, numbers=(1, 2), label=say("figures"))


def show_waiting(found: Bulletin) -> None:
    st.subheader(say("waiting"))
    if not found.waiting:
        st.success(say("nothing_waits"), icon=":material/check_circle:")
        return
    keys = ("place", *(role.value for role in ROLES), "late_measures", "late_requests")
    heads = [language(f"bulletin.tables.{key}") for key in keys]
    rows = [waiting_row(each) for each in found.waiting]
    show_table(language, heads, rows, numbers=(1, 2, 3, 4), label=say("waiting"))
    st.caption(say("waiting_past", day=found.day) if found.is_past else say("waiting_hint"))


def waiting_row(area: Standing) -> list[Cell]:
    """An area with the lists behind its numbers; what a roster leaves open has no list."""
    within = EnterpriseFilter(area_code=area.row.code)
    cells: list[Cell] = [area.row.name]
    for chip, number in zip(_CHIPS, area.attention.counts, strict=True):
        if not number or not area.row.code:
            cells.append(NO_VALUE if number is None else number)
        else:
            address = list_address(replace(within, chip=chip))
            cells.append(_LINK.format(address, f"{number:,}"))
    return cells


main()
