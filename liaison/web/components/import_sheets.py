"""Importing, step two: which sheets are read, and the layouts that are known again."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import LiaisonError
from liaison.domain.plan import ImportPlan, SheetPlan
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.locales.sentences import actor_label, error_sentence
from liaison.services.roster_layouts import forget_layout, list_layouts
from liaison.store.database import Database
from liaison.web.components.import_desk import ImportDesk
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import notify
from liaison.web.session import current_actor, current_words, database
from liaison.web.templating import render


def ask_sheets(lying: ImportDesk, plan: ImportPlan, language: Words) -> tuple[str, ...]:
    """Offer the sheets that were not read; those to read, once a person asks for them."""
    read = [sheet.sheet for sheet in plan.sheets]
    unread = dict(plan.unread_sheets)
    if not unread:
        return ()
    names = language("import_page.between").join(
        language(
            "import_page.columns.unread_sheet",
            sheet=name,
            reason=language(f"import_page.unread.{reason}"),
        )
        for name, reason in unread.items()
    )
    st.warning(plain(language("import_page.columns.unread", sheets=names)))
    with st.expander(language("import_page.sheets.choose")):
        chosen = st.multiselect(
            language("import_page.sheets.read"),
            [*read, *unread],
            default=read,
            key=f"import-sheets-{lying.reading}",
        )
        is_asked = st.button(
            language("import_page.sheets.read_again"),
            key="import-sheets-read",
            disabled=not chosen or set(chosen) == set(read),
        )
    return tuple(chosen) if is_asked else ()


def ask_layout_name(lying: ImportDesk, sheet: SheetPlan, language: Words) -> None:
    """Say that the layout was known, or offer to name one that was set by hand."""
    known = sheet.setting.remembered_as
    if known is not None:
        said = language("import_page.layouts.known", name=known)
        st.info(plain(said), icon=":material/bookmark:")
    if lying.choices.columns.get(sheet.sheet) or known is not None:
        lying.layout_names[sheet.sheet] = st.text_input(
            language("import_page.layouts.name"),
            value=lying.layout_names.get(sheet.sheet, ""),
            placeholder=known or language("import_page.layouts.name_example"),
            max_chars=60,
            key=f"layout-name-{lying.reading}-{sheet.sheet}",
        ).strip()


def show_layouts(actor: Actor, db: Database, language: Words) -> None:
    """List the layouts that are remembered, each of which can be forgotten."""
    known = list_layouts(actor, db)
    if not known:
        return
    with st.expander(language("import_page.layouts.title", layouts=len(known))):
        st.caption(language("import_page.layouts.about"))
        for layout in known:
            with st.container(horizontal=True, vertical_alignment="center"):
                second = language(
                    "import_page.layouts.line",
                    actor=actor_label(layout.saved_by, language),
                    at=moment_text(layout.saved_at),
                    columns=len(layout.choices),
                    words=sum(map(len, layout.answers.values())),
                )
                st.html(
                    render("two_lines.html", language, first=layout.name, second=second),
                    width="stretch",
                )
                st.button(
                    language("import_page.layouts.forget"),
                    key=f"forget-layout-{layout.id}",
                    on_click=_forget,
                    args=(layout.id, layout.name),
                )


def _forget(layout_id: int, name: str) -> None:
    words = current_words()
    try:
        forget_layout(current_actor(), database(), layout_id)
    except LiaisonError as error:
        notify(error_sentence(error, words), refused=True)
    else:
        notify(words("import_page.layouts.forgotten", name=name))
