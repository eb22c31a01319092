"""My week: what is due, what I did, my numbers against the rhythm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from liaison.domain.my_week import Due, DueKind
from liaison.domain.week_done import DoneKind
from liaison.locales.change_words import ChangeWords
from liaison.services.my_week import get_week
from liaison.services.support import list_measures
from liaison.web.components.linked_filters import current_page, linked_chips, linked_page
from liaison.web.components.places import reference_data
from liaison.web.components.week_done import WeekDone
from liaison.web.components.week_due import WeekDue
from liaison.web.components.week_numbers import show_week_numbers
from liaison.web.session import current_actor, current_words, database

PAGE_SIZE = 30
_ALL = ""

actor, language, db = current_actor(), current_words(), database()


def say(key: str, **values: object) -> str:
    return language(f"my_week.{key}", **values)


def ask_part() -> str:
    """Which of the two lists."""
    numbers = {
        "due": sum(each.number for day in week.due.values() for each in day),
        "did": sum(each.number for each in week.did),
    }
    labels = {part: say(f"part.{part}", number=f"{numbers[part]:,}") for part in numbers}
    return linked_chips("part", say("part.label"), labels, "due")


def ask_kind(due: Mapping[date | None, Sequence[Due]]) -> DueKind | None:
    """One kind of what is due, None for all of it."""
    counts = {
        kind: sum(each.number for day in due.values() for each in day if each.kind is kind)
        for kind in DueKind
    }
    labels = {_ALL: say("kind.all", number=sum(counts.values()))} | {
        kind.value: say(f"kind.{kind}", number=number) for kind, number in counts.items() if number
    }
    chosen = linked_chips("kind", say("kind.label"), labels, _ALL)
    return DueKind(chosen) if chosen else None


def show_due(due: Mapping[date | None, Sequence[Due]]) -> None:
    if not due:
        st.success(say("nothing_due"), icon=":material/check_circle:")
        return
    kind = ask_kind(due)
    chosen = {day: [each for each in due[day] if kind in (None, each.kind)] for day in due}
    shown = {day: found for day, found in chosen.items() if found}
    WeekDue(language, titles, week.today, actor.liaison_id).show(shown)


def show_done() -> None:
    if not week.did:
        st.info(say("nothing_done"), icon=":material/edit_note:")
        return
    told = [
        say(f"done.{kind}", number=f"{week.done[kind]:,}") for kind in DoneKind if week.done[kind]
    ]
    st.html(f'<p class="week-done">{say("between").join(told)}</p>')
    pages = -(-len(week.did) // PAGE_SIZE)
    first = (min(current_page(), pages) - 1) * PAGE_SIZE
    words = ChangeWords(language, reference_data(actor, db))
    WeekDone(words, titles).show(week.did[first : first + PAGE_SIZE])
    linked_page(pages)


week = get_week(actor, db)
titles = {each.code: each.title_in(language.language) for each in list_measures(actor, db)}
st.title(say("title"))
rhythm = {"contact": week.rhythm.contact_days, "visit": week.rhythm.visit_days}
st.html(f'<p class="quiet">{say("purpose", **rhythm)}</p>')
if week.numbers:
    show_week_numbers(week, actor.liaison_id, language)
if week.numbers or week.did:
    if ask_part() == "due":
        show_due(week.due)
    else:
        show_done()
else:
    st.info(language("my_enterprises.none_yet"), icon=":material/handshake:")
