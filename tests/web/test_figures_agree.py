"""The same figure on every way out: page, workbook, bulletin, command line, kept day, by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from liaison.cli.frame import commands
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import RESUMED, MeasureState, Status
from liaison.locales import words
from liaison.locales.bulletin_words import MAIN_FIGURES, tell
from liaison.services.bulletin import bulletin
from liaison.services.reports import export
from liaison.services.snapshots import take_snapshot
from liaison.sheets.writing.area_columns import AREA_FIGURES
from liaison.store.database import Database, iso
from tests.conftest import Clock, make_enterprise, make_liaison, make_pair

CHINESE = words("zh-CN")
TOWNS = {"330502": "330502100", "330503": "330503100", "330521": "330521102", "330523": "330523001"}
KINDS = ("supplies", "transport", "security")
MEASURES = [f"M{number:02}" for number in range(1, 11)]
# The form's columns, by the figures that stand in them.
FORM_COLUMNS = {
    "due": "C",
    "resumed": "D",
    "resumption_rate": "F",
    "employees": "G",
    "employees_on_duty": "H",
    "staff_return_rate": "I",
    "commissioners": "J",
    "officers": "K",
    "pair_coverage": "L",
    "requests_received": "M",
    "requests_settled": "N",
    "settled_rate": "O",
    "on_time_rate": "P",
    "satisfaction": "Q",
}
TILES = (
    "resumption_rate",
    "staff_return_rate",
    "pair_coverage",
    "measures_delivered",
    "on_time_rate",
    "contact_rhythm",
)


@pytest.fixture(params=range(4), ids=lambda seed: f"seed {seed}")
def city(request: pytest.FixtureRequest, db: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A city drawn by lot, in which nothing is as the demonstration has it."""
    monkeypatch.setattr("liaison.cli.frame.Database", lambda path: db)
    draw = Random(request.param)  # noqa: S311 # it must repeat, nothing is secret
    people = [make_liaison(db, role) for role in ("officer", "commissioner") for _ in range(3)]
    for _ in range(draw.randint(20, 60)):
        _draw_enterprise(draw, db, people)
    return db


def _draw_enterprise(draw: Random, db: Database, people: list[int]) -> None:
    county = draw.choice(list(TOWNS))
    employees = draw.choice([None, draw.randint(1, 3_000)])
    contacted = draw.choice([None, draw.randint(0, 20)])
    enterprise = make_enterprise(
        db,
        county_code=county,
        town_code=TOWNS[county],
        status=draw.choice(list(Status)),
        employees=employees,
        employees_on_duty=employees and draw.choice([None, draw.randint(0, employees)]),
        contacted_on=None
        if contacted is None
        else (db.today() - timedelta(days=contacted)).isoformat(),
    )
    for person in (draw.choice(people[:3]), draw.choice(people[3:])):
        if draw.random() < 0.7:
            make_pair(db, enterprise, person)
    measures = draw.sample(MEASURES, draw.randint(0, 10))
    with db.write() as connection:
        connection.table("support").insert_all(
            {
                "enterprise_id": enterprise,
                "measure_code": code,
                "state": draw.choice(list(MeasureState)),
            }
            for code in measures
        )
        connection.table("requests").insert_all(
            _drawn_request(draw, db, enterprise) for _ in range(draw.randint(0, 3))
        )


def _drawn_request(draw: Random, db: Database, enterprise: int) -> dict[str, Any]:
    sent = db.now() - timedelta(hours=draw.randint(1, 200))
    row: dict[str, Any] = {
        "enterprise_id": enterprise,
        "kind": draw.choice(KINDS),
        "body": "需要协调",
        "status": "submitted",
        "submitted_at": iso(sent),
        "submitted_by": "enterprise",
        "due_at": iso(sent + timedelta(hours=24)),
    }
    if draw.random() < 0.3:
        return row
    answered = sent + timedelta(hours=draw.randint(1, 48))
    row |= {"status": "answered", "answer": "已协调", "answered_at": iso(answered)}
    if draw.random() < 0.5:
        return row
    rating = draw.choice([None, 1, 3, 4, 5])
    return row | {"status": "settled", "settled_at": iso(db.now()), "rating": rating}


