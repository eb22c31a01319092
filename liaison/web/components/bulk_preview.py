"""What one measure would change for the enterprises chosen, and the button that writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup

from liaison.domain.errors import LiaisonError
from liaison.domain.vocabulary import STATES_WITH_REASON
from liaison.locales import Words
from liaison.locales.sentences import error_sentence
from liaison.services.bulk import BulkPreview, apply_preview, undo_apply
from liaison.store.bulk import Standing
from liaison.web.components.bulk_choice import chosen_ids
from liaison.web.components.bulk_names import show_bulk_names
from liaison.web.components.measure_shapes import shaped
from liaison.web.components.plain_text import plain
from liaison.web.components.record_table import state
from liaison.web.components.saving import notify
from liaison.web.session import current_actor, current_words, database

_MOVED = "bulk-moved"
_NAMED = 5
_LINE = Markup(
    '<li>{} <span aria-hidden="true">→</span><span class="unseen">{}</span> {}'
    " <strong>{}</strong></li>"
)
_NOTE_LINE = Markup("<li>{} · {} <strong>{}</strong></li>")
_LONGEST_NOTE = 40


@dataclass(frozen=True)
class BulkPreviewBox:
    """The preview of a measure whose title is given."""

    language: Words
    title: str

    def show(self, preview: BulkPreview) -> None:
        """Counts by present state, what is lost by name, the list, the button with the number."""
        number = len(preview.changing)
        if number:
            self._show_counts(preview)
        if preview.unchanged:
            st.caption(self._say("unchanged", number=f"{preview.unchanged:,}"))
        if preview.notes_replaced:
            needs_reason = preview.state in STATES_WITH_REASON
            self._warn_of_notes(
                "reasons_replaced" if needs_reason else "notes_replaced", preview.notes_replaced
            )
        if preview.reasons_cleared:
            self._warn_of_notes("reasons_cleared", preview.reasons_cleared)
        if preview.overwritten:
            self._warn_of(preview.overwritten)
        if preview.done_without_note:
            said = self._say("done_without_note", number=f"{len(preview.done_without_note):,}")
            st.info(said, icon=":material/receipt_long:")
        if number:
            show_bulk_names(self.language, preview)
        wanted = shaped(self.language, preview.state)
        moves = number > len(preview.note_only)
        st.button(
            self._say(
                "apply" if moves else "apply_notes",
                number=f"{number:,}",
                title=self.title,
                state=wanted,
            ),
            key="bulk-apply",
            type="primary",
            width="stretch",
            disabled=not number,
            on_click=_apply,
            args=(preview, self.title),
        )

    def _show_counts(self, preview: BulkPreview) -> None:
        after = state(preview.state, self.language.label("state", preview.state))
        told = [
            _LINE.format(
                state(each, self.language.label("state", each)),
                self._say("changed_to"),
                after,
                self._say("number", number=f"{number:,}"),
            )
            for each, number in sorted(preview.by_state.items())
        ]
        if preview.note_only:
            number = self._say("number", number=f"{len(preview.note_only):,}")
            told.append(_NOTE_LINE.format(after, self._say("note_only"), number))
        st.html(Markup('<ul class="bulk-lines">{}</ul>').format(Markup("").join(told)))

    def _notes(self, rows: Sequence[Standing]) -> str:
        """The first of the notes that are lost, each with whose it is."""
        named = [
            self._say("noted", name=each.name, note=_cut(each.support.note or ""))
            for each in rows[:_NAMED]
        ]
        more = len(rows) - len(named)
        return self._say("between").join(named) + (self._say("more", number=more) if more else "")

    def _warn_of_notes(self, key: str, losing: Sequence[Standing]) -> None:
        said = self._say(key, number=f"{len(losing):,}", notes=self._notes(losing))
        st.warning(plain(said), icon=":material/edit_note:")

    def _warn_of(self, overwritten: Sequence[Standing]) -> None:
        said = self._say(
            "overwritten", number=f"{len(overwritten):,}", names=self._names(overwritten)
        )
        st.warning(plain(said), icon=":material/warning:")
        st.button(
            self._say("keep_settled", number=f"{len(overwritten):,}"),
            key="bulk-keep-settled",
            on_click=chosen_ids().difference_update,
            args=([each.id for each in overwritten],),
        )

    def show_moved(self) -> None:
        """Whom somebody saved between preview and writing: told, left, still chosen."""
        moved: Sequence[Standing] | None = st.session_state.pop(_MOVED, None)
        if moved:
            said = self._say("moved", number=f"{len(moved):,}", names=self._names(moved))
            st.warning(plain(said), icon=":material/sync_problem:")

    def _names(self, rows: Sequence[Standing]) -> str:
        named = [
            self._say(
                "named", name=each.name, state=self.language.label("state", each.support.state)
            )
            for each in rows[:_NAMED]
        ]
        more = len(rows) - len(named)
        return self._say("between").join(named) + (self._say("more", number=more) if more else "")

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"bulk.{key}", **values)


def _cut(note: str) -> str:
    return note if len(note) <= _LONGEST_NOTE else f"{note[:_LONGEST_NOTE]}…"


def _apply(preview: BulkPreview, title: str) -> None:
    """Write as a callback; those that moved stay chosen, so that the next preview shows them."""
    language = current_words()
    try:
        done = apply_preview(current_actor(), database(), preview)
    except LiaisonError as error:
        notify(error_sentence(error, language), refused=True)
        return
    chosen = chosen_ids()
    chosen.clear()
    chosen.update(each.id for each in done.moved)
    st.session_state[_MOVED] = done.moved
    if done.saved:
        label = language.label("state", preview.state)
        said = language("bulk.saved", number=f"{len(done.saved):,}", title=title, state=label)
        notify(said, undo=partial(undo_apply, done=done))
