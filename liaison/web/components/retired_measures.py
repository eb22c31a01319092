"""What an enterprise had of measures that are no longer in the catalogue, folded, to be read."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from liaison.domain.records import Measure, Support
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.web.components.plain_text import plain
from liaison.web.templating import render


def show_retired_measures(
    language: Words,
    retired: list[tuple[Measure, Support]],
    who: Callable[[str], str],
) -> None:
    """Each as it stood when it was retired, by whom and when; nothing without any."""
    if not retired:
        return
    title = language("measures.retired", number=len(retired))
    with st.expander(plain(title), icon=":material/inventory_2:", key="measures-retired"):
        st.caption(language("measures.retired_hint"))
        for measure, support in retired:
            st.html(_facts(language, measure, support, who))


def _facts(language: Words, measure: Measure, support: Support, who: Callable[[str], str]) -> str:
    return render(
        "measure.html",
        language,
        measure=measure,
        title=measure.title_in(language.language),
        support=support,
        state=support.state,
        due=language("measures.retired_on", day=measure.retired_on),
        at=moment_text(support.updated_at)[:10] if support.updated_at else "",
        by=who(support.updated_by or ""),
        with_state=True,
    )