def on_the_command_line(*arguments: str) -> dict[str, dict[str, float | None]]:
    result = CliRunner().invoke(commands, ["figures", "--json", *arguments])
    assert result.exit_code == 0, result.output
    found: dict[str, dict[str, float | None]] = json.loads(result.output)["figures"]
    return found


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.output
    return result.output.strip()


def in_the_workbook(actor: Actor, db: Database) -> dict[str, Any]:
    """What the last row of the form shows without being calculated."""
    content = export(actor, db, "summary").content
    sheet = load_workbook(BytesIO(content), data_only=True)["报送"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "合计")
    return {key: sheet[f"{letter}{row}"].value for key, letter in FORM_COLUMNS.items()}


def in_the_documents_tables(actor: Actor, db: Database) -> dict[str, str]:
    """What the bulletin's document shows of each figure: the main ones, and the table's total."""
    document = Document(BytesIO(export(actor, db, "bulletin", format="docx").content))
    main, areas, *_ = document.tables
    cells = [cell.text for row in main.rows[1:] for cell in row.cells]
    shown = dict(zip(cells[::3], cells[1::3], strict=True))
    labels = {key: CHINESE(f"figures.{key}") for key in MAIN_FIGURES}
    found = {key: shown[label] for key, label in labels.items()}
    total = [cell.text for cell in areas.rows[-1].cells][2:]
    for key, text in zip(AREA_FIGURES, total, strict=True):
        if key in found:
            assert text == found[key], key
    return found


def on_the_bulletins_sheet(actor: Actor, db: Database) -> dict[str, Any]:
    """What the cells of the bulletin's workbook hold."""
    content = export(actor, db, "bulletin", format="xlsx").content
    sheet = load_workbook(BytesIO(content), data_only=True).worksheets[0]
    cells = [
        cell.value for row in sheet.iter_rows(min_row=6) for cell in row if cell.value is not None
    ]
    return {key: cells[cells.index(CHINESE(f"figures.{key}")) + 1] for key in MAIN_FIGURES}


def as_the_bulletin_writes(parts: dict[str, float | None]) -> str:
    """A figure as Chinese running text has it: a rate to one digit, a number without separators."""
    if parts["value"] is None:
        return "—"
    return f"{parts['value']:.0f}" if parts["denominator"] is None else f"{parts['value']:.1%}"


def check_the_bulletin(actor: Actor, db: Database, told: dict[str, Any]) -> None:
    document = in_the_documents_tables(actor, db)
    sheet = on_the_bulletins_sheet(actor, db)
    page = {each.key: each.value_text for each in tell(bulletin(actor, db), CHINESE).figures}
    for key in MAIN_FIGURES:
        value, text = told[key]["value"], as_the_bulletin_writes(told[key])
        assert (document[key], page[key]) == (text, text), key
        assert sheet[key] == ("—" if value is None else pytest.approx(value, abs=1e-12)), key
    paragraph = tell(bulletin(actor, db), CHINESE).paragraph
    sentences = {
        "due": "应复工企业{}家",
        "resumed": "已复工{}家",
        "resumption_rate": "复工率{}，",
        "employees": "员工总数{}人",
        "employees_on_duty": "返岗{}人",
        "staff_return_rate": "返岗率{}",
        "pair_coverage": "覆盖率{}",
        "unpaired": "尚有{}家未配齐",
        "measures_delivered": "落实率{}",
        "requests_received": "累计受理诉求{}件",
        "requests_settled": "办结{}件",
        "settled_rate": "办结率{}",
        "on_time_rate": "按时办结率{}",
        "satisfaction": "满意率{}",
    }
    told_in = {
        key: each.format(as_the_bulletin_writes(told[key])) for key, each in sentences.items()
    }
    missing = [
        key
        for key, each in told_in.items()
        if told[key]["value"] and each.rstrip("，") not in paragraph
    ]
    assert missing == []


