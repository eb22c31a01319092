"""Filters whose values live in the page's address, so that a list can be sent to a colleague.

The address is the truth: a widget begins with what stands there and writes there what is chosen,
so that links, the browser's way back and the widgets never disagree. Streamlit's own binding
writes the labels of choices, which change with the language and with every count; these write
the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeVar

import streamlit as st

Option = TypeVar("Option", bound=str)

PAGE = "page"
_BETWEEN = ","
_SHORT = 8
_EARLIEST = date(2000, 1, 1)


def linked_search(key: str, label: str, placeholder: str, *, is_labelled: bool = False) -> str:
    """A search field."""
    st.session_state[key] = st.query_params.get(key, "")
    typed = st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        icon=":material/search:",
        label_visibility=_visibility(is_labelled),
        on_change=_write_to_address,
        args=(key, ""),
    )
    return str(typed or "")


def linked_chips(key: str, label: str, labels: Mapping[Option, str], default: Option) -> Option:
    """Chips of which one is chosen; `labels` maps what stands in the address to what is read."""
    _take_from_address(key, labels, default)
    return _chosen(
        labels,
        st.pills(
            label,
            list(labels),
            key=key,
            required=True,
            format_func=lambda option: labels[option],
            label_visibility="collapsed",
            on_change=_write_to_address,
            args=(key, default),
        ),
    )


def linked_choice(
    key: str,
    label: str,
    labels: Mapping[Option, str],
    default: Option,
    *,
    is_labelled: bool = False,
) -> Option:
    """A choice out of a list, in the address as chips are."""
    _take_from_address(key, labels, default)
    return _chosen(
        labels,
        st.selectbox(
            label,
            list(labels),
            key=key,
            format_func=lambda option: labels[option],
            label_visibility=_visibility(is_labelled),
            # A phone brings up its keyboard for a field that can be typed in.
            filter_mode="fuzzy" if len(labels) > _SHORT else None,
            on_change=_write_to_address,
            args=(key, default),
        ),
    )


def linked_radio(
    key: str, label: str, labels: Mapping[Option, str], captions: Sequence[str], default: Option
) -> Option:
    """A choice with a sentence on each option, in the address as chips are."""
    _take_from_address(key, labels, default)
    return _chosen(
        labels,
        st.radio(
            label,
            list(labels),
            key=key,
            captions=captions,
            format_func=lambda option: labels[option],
            label_visibility="collapsed",
            on_change=_write_to_address,
            args=(key, default),
        ),
    )


def linked_choices(
    key: str,
    label: str,
    labels: Mapping[Option, str],
    placeholder: str,
    *,
    is_labelled: bool = False,
    is_ordered: bool = False,
) -> tuple[Option, ...]:
    """Several choices out of a list; their keys stand in the address between commas.

    Where it `is_ordered` they come in the order in which they were chosen.
    """
    asked = st.query_params.get(key, "").split(_BETWEEN)
    chosen_before = [option for option in labels if option in asked]
    st.session_state[key] = sorted(chosen_before, key=asked.index) if is_ordered else chosen_before
    chosen = st.multiselect(
        label,
        list(labels),
        key=key,
        format_func=lambda option: labels[option],
        placeholder=placeholder,
        label_visibility=_visibility(is_labelled),
        on_change=_write_to_address,
        args=(key, ""),
    )
    return tuple(chosen)


def linked_mark(key: str, label: str) -> bool:
    """A box to tick, 1 in the address."""
    st.session_state[key] = st.query_params.get(key) == "1"
    return st.checkbox(label, key=key, on_change=_write_mark, args=(key,))


def linked_date(key: str, label: str, last: date) -> date | None:
    """A day that has come, None for none."""
    try:
        asked = date.fromisoformat(st.query_params.get(key, ""))
    except ValueError:
        asked = None
    st.session_state[key] = asked if asked and _EARLIEST <= asked <= last else None
    return st.date_input(
        label,
        None,
        key=key,
        min_value=_EARLIEST,
        max_value=last,
        format="YYYY-MM-DD",
        on_change=_write_date,
        args=(key,),
    )


def linked_page(pages: int) -> None:
    """The pages of the list, for `current_page`; nothing where there is one only."""
    if pages > 1:
        page = min(current_page(), pages)
        if st.session_state.get(PAGE, page) != page:
            st.session_state[PAGE] = page
        st.pagination(pages, default=page, key=PAGE, on_change=_write_page)


def current_page() -> int:
    """The page that the reader is on, before its widget is drawn."""
    asked = st.query_params.get(PAGE, "1")
    return max(1, int(asked)) if asked.isdecimal() else 1


def clear_filters(*keys: str) -> None:
    """Take filters out of the address, as a callback."""
    write_address(dict.fromkeys(keys))


def write_address(changes: Mapping[str, str | None]) -> None:
    """Change filters in the address, None takes one out; the list begins at its first page.

    It is written at once, so that the browser's way back is one step.
    """
    asked = {**st.query_params.to_dict(), PAGE: None, **changes}
    st.query_params.from_dict({key: value for key, value in asked.items() if value})


def _chosen(options: Iterable[Option], value: Any) -> Option:
    return next(option for option in options if option == value)


def _take_from_address(key: str, options: Iterable[str], default: str) -> None:
    asked = st.query_params.get(key)
    st.session_state[key] = asked if asked in list(options) else default


def _write_to_address(key: str, default: str) -> None:
    value = st.session_state[key]
    chosen = _BETWEEN.join(value) if isinstance(value, list) else value
    write_address({key: None if chosen == default else chosen})


def _write_mark(key: str) -> None:
    write_address({key: "1" if st.session_state[key] else None})


def _write_date(key: str) -> None:
    chosen = st.session_state[key]
    write_address({key: None if chosen is None else chosen.isoformat()})


def _visibility(is_labelled: bool) -> Literal["visible", "collapsed"]:
    return "visible" if is_labelled else "collapsed"


def _write_page() -> None:
    chosen = st.session_state[PAGE]
    write_address({PAGE: str(chosen) if chosen > 1 else None})


def keep_view(page: str) -> None:
    """Remember how the list is narrowed and sorted, for the way back from a record to it."""
    st.session_state[f"{page}-view"] = st.query_params.to_dict()


def kept_view(page: str) -> dict[str, str]:
    """The list's address as it was last seen in this session, empty where it was not."""
    view: dict[str, str] = st.session_state.get(f"{page}-view", {})
    return view
