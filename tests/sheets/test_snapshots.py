"""Workbooks look as they looked: cells, styles and print settings against what was kept.

Where a change is meant, look at the workbook and keep it anew:
LIAISON_KEEP_SNAPSHOTS=1 pytest tests/sheets/test_snapshots.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from liaison.domain.roles import OPERATOR
from liaison.locales import LANGUAGES
from liaison.services.catalogue_files import export_catalogue
from liaison.services.reports import ExportKind, export
from liaison.services.snapshots import take_snapshot
from liaison.sheets.writing.templates import TEMPLATE_KINDS, TemplateKind
from liaison.store.database import Database, iso
from tests.conftest import Clock, make_enterprise, make_liaison, make_pair
from tests.sheets.described import described

KEPT = Path(__file__).parent / "snapshots"
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def city(db: Database, clock: Clock) -> Database:
    """Two days of a small city in which every column of every list has something to show."""
    texts = {"name": "湖州试样毛绒有限公司", "uscc": "91330502MA28C039X0", "grid": "网格1"}
    first = make_enterprise(
        db,
        **texts,
        contact_name="王某",
        contact_phone="13900001234; 0572-2000000",
        address="织里镇珍贝路1号",
        industry="C",
        above_scale="above",
        size="M",
        legacy_id="330500000012345",
        planned_on="2026-11-01",
        resumed_on="2026-11-02",
        capacity_percent=80.5,
        power_kwh=1234.5,
        base_power_kwh=2000,
        contacted_on="2026-11-09",
        remark="=甲方备注",
    )
    make_enterprise(
        db, name="=1+1 公司", uscc="91330502MA28C040Q1", status="not_resumed", employees=1200
    )
    officer = make_liaison(db, name="张某", staff_no="007701", phone="13900005678")
    commissioner = make_liaison(db, "commissioner", name="李 某", staff_no="Z-01", phone=None)
    make_pair(db, first, officer)
    make_pair(db, first, commissioner)
    take_snapshot(OPERATOR, db, db.today())
    clock.advance(days=1)
    with db.write() as connection:
        connection.conn.execute("UPDATE enterprises SET status = 'full' WHERE id <> ?", [first])
        connection.table("support").insert_all(
            {
                "enterprise_id": first,
                "measure_code": code,
                "state": state,
                "due_on": "2026-11-05",
                "note": "企业尚无此项需要，已与负责人当面确认，下周再联系一次并补充材料",
                "updated_at": iso(db.now()),
                "updated_by": "007701 张某",
            }
            for code, state in (("M01", "done"), ("M02", "blocked"), ("M03", "not_applicable"))
        )
        connection.table("requests").insert(
            {
                "enterprise_id": first,
                "kind": "transport",
                "body": "=需要两辆包车",
                "status": "settled",
                "submitted_at": "2026-11-08T02:00:00Z",
                "submitted_by": "enterprise",
                "due_at": "2026-11-09T02:00:00Z",
                "liaison_id": officer,
                "answered_at": "2026-11-09T01:00:00Z",
                "answer": "已协调",
                "settled_at": "2026-11-10T01:00:00Z",
                "rating": 5,
            }
        )
    return db


def compare(name: str, content: bytes) -> None:
    """Fail where the workbook is not as it was kept; keep it where that is asked for."""
    path = KEPT / f"{name}.txt"
    told = described(content)
    if os.environ.get("LIAISON_KEEP_SNAPSHOTS"):
        path.write_text(told, encoding="utf-8")
    assert told.splitlines() == path.read_text(encoding="utf-8").splitlines()


@IN_BOTH
@pytest.mark.parametrize(
    "kind",
    ["summary", "bulletin", "roster", "workload", "requests", "gaps", "measures", "changes"],
)
def test_an_export_looks_as_it_did(city: Database, kind: ExportKind, language: str) -> None:
    file = export(OPERATOR, city, kind, language=language, format="xlsx")
    compare(f"{kind}.{language}", file.content)


@IN_BOTH
def test_a_countys_summary_looks_as_it_did(city: Database, language: str) -> None:
    file = export(OPERATOR, city, "summary", language=language, area_code="330502")
    compare(f"summary_of_a_county.{language}", file.content)


@IN_BOTH
@pytest.mark.parametrize("kind", TEMPLATE_KINDS)
def test_a_template_looks_as_it_did(db: Database, kind: TemplateKind, language: str) -> None:
    file = export(OPERATOR, db, "template", language=language, template_kind=kind)
    compare(f"template_{kind}.{language}", file.content)


@IN_BOTH
def test_the_catalogue_looks_as_it_did(db: Database, language: str) -> None:
    compare(f"catalogue.{language}", export_catalogue(OPERATOR, db, language=language).content)
