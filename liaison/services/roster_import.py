"""Rosters in: plan what a workbook would change, then write it whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from liaison.domain.conflicts import Resolutions, resolve
from liaison.domain.errors import RosterRefused, StalePlan
from liaison.domain.page import Page
from liaison.domain.parsing import Answers, Context
from liaison.domain.plan import (
    ExistingRows,
    ImportPlan,
    ImportReport,
    OutcomeKind,
    RowOutcome,
    SheetPlan,
    count_outcomes,
)
from liaison.domain.progress import Report, Stage, silent
from liaison.domain.records import ImportBatch
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole, MeasureState
from liaison.services.collector import resting_collector
from liaison.services.departures import relieve_deputies, see_off
from liaison.services.guard import requires
from liaison.services.pairing_at_once import welcome
from liaison.services.roster_kind import FileKind
from liaison.services.roster_layouts import Remembered, remember_layouts
from liaison.services.roster_reading import read_roster
from liaison.services.roster_tables import ColumnChoices, Wishes
from liaison.services.roster_writing import (
    Writing,
    decide_again,
    decide_rows,
    same_outcome,
)
from liaison.services.rule_following import follow_rules, ruled_states
from liaison.sheets.writing.rejects import write_rejects
from liaison.store import history, imports, layouts, pairings, reference
from liaison.store.database import Connection, Database
from liaison.store.history import Change

_WRITTEN = (OutcomeKind.NEW, OutcomeKind.CHANGED)
_NO_CHOICES = Resolutions()


@requires(Action.IMPORT_ROSTER)
@resting_collector()
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
    answers: Answers | None = None,
    existing: ExistingRows = ExistingRows.UPDATE,
    by_hand: bool = False,
    report: Report = silent,
) -> ImportPlan:
    """What importing the workbook would do; nothing is written.

    `year` completes dates that have none. `mapping` corrects, by sheet and column letter, the
    fields that columns were taken for; `answers` says, by field and word, which value an unknown
    word stands for. `existing` is what may become of records that are there. `by_hand` lets a
    table without a header through, for a person to set its columns. UnreadableWorkbook says why
    a file cannot be used.
    """
    with db.read() as connection:
        remembered = Remembered(layouts.all_layouts(connection))
        context = Context(reference.load(connection), db.today(), year)
    wishes = Wishes(
        kind=kind,
        sheets=sheets,
        mapping=mapping or {},
        answers=answers or {},
        remembered=remembered,
        by_hand=by_hand,
    )
    # Reading takes its time in another process, so no connection waits for it.
    roster = read_roster(content, file_name, context, wishes, report)
    report(Stage.COMPARE, 0, len(roster.rows))
    with db.read() as connection:
        token = history.last_id(connection)
        outcomes, edits = decide_rows(connection, roster.kind, roster.rows, db.today(), existing)
    report(Stage.COMPARE, len(roster.rows), len(roster.rows))
    return ImportPlan(
        kind=roster.kind,
        role=roster.role,
        file_name=file_name,
        sha256=roster.sha256,
        state_token=token,
        sheets=_with_rejected_cells(roster.sheets, outcomes),
        unread_sheets=roster.unread_sheets,
        outcomes=outcomes,
        existing=existing,
        edits=edits,
    )


@requires(Action.IMPORT_ROSTER)
def decide_anew(actor: Actor, db: Database, plan: ImportPlan, existing: ExistingRows) -> ImportPlan:
    """The plan under another rule for the records that are there, on the state of now.

    StalePlan where the file has to be read again, to give back a row that is rejected only now.
    """
    with db.read() as connection:
        token = history.last_id(connection)
        outcomes, edits = decide_again(connection, plan, db.today(), existing)
    cells = {sheet.sheet: sheet.cells for sheet in plan.sheets}
    for outcome in outcomes:
        if outcome.kind is OutcomeKind.REJECTED and outcome.row_number not in cells[outcome.sheet]:
            raise StalePlan("stale_plan")
    return replace(plan, state_token=token, outcomes=outcomes, edits=edits, existing=existing)


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
@resting_collector()
def commit_roster_import(
    actor: Actor,
    db: Database,
    plan: ImportPlan,
    *,
    good_rows_only: bool = False,
    resolutions: Resolutions = _NO_CHOICES,
    layout_names: Mapping[str, str] | None = None,
    report: Report = silent,
) -> ImportReport:
    """Write the plan in one transaction; with rejected rows only where the good ones suffice.

    A conflict that `resolutions` leaves open counts as a rejected row does. Columns that were set
    by hand are remembered, under `layout_names` by sheet. StalePlan where a change since the
    plan was made would lead to another outcome.
    """
    outcomes = resolve(plan.outcomes, resolutions)
    counts = count_outcomes(outcomes)
    if not good_rows_only:
        _require_good_rows(counts)
    written = [outcome for outcome in outcomes if outcome.kind in _WRITTEN]
    at = db.now()
    writing = Writing(plan.kind, written, at)
    with db.read() as connection:
        seen = _require_current(connection, plan, plan.state_token, db.today())
    paired: list[Change] = []
    decided: list[Change] = []
    with db.write() as connection:
        _require_current(connection, plan, seen, db.today())
        remember_layouts(actor, connection, plan, layout_names or {}, at)
        if not written:
            return ImportReport(None, counts)
        batch_id = imports.insert_batch(
            connection,
            kind=plan.kind_name,
            file_name=plan.file_name,
            sha256=plan.sha256,
            at=at,
            actor=actor.name,
            counts=counts,
        )
        begun = pairings.ever_paired(connection)
        changes = see_off(connection, writing.departing(db.today()), today=db.today(), at=at)
        changes += relieve_deputies(connection, writing.going_away(), today=db.today(), at=at)
        changes += writing.write(connection, db.today(), report)
        decided = follow_rules(connection, changes, db.today())
        paired = welcome(connection, changes, begun, today=db.today(), at=at)
        changes += decided + paired
        history.append(connection, changes, at=at, actor=actor.name, batch_id=batch_id)
        report(Stage.WRITE, len(written), len(written))
    states = [state for _, state in ruled_states(decided)]
    left_out = states.count(MeasureState.NOT_APPLICABLE)
    return ImportReport(
        batch_id,
        counts,
        paired=_started(paired),
        left_out=left_out,
        taken_in=len(states) - left_out,
    )


def _started(changes: Sequence[Change]) -> dict[LiaisonRole, int]:
    """How many enterprises got somebody at once, by role."""
    started = [next(iter(each.changes)) for each in changes if each.action == "pair.started"]
    return {role: started.count(role) for role in LiaisonRole}


def _require_current(connection: Connection, plan: ImportPlan, since: int, today: date) -> int:
    """The state that the plan holds on; asked before the lock is taken, it is short work after."""
    now = history.last_id(connection)
    if history.touches_rosters(connection, since) and not same_outcome(connection, plan, today):
        raise StalePlan("stale_plan")
    return now


def _require_good_rows(counts: Mapping[str, int]) -> None:
    if counts["rejected"]:
        raise RosterRefused("roster_has_rejects", rejected=counts["rejected"])
    if counts["conflicting"]:
        raise RosterRefused("roster_has_conflicts", conflicting=counts["conflicting"])


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
