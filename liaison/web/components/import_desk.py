"""What lies on the desk during an import: the file, what it would change, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from liaison.domain.conflicts import CellKey, Resolutions, Side, resolve
from liaison.domain.errors import StalePlan
from liaison.domain.parsing import Value
from liaison.domain.plan import ExistingRows, ImportPlan, ImportReport, RowOutcome
from liaison.domain.progress import Report
from liaison.domain.roles import Actor
from liaison.locales import words
from liaison.services.roster_import import (
    commit_roster_import,
    decide_anew,
    plan_roster_import,
    rejects_workbook,
)
from liaison.services.roster_kind import FileKind
from liaison.services.roster_tables import ColumnChoices
from liaison.store.database import Database
from liaison.web.background import Job
from liaison.web.held_files import HeldFile, hold

Pair = tuple[Value, Value]
"""The value that is stored and the one of the file."""

_KEY = "import_desk"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHORT_WORK = 0.8  # seconds that a page may be kept waiting before it shows how far it is


class Step(StrEnum):
    """Where an import stands."""

    FILE = "file"
    COLUMNS = "columns"
    CHANGES = "changes"
    DONE = "done"


@dataclass(kw_only=True)
class Choices:
    """What the person says of the file: its sheets, columns by sheet, words by field, its rows."""

    sheets: tuple[str, ...] = ()
    columns: dict[str, dict[str, str | None]] = field(default_factory=dict)
    answers: dict[str, dict[str, str | None]] = field(default_factory=dict)
    existing: ExistingRows = ExistingRows.UPDATE

    def copy(self) -> Choices:
        return Choices(
            sheets=self.sheets,
            columns={sheet: dict(each) for sheet, each in self.columns.items()},
            answers={key: dict(each) for key, each in self.answers.items()},
            existing=self.existing,
        )


class Chosen(NamedTuple):
    """Whose value is to stand, of the two that were in conflict."""

    side: Side
    pair: Pair


@dataclass(kw_only=True)
class ImportDesk:
    """One import on its way; `choices` are the person's, `read_choices` those of the plan.

    `reading` counts how often the file was read, so that widgets begin anew with each reading.
    `sweeps` counts how often all conflicts were settled at one press, for the same reason.
    `work` is under way, and `then` takes what comes of it.
    """

    step: Step = Step.FILE
    content: bytes = b""
    file_name: str = ""
    kind: FileKind | None = None
    year: int | None = None
    choices: Choices = field(default_factory=Choices)
    read_choices: Choices = field(default_factory=Choices)
    layout_names: dict[str, str] = field(default_factory=dict)
    sides: dict[CellKey, Chosen] = field(default_factory=dict)
    sweeps: int = 0
    plan: ImportPlan | None = None
    report: ImportReport | None = None
    rejects_address: str = ""
    is_moved: bool = False
    reading: int = 0
    work: Job[Any] | None = None
    then: Callable[[Any], None] = field(default=lambda _: None)

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """The steps that one can go to from here."""
        if self.plan is None or self.report is not None or self.work is not None:
            return (Step.FILE,) if self.work is None else ()
        steps = (Step.FILE, Step.COLUMNS, Step.CHANGES)
        return steps if self.has_read_columns else steps[:-1]

    @property
    def has_read_columns(self) -> bool:
        """False while the plan rests on other columns than those that are chosen by now."""
        return self.choices.columns == self.read_choices.columns

    @property
    def resolutions(self) -> Resolutions:
        return Resolutions(self.standing_sides())

    @property
    def outcomes(self) -> tuple[RowOutcome, ...]:
        """The plan's rows as the choices between file and edits make them."""
        assert self.plan is not None
        return resolve(self.plan.outcomes, self.resolutions)

    def choose_column(self, sheet: str, letter: str, key: str | None) -> None:
        self.choices.columns.setdefault(sheet, {})[letter] = key

    def choose_side(self, cell: CellKey, pair: Pair, side: Side | None) -> None:
        """Settle a conflict between two values, None to leave it open."""
        if side is None:
            self.sides.pop(cell, None)
        else:
            self.sides[cell] = Chosen(side, pair)

    def standing_sides(self) -> dict[CellKey, Side]:
        """The choices that hold: those between the very values that are in conflict now."""
        now = _conflicts(self.plan)
        return {
            cell: chosen.side for cell, chosen in self.sides.items() if now.get(cell) == chosen.pair
        }

    def field_of(self, sheet: str, columns: Mapping[str, str], letter: str) -> str | None:
        """What a column stands for as it is set by now."""
        choices: ColumnChoices = self.choices.columns.get(sheet, {})
        return choices[letter] if letter in choices else columns.get(letter)

    def read(
        self,
        actor: Actor,
        db: Database,
        session_id: str | None,
        *,
        sheets: tuple[str, ...] | None = None,
        existing: ExistingRows | None = None,
    ) -> None:
        """Begin to plan by the choices made, or these; if it goes wrong the desk stays as it is."""
        chosen = self.choices.copy()
        chosen.sheets = sheets or chosen.sheets
        chosen.existing = existing or chosen.existing
        self.begin(
            lambda report: self._plan(actor, db, chosen, report),
            lambda plan: self.take(plan, chosen, actor, db, session_id),
        )

    def _plan(self, actor: Actor, db: Database, chosen: Choices, report: Report) -> ImportPlan:
        return plan_roster_import(
            actor,
            db,
            self.content,
            self.file_name,
            kind=self.kind,
            sheets=chosen.sheets,
            year=self.year,
            mapping=chosen.columns,
            answers=chosen.answers,
            existing=chosen.existing,
            by_hand=True,
            report=report,
        )

    def take(
        self,
        plan: ImportPlan,
        chosen: Choices,
        actor: Actor,
        db: Database,
        session_id: str | None,
    ) -> None:
        """Put a plan on the desk that was read by these choices."""
        self.choices, self.read_choices = chosen, chosen.copy()
        self._put(plan, actor, db, session_id)

    def _put(self, plan: ImportPlan, actor: Actor, db: Database, session_id: str | None) -> None:
        """Put a plan in the place of the one before."""
        self.plan, self.reading = plan, self.reading + 1
        self.rejects_address = _offer_rejects(plan, actor, db, session_id)

    def rule_existing(
        self, existing: ExistingRows, actor: Actor, db: Database, session_id: str | None
    ) -> None:
        """Decide anew what may become of records that are there; answers not read yet wait on."""
        assert self.plan is not None
        try:
            plan = decide_anew(actor, db, self.plan, existing)
        except StalePlan:
            self.read(actor, db, session_id, existing=existing)
            return
        self.choices.existing = self.read_choices.existing = existing
        self._put(plan, actor, db, session_id)

    def write(self, actor: Actor, db: Database, session_id: str | None) -> None:
        """Begin to write the good rows; where the data moved since, plan again and say so."""
        assert self.plan is not None
        commit = partial(
            commit_roster_import,
            actor,
            db,
            self.plan,
            good_rows_only=True,
            resolutions=self.resolutions,
            layout_names={sheet: name for sheet, name in self.layout_names.items() if name},
        )
        self.begin(
            lambda report: self._commit(commit, actor, db, report),
            lambda outcome: self._written(outcome, actor, db, session_id),
        )

    def _commit(
        self, commit: Callable[..., ImportReport], actor: Actor, db: Database, report: Report
    ) -> ImportReport | ImportPlan:
        try:
            return commit(report=report)
        except StalePlan:
            return self._plan(actor, db, self.choices.copy(), report)

    def _written(
        self,
        outcome: ImportReport | ImportPlan,
        actor: Actor,
        db: Database,
        session_id: str | None,
    ) -> None:
        if isinstance(outcome, ImportPlan):
            self.take(outcome, self.choices.copy(), actor, db, session_id)
            self.is_moved = True
            return
        self.report, self.step, self.content = outcome, Step.DONE, b""

    def begin(self, work: Callable[[Report], Any], then: Callable[[Any], None]) -> None:
        """Begin long work; short work is done when this returns and leaves its result."""
        self.is_moved = False
        self.work, self.then = Job(work), then
        if self.work.wait(_SHORT_WORK):
            self.finish()

    def finish(self) -> None:
        """Take what came of the work; an error of it is raised here."""
        assert self.work is not None
        work, self.work = self.work, None
        self.then(work.result())


