"""A preset of many rows: made while one is elsewhere, fetched by its own account, called off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from liaison.domain.roles import Role
from liaison.store.database import Database, iso
from tests.browser.screen import DESKTOP, PHONE, Visit
from tests.conftest import make_enterprise
from tests.running_app import PASSWORD, RunningApp, serve

CHANGES = 100_000
NAME = "每日变更"


@pytest.fixture
def large_app(tmp_path: Path, seeded_database: bytes) -> Iterator[RunningApp]:
    """Named before `visit`, whose tabs are then closed before the server stops."""
    path = tmp_path / "large.db"
    path.write_bytes(seeded_database)
    fill(Database(path))
    with serve(path, tmp_path / "log.txt") as app:
        yield app


def fill(db: Database) -> None:
    """A day with more changes than are handed over at once."""
    enterprise = make_enterprise(db)
    change = json.dumps({"status": ["partial", "full"]})
    row = ("enterprise.status", "enterprise", str(enterprise), enterprise, change, "")
    at = iso(db.now())
    with db.write() as connection:
        connection.conn.executemany(
            """INSERT INTO history
                (id, at, actor, action, entity, entity_id, enterprise_id, changes, chain)
                VALUES (?, ?, 'operator', ?, ?, ?, ?, ?, ?)""",
            ((number, at, *row) for number in range(1, CHANGES + 1)),
        )


def test_a_preset_of_many_rows(large_app: RunningApp, visit: Visit) -> None:
    large_app.add_account("root", Role.ADMINISTRATOR)
    for name in ("official", "another"):
        large_app.add_account(name, Role.OFFICIAL)
    screen = visit(DESKTOP, app=large_app)
    screen.sign_in_at("/exports?export=changes", "official", PASSWORD)
    screen.sees(f"{CHANGES:,}")
    screen.press_button(screen.say("exports_page.presets.save"))
    screen.write(screen.part("preset-name").locator("input"), NAME)
    screen.press_button(screen.say("exports_page.presets.save_button"))
    screen.sees(screen.say("exports_page.presets.saved", name=NAME))

    screen.press(screen.part("preset-run-1").get_by_role("button"))
    screen.sees(screen.say("progress.make", rows="").split("：")[0])
    screen.sees(screen.say("exports_page.work.leaving"))
    screen.go("people")
    screen.go("exports")
    link = screen.part("export-ready").get_by_role("link")
    file_name, content = screen.download(link)
    assert file_name.startswith("当日变更_湖州市_")
    sheet = load_workbook(BytesIO(content), read_only=True)["当日变更"]
    assert sheet.max_row == CHANGES + 1
    screen.sees(screen.say("exports_page.past.by_preset", preset=NAME))

    address = link.get_attribute("href") or ""
    other = visit(PHONE, app=large_app)
    other.sign_in_at("/exports", "another", PASSWORD)
    other.fits()
    other.refusals.add(404)
    other.open(address)
    other.sees(other.say("errors.held_file_gone"))

    screen.press(screen.part("preset-run-1").get_by_role("button"))
    screen.press_button(screen.say("import_page.cancel"), screen.part("export-work"))
    screen.sees(screen.say("errors.export_cancelled"))
