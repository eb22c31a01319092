"""Saving one measure: the service with its rules, counters and history, against bare sqlite3."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count, cycle

from bench.made import NOW
from bench.measure import Measured, interleaved
from bench.rows import Row, Setting
from liaison.domain.roles import OPERATOR
from liaison.domain.vocabulary import MeasureState
from liaison.services.support import set_measure
from liaison.store.database import Database, iso

_SAVES_A_RUN = 50
_MEASURE = "M02"
_STATES = cycle((MeasureState.IN_PROGRESS, MeasureState.DONE))
_STAMP = iso(NOW)


def one_measure(setting: Setting) -> Measured:
    """The time of one save, each made durable before the next begins.

    The reference keeps its connection open, and its file has no triggers that count.
    """
    db, bare = setting.copy(setting.city), setting.copy(setting.city)
    ours, reference = _enterprises(setting), _enterprises(setting)
    with closing(_bare_connection(bare)) as connection:

        def save_ours() -> None:
            state = next(_STATES)
            for _ in range(_SAVES_A_RUN):
                set_measure(OPERATOR, db, next(ours), _MEASURE, state=state)

        def save_bare() -> None:
            state = next(_STATES)
            for _ in range(_SAVES_A_RUN):
                _save(connection, next(reference), state)

        measured = interleaved(save_ours, save_bare, runs=setting.runs(15))
    return Measured(measured.ours / _SAVES_A_RUN, measured.reference / _SAVES_A_RUN)


def _enterprises(setting: Setting) -> Iterator[int]:
    """Enterprises all over the file, as saves are; none twice before all had their turn."""
    return (number * 7_919 % setting.city_size + 1 for number in count())


def _bare_connection(db: Database) -> sqlite3.Connection:
    connection = sqlite3.connect(db.path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.execute(query).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def _save(connection: sqlite3.Connection, enterprise_id: int, state: str) -> None:
    """Read, check, write, record: the least that a save with optimistic locking does."""
    key = (enterprise_id, _MEASURE)
    connection.execute("BEGIN IMMEDIATE")
    before, version = connection.execute(
        "SELECT state, version FROM support WHERE enterprise_id = ? AND measure_code = ?", key
    ).fetchone()
    changed = connection.execute(
        """UPDATE support SET state = ?, updated_at = ?, updated_by = ?, version = version + 1
            WHERE enterprise_id = ? AND measure_code = ? AND version = ?""",
        (state, _STAMP, "bare", *key, version),
    )
    if changed.rowcount != 1:
        raise RuntimeError("somebody else saved in between")
    connection.execute(
        """INSERT INTO history (at, actor, action, entity, entity_id, enterprise_id, changes, chain)
           VALUES (?, ?, ?, ?, ?, ?, ?, '')""",
        (
            _STAMP,
            "bare",
            "support.set",
            "support",
            f"{enterprise_id}/{_MEASURE}",
            enterprise_id,
            json.dumps({"state": [before, state]}),
        ),
    )
    connection.execute("COMMIT")


ROWS = (Row("save_measure", "save one measure", "bare sqlite3, no counters", 3.0, one_measure),)
