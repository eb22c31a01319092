"""Rosters in: plan what a workbook would change, then write it whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from liaison.domain.errors import RosterRefused, StalePlan
from liaison.domain.page import Page
from liaison.domain.parsing import Context
from liaison.domain.plan import ImportPlan, ImportReport, OutcomeKind, RowOutcome, SheetPlan
from liaison.domain.records import ImportBatch
from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.services.roster_reading import ColumnChoices, FileKind, read_roster
from liaison.services.roster_writing import decide_rows, same_outcome, write_outcomes
from liaison.sheets.rejects import write_rejects
from liaison.store import history, imports, reference
from liaison.store.database import Database

_WRITTEN = (OutcomeKind.NEW, OutcomeKind.CHANGED)


@requires(Action.IMPORT_ROSTER)
def plan_roster_import(
    actor: Actor,
    db: Database,
    content: bytes,
    file_name: str,
    *,
    kind: FileKind | None = None,
    sheets: Sequence[str] = (),
    year: int | None = None,
    mapping: Mapping[str, ColumnChoices] | None = None,
) -> ImportPlan:
    """What importing the workbook would do; nothing is written.

    `year` completes dates that have none. `mapping` corrects, by sheet and column letter, the
    fields that columns were taken for. UnreadableWorkbook says why a file cannot be used.
    """
    with db.read() as connection:
        context = Context(reference.load(connection), db.today(), year)
    # Reading takes its time in another process, so no connection waits for it.
    roster = read_roster(content, file_name, context, kind=kind, sheets=sheets, mapping=mapping)
    with db.read() as connection:
        token = history.last_id(connection)
        outcomes = decide_rows(connection, roster.kind, roster.rows)
    return ImportPlan(
        kind=roster.kind,
        role=roster.role,
        file_name=file_name,
        sha256=roster.sha256,
        state_token=token,
        sheets=_with_rejected_cells(roster.sheets, outcomes),
        unread_sheets=roster.unread_sheets,
        outcomes=outcomes,
    )


def _with_rejected_cells(
    sheets: Sequence[SheetPlan], outcomes: Sequence[RowOutcome]
) -> tuple[SheetPlan, ...]:
    """The sheets with the cells of rejected rows alone, the only ones that are given back."""
    rejected: dict[str, set[int]] = defaultdict(set)
    for outcome in outcomes:
        if outcome.kind is OutcomeKind.REJECTED:
            rejected[outcome.sheet].add(outcome.row_number)
    return tuple(
        replace(sheet, cells={number: sheet.cells[number] for number in rejected[sheet.sheet]})
        for sheet in sheets
    )


@requires(Action.IMPORT_ROSTER)
def commit_roster_import(
    actor: Actor, db: Database, plan: ImportPlan, *, good_rows_only: bool = False
) -> ImportReport:
    """Write the plan in one transaction; with rejected rows only where the good ones suffice.

    StalePlan where a change since the plan was made would lead to another outcome.
    """
    counts = plan.counts()
    if counts["rejected"] and not good_rows_only:
        raise RosterRefused("roster_has_rejects", rejected=counts["rejected"])
    with db.write() as connection:
        if history.last_id(connection) != plan.state_token and not same_outcome(connection, plan):
            raise StalePlan("stale_plan")
        written = [outcome for outcome in plan.outcomes if outcome.kind in _WRITTEN]
        if not written:
            return ImportReport(None, counts)
        at = db.now()
        batch_id = imports.insert_batch(
            connection,
            kind=plan.kind_name,
            file_name=plan.file_name,
            sha256=plan.sha256,
            at=at,
            actor=actor.name,
            counts=counts,
        )
        changes = write_outcomes(connection, plan.kind, written, at)
        history.append(connection, changes, at=at, actor=actor.name, batch_id=batch_id)
    return ImportReport(batch_id, counts)


@requires(Action.IMPORT_ROSTER)
def rejects_workbook(actor: Actor, db: Database, plan: ImportPlan, language: str) -> bytes:
    """The rejected rows as they came, each with its row number and every reason, as .xlsx."""
    return write_rejects(plan, language)


@requires(Action.IMPORT_ROSTER)
def list_imports(
    actor: Actor, db: Database, *, page: int = 1, page_size: int = 20
) -> Page[ImportBatch]:
    """The imports that were written, newest first."""
    with db.read() as connection:
        rows, total = imports.list_batches(
            connection, limit=page_size, offset=(page - 1) * page_size
        )
    return Page(rows, total, page, page_size)