def counted_by_hand(db: Database) -> dict[str, tuple[float, float | None]]:
    """Numerator and denominator from the rows themselves, without a counter or a condition."""
    with db.read() as connection:
        rows = [dict(row) for row in connection.query("SELECT * FROM enterprises")]
        requests = [dict(row) for row in connection.query("SELECT * FROM requests")]
        pairs = list(connection.query("SELECT * FROM pairings WHERE ended_at IS NULL"))
    due = [row for row in rows if row["status"] != Status.NOT_OPERATING]
    resumed = [row for row in rows if row["status"] in RESUMED]
    roles = {(pair["enterprise_id"], pair["role"]) for pair in pairs}
    both = [
        row for row in resumed if {(row["id"], "officer"), (row["id"], "commissioner")} <= roles
    ]
    settled = [each for each in requests if each["status"] == "settled"]
    return {
        "due": (len(due), None),
        "resumed": (len(resumed), None),
        "resumption_rate": (len(resumed), len(due)),
        "pair_coverage": (len(both), len(resumed)),
        "requests_received": (len(requests), None),
        "requests_settled": (len(settled), None),
        "settled_rate": (len(settled), len(requests)),
    }


def test_the_ways_agree_to_the_digit(
    administrator: Actor, city: Database, app_of: Callable[..., AppTest]
) -> None:
    told = on_the_command_line()

    for key, shown in in_the_workbook(administrator, city).items():
        value = told[key]["value"]
        assert shown == ("—" if value is None else pytest.approx(value, abs=1e-12)), key

    check_the_bulletin(administrator, city, told)

    page = app_of(Role.OFFICIAL).run()
    tiles = {metric.label: (metric.value, metric.help) for metric in page.metric}
    for key in TILES:
        value, parts = told[key]["value"], told[key]
        text, meaning = tiles[CHINESE(f"figures.{key}")]
        assert text == ("—" if value is None else f"{value:.1%}"), key
        assert f"{parts['numerator']:,.0f} ÷ {parts['denominator']:,.0f}" in meaning, key

    for key, (numerator, denominator) in counted_by_hand(city).items():
        assert (told[key]["numerator"], told[key]["denominator"]) == (numerator, denominator), key

    in_words = printed("bulletin", "--text", "--as-of", city.today().isoformat())
    assert in_words == tell(bulletin(administrator, city), CHINESE).paragraph

    take_snapshot(OPERATOR, city, city.today())
    assert on_the_command_line("--as-of", city.today().isoformat()) == told


def test_a_past_day_agrees_in_the_bulletin_too(
    administrator: Actor, city: Database, clock: Clock
) -> None:
    day = city.today()
    then = {
        each.key: each.value_text for each in tell(bulletin(administrator, city), CHINESE).figures
    }
    take_snapshot(OPERATOR, city, day)
    clock.advance(days=1)
    with city.write() as connection:
        connection.conn.execute("UPDATE enterprises SET status = 'full', employees_on_duty = NULL")
    told = on_the_command_line("--as-of", day.isoformat())
    past = tell(bulletin(administrator, city, as_of=day), CHINESE)
    for line in past.figures:
        assert line.value_text == then[line.key] == as_the_bulletin_writes(told[line.key]), line.key
    # What changed since is the difference of what the command line tells of both days.
    now = on_the_command_line()
    for line in tell(bulletin(administrator, city), CHINESE).figures:
        values = (now[line.key]["value"], told[line.key]["value"])
        if None in values:
            assert line.change_text == "—"
        else:
            assert line.change == pytest.approx(values[0] - values[1])
