"""One officer's page, against an empty page of Streamlit.

Both are served by real servers. A run is the time from asking for a rerun over the websocket to
the last message of it, so it holds Streamlit's own work, ours, and sending and reading the page.
"""

from __future__ import annotations

from bench.made import NOW
from bench.measure import Measured, interleaved
from bench.rows import Row, Setting
from bench.server import ROOT, open_page, rerun, serve
from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import add_account
from liaison.store.database import Database, utc_now
from tests.running_app import PASSWORD, Visitor

_OFFICER = "bench officer"


def officer_page(setting: Setting) -> Measured:
    db = setting.copy(setting.city)
    turn_clock_back(db)
    add_account(OPERATOR, db, _OFFICER, Role.OFFICER, password=PASSWORD, liaison_id=1)
    log, empty_log = (setting.scratch / f"{name}.log" for name in ("served", "empty"))
    with (
        serve(ROOT / "streamlit_app.py", db.path, log) as url,
        serve(ROOT / "bench" / "empty_app.py", db.path, empty_log) as empty_url,
    ):
        visitor = Visitor(url)
        assert visitor.sign_in(_OFFICER, PASSWORD).status_code == 303
        with open_page(url, visitor.cookies.get_dict()) as page, open_page(empty_url, {}) as empty:
            assert _name_of_one(db).encode() in rerun(page)
            return interleaved(lambda: rerun(page), lambda: rerun(empty), runs=setting.runs(40))


def turn_clock_back(db: Database) -> None:
    """Let the server live on the day of which the city tells."""
    offset = int((NOW - utc_now()).total_seconds())
    with db.write() as connection:
        connection.table("settings").insert({"key": "clock_offset_seconds", "value": str(offset)})


def _name_of_one(db: Database) -> str:
    """The name of an enterprise that the officer must see."""
    with db.read() as connection:
        row = connection.execute(
            """SELECT e.name FROM pairings p JOIN enterprises e ON e.id = p.enterprise_id
                WHERE p.liaison_id = 1 ORDER BY e.id LIMIT 1"""
        ).fetchone()
    return str(row[0])


ROWS = (
    Row("officer_page", "rerun of an officer's page", "rerun of an empty page", 3.0, officer_page),
)
