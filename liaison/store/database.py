"""Connections: one for each read, and one writer at a time behind a lock of the process."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from queue import Empty, Full, LifoQueue

import sqlite_utils

from liaison.domain.deadlines import CITY_ZONE
from liaison.store.migrations import migrations

Connection = sqlite_utils.Database

_KEPT_CONNECTIONS = 8

_locks: dict[Path, threading.RLock] = {}
_locks_guard = threading.Lock()


def utc_now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Database:
    """A SQLite file with its clock; open it once and hand it to every service.

    Writers wait for each other here, in the process, and not inside SQLite: a single writer
    behind SQLite's own busy handler can starve for seconds. Other processes are waited for by
    BEGIN IMMEDIATE and the busy timeout.
    """

    def __init__(self, path: Path | str, clock: Callable[[], datetime] = utc_now) -> None:
        self.path = Path(path).resolve()
        self.clock = clock
        self._idle: LifoQueue[Connection] = LifoQueue(_KEPT_CONNECTIONS)
        with _locks_guard:
            self._lock = _locks.setdefault(self.path, threading.RLock())

    def now(self) -> datetime:
        """The instant by the clock, moved by `clock_offset_seconds` where the database has one.

        The demonstration's workbooks tell of fixed days, so its clock is set to them.
        """
        return self.clock() + self._offset

    def today(self) -> date:
        """The day in the city, where the working day ends at its own midnight."""
        return self.now().astimezone(CITY_ZONE).date()

    @cached_property
    def _offset(self) -> timedelta:
        if not self.exists:
            return timedelta()
        with self.read() as connection:
            query = "SELECT value FROM settings WHERE key = 'clock_offset_seconds'"
            row = connection.execute(query).fetchone()
        return timedelta(seconds=int(row[0])) if row else timedelta()

    @property
    def exists(self) -> bool:
        return self.path.exists()

    @property
    def is_database(self) -> bool:
        """False for a file of another kind, which SQLite would only refuse at its first use."""
        with self.path.open("rb") as file:
            return file.read(16) in (b"", b"SQLite format 3\x00")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database from its first query to its end."""
        with self._connection() as connection:
            connection.conn.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.conn.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: everything in the block is written, or nothing."""
        with self._lock, self._connection() as connection:
            connection.conn.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.conn.commit()
            except BaseException:
                connection.conn.rollback()
                raise

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep this process's writers out, for work on the file itself."""
        with self._lock:
            yield

    def migrate(self) -> None:
        """Bring the schema up to date, making the file where there is none."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, self._connection() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            migrations.apply(connection)

    @property
    def is_behind(self) -> bool:
        """True for a database of an earlier edition, whose schema has steps still to take."""
        with self._connection() as connection:
            return bool(migrations.applied(connection) and migrations.pending(connection))

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection for one thread at a time, kept afterwards: parsing the schema takes longer
        than most queries do.
        """
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = self._connect()
        try:
            yield connection
        finally:
            try:
                self._idle.put_nowait(connection)
            except Full:
                connection.close()

    def _connect(self) -> Connection:
        connection = sqlite3.connect(
            self.path, timeout=30, cached_statements=256, check_same_thread=False
        )
        database = Connection(connection, execute_plugins=False)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        return database


def iso(moment: datetime) -> str:
    """A UTC instant as kept: sortable ISO text to the second, ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The instant that `iso` wrote."""
    return datetime.fromisoformat(text)
