"""What moved between a plan and its being applied, and what became of the person's own edits."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.locales.sentences import actor_label
from liaison.services.pairing_moves import Moved
from liaison.web.components.pairing_plan import Plan
from liaison.web.components.plain_text import plain

_SHOWN = 8


def show_moved(plan: Plan, language: Words) -> None:
    """Why the plan is another than the one that was to be applied; nothing where it is not."""
    show_moved_rows(plan.moved, language)
    kept, lost = len(plan.edits), plan.lost
    if plan.lost or (plan.moved and kept):
        key = "edits_lost" if lost else "edits_kept"
        st.info(language(f"pairing_page.stale.{key}", kept=kept, lost=lost), icon=":material/edit:")


def show_moved_rows(moved: Sequence[Moved], language: Words) -> None:
    """Which rows of the plan before no longer held, and why."""
    if not moved:
        return
    texts = [language("pairing_page.stale.title", number=f"{len(moved):,}")]
    texts += [f"- {plain(_text(each, language))}" for each in moved[:_SHOWN]]
    st.warning("\n".join(texts), icon=":material/sync:")
    _show_rest(moved[_SHOWN:], language)


def _show_rest(rest: Sequence[Moved], language: Words) -> None:
    """Those that follow; only the first of them were looked up by name."""
    if not rest:
        return
    named = [each for each in rest if each.enterprise_name != str(each.enterprise_id)]
    with st.expander(language("pairing_page.stale.rest", number=f"{len(rest):,}")):
        st.text("\n".join(_text(each, language) for each in named))
        if len(rest) > len(named):
            st.caption(language("pairing_page.stale.more", number=f"{len(rest) - len(named):,}"))


def _text(moved: Moved, language: Words) -> str:
    return language(
        "pairing_page.stale.line",
        enterprise=moved.enterprise_name,
        role=language.label("role", moved.role),
        what=_what(moved, language),
    )


def _what(moved: Moved, language: Words) -> str:
    key = f"labels.move_kind.{moved.kind}"
    values = {"person": moved.person or "—"}
    if moved.by is None or moved.at is None:
        return language(key, **values)
    by, at = actor_label(moved.by, language), moment_text(moved.at)
    return language(f"{key}_by", by=by, at=at, **values)
