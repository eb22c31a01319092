"""What lies on the desk during an import: the file, what it would change, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import streamlit as st

from liaison.domain.errors import StalePlan
from liaison.domain.plan import ImportPlan, ImportReport
from liaison.domain.roles import Actor
from liaison.locales import words
from liaison.services.roster_import import (
    commit_roster_import,
    plan_roster_import,
    rejects_workbook,
)
from liaison.services.roster_reading import ColumnChoices, FileKind
from liaison.store.database import Database
from liaison.web.held_files import HeldFile, hold

_KEY = "import_desk"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Step(StrEnum):
    """Where an import stands."""

    FILE = "file"
    COLUMNS = "columns"
    CHANGES = "changes"
    DONE = "done"


@dataclass(kw_only=True)
class ImportDesk:
    """One import on its way; `choices` are the columns as the person has set them by now.

    `reading` counts how often the file was read, so that widgets begin anew with each reading.
    """

    step: Step = Step.FILE
    content: bytes = b""
    file_name: str = ""
    kind: FileKind | None = None
    year: int | None = None
    choices: dict[str, dict[str, str | None]] = field(default_factory=dict)
    read_choices: dict[str, dict[str, str | None]] = field(default_factory=dict)
    plan: ImportPlan | None = None
    report: ImportReport | None = None
    rejects_address: str = ""
    is_moved: bool = False
    reading: int = 0

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """The steps that one can go to from here."""
        if self.plan is None or self.report is not None:
            return (Step.FILE,)
        return Step.FILE, Step.COLUMNS, Step.CHANGES

    def read(self, actor: Actor, db: Database, session_id: str | None) -> None:
        """Plan the import by the choices made; what went wrong leaves the desk as it is."""
        plan = plan_roster_import(
            actor,
            db,
            self.content,
            self.file_name,
            kind=self.kind,
            year=self.year,
            mapping=self.choices,
        )
        self.plan, self.reading, self.is_moved = plan, self.reading + 1, False
        self.read_choices = {sheet: dict(chosen) for sheet, chosen in self.choices.items()}
        self.rejects_address = _offer_rejects(plan, actor, db, session_id)

    def read_if_chosen_anew(self, actor: Actor, db: Database, session_id: str | None) -> None:
        if self.choices != self.read_choices:
            self.read(actor, db, session_id)

    def choose(self, sheet: str, letter: str, key: str | None) -> None:
        self.choices.setdefault(sheet, {})[letter] = key

    def write(self, actor: Actor, db: Database, session_id: str | None) -> None:
        """Write the good rows; where the data moved since, plan again and say so."""
        assert self.plan is not None
        try:
            self.report = commit_roster_import(actor, db, self.plan, good_rows_only=True)
        except StalePlan:
            self.read(actor, db, session_id)
            self.is_moved = True
        else:
            self.step, self.content = Step.DONE, b""


def desk() -> ImportDesk:
    """The desk of this browser tab."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = ImportDesk()
    found: ImportDesk = st.session_state[_KEY]
    return found


def start(content: bytes, file_name: str, kind: FileKind | None, year: int | None) -> ImportDesk:
    """A desk with a new file on it, not yet in the place of the one before."""
    return ImportDesk(
        content=content,
        file_name=file_name,
        kind=kind,
        year=year,
        reading=desk().reading,
        step=Step.COLUMNS,
    )


def put(new: ImportDesk) -> None:
    st.session_state[_KEY] = new


def go(step: Step) -> None:
    """Go to a step; a written import makes room for the next one."""
    if step is Step.FILE and desk().report is not None:
        put(ImportDesk(reading=desk().reading))
    desk().step = step


def field_of(plan_columns: Mapping[str, str], choices: ColumnChoices, letter: str) -> str | None:
    """What a column stands for as it is set by now."""
    return choices[letter] if letter in choices else plan_columns.get(letter)


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
