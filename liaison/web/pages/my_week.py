"""My week: what is due, what I did, my numbers against the rhythm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from liaison.domain.my_week import Due, DueKind
from liaison.services.my_week import DoneKind, get_week
from liaison.services.support import list_measures
from liaison.web.components.linked_filters import linked_chips
from liaison.web.components.week_lists import WeekLists
from liaison.web.components.week_numbers import show_week_numbers
from liaison.web.session import current_actor, current_words, database

_ALL = ""

actor, language, db = current_actor(), current_words(), database()


def say(key: str, **values: object) -> str:
    return language(f"my_week.{key}", **values)


def ask_kind(due: Mapping[date | None, Sequence[Due]]) -> DueKind | None:
    """One kind of what is due, None for all of it."""
    counts = {
        kind: sum(each.kind is kind for day in due.values() for each in day) for kind in DueKind
    }
    labels = {_ALL: say("kind.all", number=sum(counts.values()))} | {
        kind.value: say(f"kind.{kind}", number=number) for kind, number in counts.items() if number
    }
    chosen = linked_chips("kind", say("kind.label"), labels, _ALL)
    return DueKind(chosen) if chosen else None


def show_due(lists: WeekLists, due: Mapping[date | None, Sequence[Due]]) -> None:
    if not due:
        st.success(say("nothing_due"), icon=":material/check_circle:")
        return
    kind = ask_kind(due)
    chosen = {day: [each for each in due[day] if kind in (None, each.kind)] for day in due}
    lists.show_due({day: found for day, found in chosen.items() if found})


def show_done() -> None:
    told = [say(f"done.{kind}", number=week.done[kind]) for kind in DoneKind if week.done[kind]]
    if not told:
        st.info(say("nothing_done"), icon=":material/edit_note:")
        return
    st.html(f'<p class="week-done">{say("between").join(told)}</p>')
    lists.show_done(week.entries)


week = get_week(actor, db)
titles = {each.code: each.title_in(language.language) for each in list_measures(actor, db)}
lists = WeekLists(language, titles, week.today, actor.liaison_id)
st.title(say("title"))
rhythm = {"contact": week.rhythm.contact_days, "visit": week.rhythm.visit_days}
st.html(f'<p class="quiet">{say("purpose", **rhythm)}</p>')
if week.numbers:
    show_week_numbers(week, actor.liaison_id, language)
    st.subheader(say("due"))
    show_due(lists, week.due)
    st.subheader(say("did"))
    show_done()
else:
    st.info(language("my_enterprises.none_yet"), icon=":material/handshake:")
