"""Who is changed by setting a measure for many: each by name, from what to what, by the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil

import streamlit as st
from markupsafe import Markup

from liaison.locales import Words
from liaison.services.bulk import BulkPreview
from liaison.store.bulk import Standing
from liaison.web.components.record_table import Cell, lines, quiet, record_link, show_table, state

#: Up to so many are shown at once, more are folded away and come by the page.
FEW = 12
PAGE_SIZE = 20
_WHICH, _PAGE = "bulk-names-which", "bulk-names-page"
#: The parts of a preview that can be looked at by themselves.
_PARTS: Mapping[str, Callable[[BulkPreview], Sequence[Standing]]] = {
    "all": lambda preview: preview.changing,
    "notes": lambda preview: preview.notes_replaced,
    "cleared": lambda preview: preview.reasons_cleared,
    "settled": lambda preview: preview.overwritten,
    "unnoted": lambda preview: preview.done_without_note,
    "note_only": lambda preview: preview.note_only,
}


def show_bulk_names(language: Words, preview: BulkPreview) -> None:
    """The enterprises that change, with their old and new state and note."""
    number = len(preview.changing)
    is_few = number <= FEW
    title = language("bulk.names.title", number=f"{number:,}")
    with st.expander(title, expanded=is_few, icon=":material/list:", key="bulk-names"):
        rows = _chosen_part(language, preview)
        pages = max(1, ceil(len(rows) / PAGE_SIZE))
        page = min(st.session_state.get(_PAGE) or 1, pages)
        first = (page - 1) * PAGE_SIZE
        headings = [language(f"bulk.names.{key}") for key in ("enterprise", "state", "note")]
        cells = [_row(language, preview, each) for each in rows[first : first + PAGE_SIZE]]
        show_table(language, headings, cells, label=title)
        if pages > 1:
            st.session_state[_PAGE] = page
            st.pagination(pages, key=_PAGE)


def _chosen_part(language: Words, preview: BulkPreview) -> Sequence[Standing]:
    """All of them, or those that lose something, where there are any."""
    parts = {key: rows for key, of in _PARTS.items() if (rows := of(preview)) or key == "all"}
    if len(parts) == 1:
        return parts["all"]
    if st.session_state.get(_WHICH) not in parts:
        st.session_state[_WHICH] = "all"
    which = st.pills(
        language("bulk.names.which"),
        list(parts),
        key=_WHICH,
        required=True,
        format_func=lambda key: language(f"bulk.names.{key}", number=f"{len(parts[key]):,}"),
        label_visibility="collapsed",
        on_change=_turn_back,
    )
    return parts[str(which)]


def _turn_back() -> None:
    st.session_state.pop(_PAGE, None)


def _row(language: Words, preview: BulkPreview, each: Standing) -> list[Cell]:
    now, then = each.support.state, preview.state
    told = [state(now, language.label("state", now))]
    if then is not now:
        told.append(state(then, language.label("state", then)))
    return [
        record_link("enterprise", each.id, each.name, new_tab=True),
        _from_to(language, told),
        _note(language, each.support.note, preview.note_of(each)),
    ]


def _note(language: Words, before: str | None, after: str | None) -> Markup:
    """The note that stays, or the one that is lost above the one that comes."""
    if before == after:
        return Markup("{}").format(before or "")
    if not before:
        return Markup("<ins>{}</ins>").format(after)
    lost = Markup("<del>{}</del>").format(before)
    return lines([lost, Markup("<ins>{}</ins>").format(after)]) if after else lost


def _from_to(language: Words, told: Sequence[Markup]) -> Markup:
    said = language("bulk.changed_to")
    arrow = Markup(' <span aria-hidden="true">→</span><span class="unseen">{}</span> ').format(said)
    return (
        arrow.join(told) if len(told) > 1 else told[0] + quiet(f" · {language('bulk.note_only')}")
    )
