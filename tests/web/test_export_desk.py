"""Large files: made in the background, fetched by the session that asked, gone when called off."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from liaison.domain.errors import Cancelled, InvalidInput, NotPermitted
from liaison.domain.progress import Report, Stage
from liaison.domain.roles import OPERATOR, Actor
from liaison.services.export_order import ExportOrder
from liaison.services.reports import WrittenFile, list_exports
from liaison.store.database import Database
from liaison.web import export_desk as desk_module
from liaison.web.export_desk import begin, export_desk
from liaison.web.held_files import held_file
from liaison.web.large_files import LargeFile
from tests.conftest import make_enterprise, official_of

ORDER = ExportOrder(kind="roster")


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


def fetched(address: str, session_id: str, reader: Actor) -> bytes:
    file = held_file(token_of(address), session_id)
    assert file is not None
    content = file.make(reader)
    assert isinstance(content, LargeFile)
    return b"".join(content.chunks())


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Exports that tell a row at a time until the event is set."""
    go_on = Event()

    def slow(actor: Any, db: Any, order: Any, into: Any, *, report: Report) -> WrittenFile:
        for number in range(10_000):
            report(Stage.MAKE, number, 10_000)
            if go_on.wait(0.01):
                break
        into.write(b"made")
        return WrittenFile("a.xlsx", "text/plain", 1, 4)

    monkeypatch.setattr(desk_module, "export_into", slow)
    monkeypatch.setattr(desk_module, "_SHORT_WORK", 0.05)
    yield go_on
    go_on.set()


def test_a_small_file_is_ready_at_once_and_logged(db: Database) -> None:
    make_enterprise(db)
    actor = official_of("330502")
    begin(actor, db, "small", ORDER)
    (ready,) = export_desk("small").ready
    assert fetched(ready.address, "small", actor).startswith(b"PK")
    assert ready.rows == list_exports(actor, db).rows[0].rows == 1
    assert ready.size_bytes == len(fetched(ready.address, "small", actor))


def test_nobody_else_gets_the_file(db: Database) -> None:
    actor = official_of("330502")
    begin(actor, db, "mine", ORDER)
    (ready,) = export_desk("mine").ready
    assert export_desk("another").ready == []
    assert held_file(token_of(ready.address), "another") is None


def test_a_session_whose_rights_moved_meanwhile_gets_it_no_more(db: Database) -> None:
    begin(official_of("330502"), db, "moved", ORDER)
    (ready,) = export_desk("moved").ready
    for reader in (official_of("330523"), OPERATOR):
        with pytest.raises(NotPermitted):
            fetched(ready.address, "moved", reader)


def test_work_goes_on_when_its_page_is_left_and_tells_how_far_it_is(
    db: Database, waiting: Event
) -> None:
    begin(OPERATOR, db, "left", ORDER)
    work = export_desk("left").work
    assert work is not None
    assert not work.wait(0.1)
    assert (work.how_far.stage, work.how_far.total) == (Stage.MAKE, 10_000)
    with pytest.raises(InvalidInput):
        begin(OPERATOR, db, "left", ORDER)
    waiting.set()
    assert work.wait(5)
    export_desk("left").finish()
    assert [each.file_name for each in export_desk("left").ready] == ["a.xlsx"]


def test_work_that_is_called_off_leaves_no_file(db: Database, waiting: Event) -> None:
    begin(OPERATOR, db, "off", ORDER)
    work = export_desk("off").work
    assert work is not None
    work.cancel()
    work.wait(5)
    with pytest.raises(Cancelled) as refusal:
        export_desk("off").finish()
    assert refusal.value.code == "export_cancelled"
    assert export_desk("off").ready == []
    assert export_desk("off").work is None


def test_a_real_export_stops_when_it_is_called_off(db: Database) -> None:
    make_enterprise(db)

    def stop(stage: Stage, done: int, total: int | None) -> None:
        raise Cancelled("export_cancelled")

    file = LargeFile()
    with pytest.raises(Cancelled):
        desk_module.export_into(OPERATOR, db, ORDER, file.opened, report=stop)
    assert list_exports(OPERATOR, db).total == 0


def test_a_file_that_is_let_go_while_it_is_fetched_is_read_to_its_end() -> None:
    file = LargeFile()
    file.opened.write(os.urandom(600_000))
    chunks = file.chunks()
    size = file.size_bytes
    del file
    gc.collect()
    assert sum(map(len, chunks)) == size == 600_000


def test_files_are_let_go_after_an_hour(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "KEPT_SECONDS", 0.05)
    begin(OPERATOR, db, "hour", ORDER)
    desk = export_desk("hour")
    (file,) = desk.files
    for _ in range(100):
        if held_file(token_of(file.address), "hour") is None:
            break
        Event().wait(0.02)
    assert held_file(token_of(file.address), "hour") is None
    assert desk.ready == []
