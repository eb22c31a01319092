"""Rosters in: a file, what its columns mean, what it would change, and what it changed."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import Cancelled
from liaison.domain.parsing import Context
from liaison.domain.plan import ExistingRows, ImportPlan, count_outcomes
from liaison.domain.roles import Actor
from liaison.locales import Words, words
from liaison.locales.sentences import error_sentence
from liaison.store.database import Database
from liaison.web.components.file_links import show_file_links
from liaison.web.components.import_changes import is_warned, show_changes
from liaison.web.components.import_columns import show_columns
from liaison.web.components.import_desk import ImportDesk, Step, desk, go
from liaison.web.components.import_file import ask_file
from liaison.web.components.import_history import show_past_imports
from liaison.web.components.import_progress import show_progress
from liaison.web.components.import_sheets import ask_sheets, show_layouts
from liaison.web.components.import_unknown import show_unknown
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import notify, show_notice
from liaison.web.components.steps import show_steps
from liaison.web.session import current_actor, current_session_id, database, show_errors


def main() -> None:
    actor, db = current_actor(), database()
    language = words(actor.language)
    lying = desk()
    if lying.work is not None and lying.work.is_done:
        with show_errors():
            try:
                lying.finish()
            except Cancelled as cancelled:
                notify(error_sentence(cancelled, language))
        lying = desk()
        if lying.step is Step.CHANGES and not lying.has_read_columns:
            lying.step = Step.COLUMNS
    show_page_head(language("import_page.title"), language("import_page.purpose"))
    labels = [language(f"import_page.step.{step}") for step in Step]
    show_steps(list(Step), labels, lying.step, open_steps=lying.open_steps, go=go, key="import")
    if lying.work is not None:
        show_progress(lying, language)
    elif lying.step is Step.FILE or lying.plan is None:
        ask_file(actor, db, language)
        show_layouts(actor, db, language)
        show_past_imports(actor, db, language)
    elif lying.step is Step.COLUMNS:
        _columns(lying, lying.plan, actor, db, language)
    elif lying.step is Step.CHANGES:
        _changes(lying, lying.plan, actor, db, language)
    else:
        _done(lying, lying.plan, language)
    show_notice(language)


def _columns(
    lying: ImportDesk, plan: ImportPlan, actor: Actor, db: Database, language: Words
) -> None:
    kind = language.label("roster_kind", plan.kind_name)
    summary = language(
        "import_page.columns.summary",
        file=plan.file_name,
        kind=kind,
        sheets=len(plan.sheets),
        rows=f"{plan.counts()['rows']:,}",
    )
    if _bar(summary, language("import_page.columns.next"), Step.FILE, language):
        with show_errors():
            if lying.choices != lying.read_choices:
                lying.read(actor, db, current_session_id())
            lying.step = Step.CHANGES
            st.rerun()
    if sheets := ask_sheets(lying, plan, language):
        _read_again(lying, actor, db, sheets)
    show_columns(lying, plan, language)


def _read_again(
    lying: ImportDesk, actor: Actor, db: Database, sheets: tuple[str, ...] | None = None
) -> None:
    with show_errors():
        lying.read(actor, db, current_session_id(), sheets=sheets)
        st.rerun()


def _changes(
    lying: ImportDesk, plan: ImportPlan, actor: Actor, db: Database, language: Words
) -> None:
    counts = count_outcomes(lying.outcomes)
    write, leave = counts["new"] + counts["changed"], counts["rejected"] + counts["conflicting"]
    key = "nothing" if not write else "commit_some" if leave else "commit_all"
    button = language(f"import_page.changes.{key}", write=f"{write:,}", reject=f"{leave:,}")
    shown = {name: f"{number:,}" for name, number in counts.items()}
    has_open_answers = lying.choices.answers != lying.read_choices.answers
    form = "summary_conflicting" if counts["conflicting"] else "summary"
    summary = language(f"import_page.changes.{form}", **shown)
    if _bar(summary, button, Step.COLUMNS, language, disabled=not write or has_open_answers):
        with show_errors():
            lying.write(actor, db, current_session_id())
            st.rerun()
    if lying.is_moved:
        st.warning(language("import_page.changes.stale"), icon=":material/sync:")
    if not write:
        st.info(language(f"import_page.changes.{'nothing_good' if leave else 'nothing_new'}"))
    if warned := sum(map(is_warned, plan.outcomes)):
        st.caption(language("import_page.changes.warned", warned=f"{warned:,}"))
    _offer_rejects(lying, counts["rejected"], language)
    _ask_existing(lying, plan, actor, db, language)
    reference = reference_data(actor, db)
    if show_unknown(lying, plan, Context(reference, db.today(), lying.year), language):
        _read_again(lying, actor, db)
    show_changes(lying, plan, reference, language)


def _ask_existing(
    lying: ImportDesk, plan: ImportPlan, actor: Actor, db: Database, language: Words
) -> None:
    """Ask what may become of records that are there, where the file has any."""
    if not any(outcome.record_id for outcome in plan.outcomes):
        return
    chosen = st.segmented_control(
        language("import_page.existing.label"),
        list(ExistingRows),
        default=plan.existing,
        required=True,
        format_func=lambda rule: language(f"import_page.existing.{rule}"),
        key=f"import-existing-{lying.reading}",
    )
    if chosen is not None and chosen != plan.existing:
        with show_errors():
            lying.rule_existing(ExistingRows(chosen), actor, db, current_session_id())
            st.rerun()


def _done(lying: ImportDesk, plan: ImportPlan, language: Words) -> None:
    assert lying.report is not None
    counts = lying.report.counts
    is_written = lying.report.batch_id is not None
    if is_written:
        written = language("import_page.done.written", new=counts["new"], changed=counts["changed"])
        st.success(written, icon=":material/check_circle:")
    else:
        st.info(language("import_page.done.nothing"))
    if counts["unchanged"]:
        st.text(language("import_page.done.unchanged", unchanged=counts["unchanged"]))
    if counts["rejected"]:
        st.text(language("import_page.done.rejected", rejected=counts["rejected"]))
        _offer_rejects(lying, counts["rejected"], language)
    if counts["conflicting"]:
        st.text(language("import_page.done.conflicting", conflicting=counts["conflicting"]))
    if any(lying.report.paired.values()):
        told = {role.value: f"{number:,}" for role, number in lying.report.paired.items()}
        st.text(language("import_page.done.paired", **told))
    if lying.report.left_out or lying.report.taken_in:
        left_out, taken_in = f"{lying.report.left_out:,}", f"{lying.report.taken_in:,}"
        st.text(language("import_page.done.ruled", left_out=left_out, taken_in=taken_in))
    page = "enterprises" if plan.kind == "enterprises" else "people"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(language("import_page.done.pair"), type="primary", key="import-pair"):
            st.switch_page("pages/pairing.py")
        if st.button(language(f"import_page.done.see_{page}"), key="import-see"):
            st.switch_page(f"pages/{page}.py")
        st.button(language("import_page.again"), key="import-again", on_click=go, args=(Step.FILE,))
    if is_written:
        st.caption(language("import_page.done.undo_hint"))


def _bar(
    summary: str, button: str, before: Step, language: Words, *, disabled: bool = False
) -> bool:
    """What this step is about, the way back, and the one thing to do next."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(summary)}**", width="stretch")
        st.button(language("import_page.back"), key="import-back", on_click=go, args=(before,))
        return st.button(button, type="primary", key="import-next", disabled=disabled)


def _offer_rejects(lying: ImportDesk, number: int, language: Words) -> None:
    if lying.rejects_address:
        text = language("import_page.changes.rejects", number=f"{number:,}")
        show_file_links([(text, lying.rejects_address)])


main()
