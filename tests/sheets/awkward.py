"""A small city of everything that a workbook may stumble over, and every workbook made of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from liaison.domain.invitations import Invitation, Invitee
from liaison.domain.roles import OPERATOR
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import words
from liaison.services.catalogue_files import export_catalogue
from liaison.services.reports import OFFERS, export
from liaison.services.roster_import import plan_roster_import, rejects_workbook
from liaison.services.snapshots import take_snapshot
from liaison.sheets.writing.invitations import Invited, write_invitations
from liaison.sheets.writing.templates import TEMPLATE_KINDS
from liaison.store.database import Database, iso
from tests.conftest import make_enterprise, make_liaison, make_pair
from tests.workbooks import xlsx

FORMULA = '=HYPERLINK("http://example.invalid","x")'
LONGEST = "很长的备注，" * 6_000  # more than the 32,767 characters that a cell takes
CONTROLS = "控制\x00符\x0b号\x1f\ufffe末"
ODD_TITLES = ("'引号'", "A:B/C\\D?E*F[G]", "=1+1", "措施" * 40, '🏭 <&> "x" _x0041_')
NAMES = (
    FORMULA,
    "+86 有限公司",
    "-1 公司",
    "@SUM(A1) 公司",
    "'撇号 公司",
    "🏭🧵 织造 & <公司> “引号”",
    "长" * 200,
    'O\'Brien "Huzhou" Ltd.',
    "_x0041_ 公司",
    "1E5",
    "2026-11-10",
    "00123",
    "TRUE",
)


def make_awkward_city(db: Database) -> None:
    """Enterprises, people, measures, requests and a catalogue that are all odd but allowed."""
    people = [
        make_liaison(db, name=FORMULA, unit="-派出所", staff_no="=7", phone="13900001234"),
        make_liaison(db, "commissioner", name="O'Neill 🏭", unit="@镇", staff_no="007"),
    ]
    enterprises = [
        make_enterprise(db, name=name, **_more(number)) for number, name in enumerate(NAMES)
    ]
    for person in people:
        make_pair(db, enterprises[0], person)
    _odd_catalogue(db)
    _work(db, enterprises, people[0])
    take_snapshot(OPERATOR, db, db.today() - timedelta(days=1))
    # What no enterprise had yesterday: a town of its own, staff, a place at all.
    make_enterprise(db, name="新来的", employees=None, employees_on_duty=None, town_code=None)
    make_enterprise(db, name="未填县区", county_code=None, town_code=None)


def _more(number: int) -> dict[str, Any]:
    texts = (FORMULA, "+1", "-1", "@x", "'x", "🏭", "一行\n又一行", None)
    return {
        "remark": texts[number % len(texts)],
        "address": texts[(number + 3) % len(texts)],
        "grid": texts[(number + 5) % 6],
        "contact_name": texts[(number + 1) % 6],
        "contact_phone": "13900001234; 0572-2000000; 13900001235" if number % 2 else None,
        "status": ("partial", "not_resumed", "not_operating")[number % 3],
        "employees": (0, 12, None)[number % 3],
        "employees_on_duty": (0, 7, None)[number % 3],
        "capacity_percent": (None, 0.1, 33.333, 100)[number % 4],
        "power_kwh": (None, 0.5, 1234567.25)[number % 3],
        "industry": (None, "C", "I")[number % 3],
    }


def _odd_catalogue(db: Database) -> None:
    with db.write() as connection:
        for code, title in zip(("M01", "M02", "M03", "M04", "M05"), ODD_TITLES, strict=True):
            connection.conn.execute(
                "UPDATE measures SET title = ?, title_en = ?, unit = ? WHERE code = ?",
                (title, title, title, code),
            )


def _work(db: Database, enterprises: list[int], person: int) -> None:
    notes = (FORMULA, LONGEST, CONTROLS, "一行\r\n又一行", None)
    states = ("done", "blocked", "in_progress", "not_applicable", "not_started")
    with db.write() as connection:
        connection.table("support").insert_all(
            {
                "enterprise_id": enterprise,
                "measure_code": f"M0{number + 1}",
                "state": states[(enterprise + number) % len(states)],
                "due_on": ("2026-11-05", None)[number % 2],
                "note": notes[number],
            }
            for enterprise in enterprises[:4]
            for number in range(len(notes))
        )
        connection.table("requests").insert_all(
            {
                "enterprise_id": enterprises[0],
                "kind": "transport",
                "body": note or "-",
                "status": "submitted",
                "submitted_at": iso(db.now() - timedelta(days=2)),
                "submitted_by": "enterprise",
                "due_at": iso(db.now() - timedelta(days=1)),
                "liaison_id": person,
            }
            for note in notes
        )


def all_workbooks(db: Database, language: str) -> Iterator[tuple[str, bytes]]:
    """Every kind of workbook that the product writes, by what it is."""
    for kind, offer in OFFERS.items():
        if kind != "template" and "xlsx" in offer.formats:
            yield kind, export(OPERATOR, db, kind, language=language, format="xlsx").content
    yield (
        "summary of a county",
        export(OPERATOR, db, "summary", language=language, area_code="330502").content,
    )
    yield (
        "summary of a town",
        export(OPERATOR, db, "summary", language=language, area_code="330502100").content,
    )
    for kind in TEMPLATE_KINDS:
        file = export(OPERATOR, db, "template", language=language, template_kind=kind)
        yield f"template of {kind}", file.content
    yield "catalogue", export_catalogue(OPERATOR, db, language=language).content
    yield "rejects", _rejects(db, language)
    yield "invitations", _invitations(db, language)


def _rejects(db: Database, language: str) -> bytes:
    header = ["企业名称", "统一社会信用代码", "复工日期", "备注"]
    rows = [header, [FORMULA, "错", "某天", "'x"], ["🏭公司", "91330502MA28C039X1", None, "@x"]]
    plan = plan_roster_import(OPERATOR, db, xlsx({"O'Neill 名册": rows}), "名册.xlsx")
    return rejects_workbook(OPERATOR, db, plan, language)


def _invitations(db: Database, language: str) -> bytes:
    person = Invitee(
        liaison_id=1,
        role=LiaisonRole.OFFICER,
        staff_no="007",
        name=FORMULA,
        unit="O'Neill",
        phone="13900001234",
        has_left=False,
        account_id=None,
        account_name=None,
        language=None,
        has_password=False,
        disabled_at=None,
        invited_until=None,
        seen_at=None,
    )
    invitation = Invitation(FORMULA, "O'Neill", person.role, "007", language, db.now())
    invited = Invited(invitation, person, "https://example.invalid/invite/x", f"@{LONGEST}")
    return write_invitations([invited], [person], words(language), creator="O'Neill <&>")
