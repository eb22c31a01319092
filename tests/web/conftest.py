"""The running app, started once for the tests of a process, and sessions for AppTest."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import add_account
from liaison.services.sign_in import open_enterprise_session, sign_in
from liaison.services.tokens import digest
from liaison.store.database import Database
from tests.running_app import PASSWORD, ROOT, RunningApp, serve

APP = ROOT / "liaison" / "web" / "app.py"


@pytest.fixture(scope="session")
def running_app(
    tmp_path_factory: pytest.TempPathFactory, seeded_database: bytes
) -> Iterator[RunningApp]:
    """The app with a seeded database and the administrator `root`; PASSWORD opens every account."""
    folder = tmp_path_factory.mktemp("running")
    path = folder / "liaison.db"
    path.write_bytes(seeded_database)
    add_account(OPERATOR, Database(path), "root", Role.ADMINISTRATOR, password=PASSWORD)
    with serve(path, folder / "log.txt") as app:
        yield app


@pytest.fixture
def app_of(db: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """The app as somebody of a role sees it: `app_of(Role.OFFICER, liaison_id=…)`, not run yet."""
    monkeypatch.setenv("LIAISON_DATABASE", str(db.path))
    # The app's own database object would tell the real time; the test's tells the test's.
    monkeypatch.setattr("liaison.web.settings._open", lambda path: db)
    # AppTest takes a folder named pages for Streamlit's older kind of app and would run a page
    # without the frame; the running app is told otherwise at its start.
    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner._mpa_v1", _run_frame)

    def app(role: Role, *, enterprise_id: int | None = None, **reach: Any) -> AppTest:
        if enterprise_id is not None:
            token = open_enterprise_session(db, enterprise_id)
        else:
            add_account(OPERATOR, db, f"test-{role}", role, password=PASSWORD, **reach)
            token = sign_in(db, f"test-{role}", PASSWORD)
        test = AppTest.from_file(Path(APP), default_timeout=15)
        test.user = {"user": digest(token)}
        return test

    return app


def _run_frame(script_path: str) -> None:
    runpy.run_path(script_path)