def desk() -> ImportDesk:
    """The desk of this browser tab."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = ImportDesk()
    found: ImportDesk = st.session_state[_KEY]
    return found


def read_new_file(
    content: bytes,
    file_name: str,
    kind: FileKind | None,
    year: int | None,
    actor: Actor,
    db: Database,
    session_id: str | None,
) -> None:
    """Read a file onto a new desk, which takes the place of the old one once it is read."""
    new = ImportDesk(
        content=content,
        file_name=file_name,
        kind=kind,
        year=year,
        reading=desk().reading,
        step=Step.COLUMNS,
    )

    def put(plan: ImportPlan) -> None:
        new.take(plan, Choices(), actor, db, session_id)
        st.session_state[_KEY] = new

    desk().begin(lambda report: new._plan(actor, db, Choices(), report), put)


def go(step: Step) -> None:
    """Go to a step; a written import makes room for the next one."""
    if step is Step.FILE and desk().report is not None:
        st.session_state[_KEY] = ImportDesk(reading=desk().reading)
    desk().step = step


def _conflicts(plan: ImportPlan | None) -> dict[CellKey, Pair]:
    """Each cell in conflict, with what is stored and what the file has."""
    return {
        (outcome.sheet, outcome.row_number, key): pair
        for outcome in (plan.outcomes if plan is not None else ())
        for key, pair in outcome.conflicts.items()
    }


def _offer_rejects(plan: ImportPlan, actor: Actor, db: Database, session_id: str | None) -> str:
    if not plan.counts()["rejected"]:
        return ""
    language = words(actor.language)
    stem = plan.file_name.rpartition(".")[0] or plan.file_name
    return hold(
        HeldFile(
            session_id=session_id or "",
            file_name=language("import_page.changes.rejects_file", file=stem),
            media_type=_XLSX,
            make=lambda reader: rejects_workbook(reader, db, plan, reader.language),
        )
    )
