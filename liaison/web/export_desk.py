"""Large files in the making and those that are ready, for the session that asked for them alone."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock, Timer

from liaison.domain.errors import InvalidInput, NotPermitted
from liaison.domain.progress import Report
from liaison.domain.roles import Action, Actor, require
from liaison.services.export_job import Remark
from liaison.services.export_kinds import ExportKind
from liaison.services.export_order import ExportOrder
from liaison.services.reports import export_into
from liaison.store.database import Database
from liaison.web.background import Job
from liaison.web.held_files import HeldFile, hold, let_go
from liaison.web.large_files import LargeFile

KEPT_SECONDS = 3600
_MOST_READY = 5
_SHORT_WORK = 0.8  # seconds that a page may be kept waiting before it shows how far it is


@dataclass(frozen=True, slots=True)
class Ready:
    """A file to be fetched; `gone` and `remarks` are to be told with it."""

    kind: ExportKind
    file_name: str
    address: str
    rows: int
    size_bytes: int
    gone: tuple[str, ...]
    remarks: tuple[Remark, ...]
    until: float


@dataclass(kw_only=True)
class ExportDesk:
    """What a session has in the making, and its files that are ready, the latest first."""

    work: Job[Ready] | None = None
    files: list[Ready] = field(default_factory=list)

    @property
    def ready(self) -> list[Ready]:
        return [each for each in self.files if each.until > time.monotonic()]

    def finish(self) -> None:
        """Take what came of the work; an error of it is raised here."""
        work, self.work = self.work, None
        if work is not None:
            self.files = [work.result(), *self.ready][:_MOST_READY]


_desks: dict[str, ExportDesk] = {}
_lock = Lock()


def export_desk(session_id: str) -> ExportDesk:
    """The desk of a session, in whichever tab it looks."""
    with _lock:
        for known, each in list(_desks.items()):
            if known != session_id and (each.work is None or each.work.is_done) and not each.ready:
                del _desks[known]
        return _desks.setdefault(session_id, ExportDesk())


def begin(actor: Actor, db: Database, session_id: str, order: ExportOrder) -> None:
    """Begin to make a file; a small one is ready when this returns."""
    desk = export_desk(session_id)
    with _lock:
        if desk.work is not None and desk.work.is_done:
            desk.finish()
        if desk.work is not None:
            raise InvalidInput("export_under_way")
        work = desk.work = Job(
            lambda report: _make(actor, db, session_id, order, report), refusal="export_cancelled"
        )
    if work.wait(_SHORT_WORK) and desk.work is work:
        desk.finish()


def _make(actor: Actor, db: Database, session_id: str, order: ExportOrder, report: Report) -> Ready:
    file = LargeFile()
    made = export_into(actor, db, order, file.opened, report=report)

    def handed_to(reader: Actor) -> LargeFile:
        """Who asks is who it was made for, with the reach that they had."""
        require(reader, Action.EXPORT)
        if (reader.name, reader.scope) != (actor.name, actor.scope):
            raise NotPermitted("export_not_yours")
        return file

    address = hold(HeldFile(session_id, made.file_name, made.media_type, handed_to))
    until = time.monotonic() + KEPT_SECONDS  # before the timer: never shown once it is let go
    timer = Timer(KEPT_SECONDS, let_go, [address])
    timer.daemon = True
    timer.start()
    told = (made.file_name, address, made.rows, made.size_bytes, made.gone, made.remarks)
    return Ready(order.kind, *told, until)
