"""Copies of the database, their way back, and whether all in it holds together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.roles import Action, Actor, Scope
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.store import full_text, gaps, history, maintenance, recounts
from liaison.store.database import Connection, Database


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Findings by the name of the check, an empty list where all is well; gaps are no fault."""

    findings: dict[str, list[str]]
    gaps: dict[str, int]

    @property
    def is_sound(self) -> bool:
        return not any(self.findings.values())


@requires(Action.MAINTAIN)
def back_up(actor: Actor, db: Database, target: Path) -> None:
    """Write a consistent copy while everybody goes on working; an existing file is kept."""
    if target.exists():
        raise InvalidInput("file_exists", file=target)
    if not target.parent.is_dir():
        raise NotFound("folder_not_found", folder=target.parent)
    maintenance.copy_to(db, target)


@requires(Action.MAINTAIN)
def restore(actor: Actor, db: Database, source: Path) -> Path | None:
    """Put a copy in the database's place; what was there is kept beside it, its path returned."""
    if not source.is_file():
        raise NotFound("file_not_found", file=source)
    if not maintenance.is_ours(source):
        raise InvalidInput("not_a_backup", file=source)
    kept = None
    if db.exists:
        stamp = db.now().strftime("%Y%m%d-%H%M%S")
        kept = db.path.with_name(f"{db.path.stem}-before-restore-{stamp}{db.path.suffix}")
        maintenance.copy_to(db, kept)
    maintenance.copy_from(db, source)
    return kept


_CHECKS: dict[str, Callable[[Connection], list[str]]] = {
    "integrity": maintenance.integrity_faults,
    "foreign_keys": maintenance.dangling_references,
    "counters": recounts.recount_differences,
    "history_chain": lambda connection: _chain_faults(connection),
}


def _chain_faults(connection: Connection) -> list[str]:
    broken = history.broken_link(connection)
    return [] if broken is None else [str(broken)]


def _gaps(connection: Connection, role: LiaisonRole, today: date) -> int:
    _, total = gaps.list_part(
        connection, Scope(), today, role=role, area_code=None, limit=1, offset=0
    )
    return total


@requires(Action.MAINTAIN)
def check(actor: Actor, db: Database) -> CheckReport:
    """Integrity, references, counters and index against the rows, the chain; and the gaps."""
    with db.read() as connection:
        findings = {name: find(connection) for name, find in _CHECKS.items()}
        gaps = {role.value: _gaps(connection, role, db.today()) for role in LiaisonRole}
    with db.write() as connection:
        findings["search_index"] = full_text.index_faults(connection)
    return CheckReport(findings, gaps)
