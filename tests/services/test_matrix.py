"""The measure matrix: every number of it is the length of the list behind it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.errors import NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.matrix import QUESTIONS, CellColour, MeasureCell, add_cells
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import OPEN_STATES, MeasureState
from liaison.services.enterprises import list_enterprises
from liaison.services.figures import measure_progress
from liaison.services.matrix import AreaMatrix, MatrixLine, area_matrix, list_matrix
from liaison.store import support
from liaison.store.database import Database
from tests.conftest import liaison_actor, make_enterprise, make_liaison, make_pair, official_of

NOT_STARTED, IN_PROGRESS, DONE, BLOCKED, NOT_APPLICABLE = MeasureState
CITY, WUXING, NEW_AREA, ZHILI = "330500", "330502", "HZ-NTH", "330502100"
# The last street is counted to its county for some and to the new area for others.
PLACES = (
    ("330502", ZHILI),
    ("330502", None),
    ("330503", "330503100"),
    ("330521", "330521001"),
    (None, None),
    ("330502", "330502010"),
    (NEW_AREA, "330502010"),
)


def measure(db: Database, enterprise_id: int, code: str, state: str, *, due_in: int | None) -> None:
    due = None if due_in is None else str(db.today() + timedelta(days=due_in))
    row = {"enterprise_id": enterprise_id, "measure_code": code, "state": state, "due_on": due}
    with db.write() as connection:
        connection.table("support").insert(row)


@pytest.fixture
def random_city(db: Database) -> Database:
    """Enterprises everywhere, one of them not tracked, with measures of every kind."""
    draw = Random(20200207)  # noqa: S311 # a seeded city, no secret
    make_enterprise(db, status="not_resumed", filing_status="not_filed")
    for number in range(60):
        county, town = PLACES[number % len(PLACES)]
        enterprise_id = make_enterprise(db, county_code=county, town_code=town)
        for code in ("M01", "M02", "M05", "M10"):
            state = draw.choice(list(MeasureState))
            due_in = draw.choice((-9, -1, 0, 3, None))
            measure(db, enterprise_id, code, state, due_in=due_in)
    return db


def listed(actor: Actor, db: Database, line: MatrixLine, code: str, question: str) -> int:
    filters = EnterpriseFilter(area_code=line.code, measure_code=code, measure_state=question)  # type: ignore[arg-type]
    return list_enterprises(actor, db, filters, page_size=1).total


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize("area", [CITY, WUXING, NEW_AREA, ZHILI])
def test_every_number_is_the_length_of_its_list(
    random_city: Database, administrator: Actor, area: str, question: str
) -> None:
    matrix = area_matrix(administrator, random_city, area)
    lines = [*(line for line in matrix.lines if line.is_listed), matrix.whole]
    told = {
        (line.code, code): cell.count(question)  # type: ignore[arg-type]
        for line in lines
        for code, cell in line.cells.items()
    }
    assert sum(told.values()), "a city without any tells nothing"
    assert told == {
        (line.code, code): listed(administrator, random_city, line, code, question)
        for line in lines
        for code in line.cells
    }


@pytest.mark.parametrize("area", [CITY, WUXING, NEW_AREA, ZHILI])
def test_the_late_enterprises_of_a_line_are_those_of_the_list_each_once(
    random_city: Database, administrator: Actor, area: str
) -> None:
    matrix = area_matrix(administrator, random_city, area)
    lines = [*(line for line in matrix.lines if line.is_listed), matrix.whole]
    assert matrix.whole.late < matrix.whole.whole.count("overdue"), "some are late twice"
    assert {line.code: line.late for line in lines} == {
        line.code: list_enterprises(
            administrator,
            random_city,
            EnterpriseFilter(area_code=line.code, chip="overdue"),
            page_size=1,
        ).total
        for line in lines
    }
    assert sum(line.late for line in matrix.lines) == matrix.whole.late


@pytest.mark.parametrize("area", [CITY, WUXING, NEW_AREA, ZHILI])
def test_lines_and_columns_add_up_to_what_the_dashboard_tells(
    random_city: Database, administrator: Actor, area: str
) -> None:
    matrix = area_matrix(administrator, random_city, area)
    for code, cell in matrix.whole.cells.items():
        assert same(add_cells(line.cells[code] for line in matrix.lines), cell)
    for line in (*matrix.lines, matrix.whole):
        assert same(add_cells(line.cells.values()), line.whole)
    for each in measure_progress(administrator, random_city, area):
        cell = matrix.whole.cells[each.code]
        assert cell.delivered.text == each.delivered.text
        assert cell.count("overdue") == each.overdue


def same(one: MeasureCell, other: MeasureCell) -> bool:
    return one.bar == other.bar and one.late == other.late


def test_no_list_is_offered_that_would_be_longer_than_its_number(
    random_city: Database, administrator: Actor
) -> None:
    """A street that lies in two counties, and an open place, have no list of just these."""
    city, county = (
        area_matrix(administrator, random_city),
        lines_of(area_matrix(administrator, random_city, WUXING)),
    )
    assert [line.code for line in city.lines if not line.is_listed] == [""]
    assert city.lines[-1].name == "未填县区"
    assert not county["330502010"].is_listed
    assert county[ZHILI].is_listed
    assert not county[""].is_listed
    own = lines_of(area_matrix(official_of(WUXING), random_city))
    assert own["330502010"].is_listed, "an official of the county is shown that part alone"
    assert own["330502010"].cells["M01"].count("done") == listed(
        official_of(WUXING), random_city, own["330502010"], "M01", "done"
    )


def lines_of(matrix: AreaMatrix) -> dict[str, MatrixLine]:
    return {line.code: line for line in matrix.lines}


def test_an_official_is_told_of_the_own_area_only(random_city: Database) -> None:
    official = official_of(WUXING)
    matrix = area_matrix(official, random_city)
    assert matrix.area_code == WUXING
    assert {line.code[:6] for line in matrix.lines} <= {WUXING, ""}
    everywhere = list_matrix(official, random_city, EnterpriseFilter(), page_size=100)
    assert {row.enterprise.county_code for row in everywhere.rows} == {WUXING}
    with pytest.raises(NotPermitted):
        area_matrix(official, random_city, "330521")


def test_officers_have_no_matrix_by_area(db: Database) -> None:
    with pytest.raises(NotPermitted):
        area_matrix(liaison_actor(make_liaison(db)), db)


def test_columns_are_the_measures_in_force(random_city: Database, administrator: Actor) -> None:
    with random_city.write() as connection:
        connection.table("measures").update("M02", {"retired_on": "2026-11-01"})
    matrix = area_matrix(administrator, random_city)
    codes = [each.code for each in matrix.measures]
    assert "M02" not in codes
    assert len(codes) == 9
    assert list(matrix.whole.cells) == codes
    tracked = sum(cell.tracked for cell in matrix.whole.cells.values())
    assert matrix.whole.whole.tracked == tracked == 180


@pytest.mark.parametrize(
    ("states", "late", "colour"),
    [
        pytest.param({}, {}, CellColour.GREY, id="nobody is tracked"),
        pytest.param({NOT_APPLICABLE: 4}, {}, CellColour.GREY, id="it applies to nobody"),
        pytest.param({DONE: 4, NOT_APPLICABLE: 1}, {}, CellColour.GREEN, id="all that apply done"),
        pytest.param({DONE: 9, IN_PROGRESS: 1}, {}, CellColour.AMBER, id="one under way"),
        pytest.param({NOT_STARTED: 1}, {}, CellColour.AMBER, id="one to start"),
        pytest.param(
            {DONE: 9, IN_PROGRESS: 1}, {IN_PROGRESS: 1}, CellColour.RED, id="a tenth late"
        ),
        pytest.param({DONE: 9, BLOCKED: 1}, {}, CellColour.RED, id="a tenth blocked"),
        pytest.param({DONE: 19, BLOCKED: 1}, {BLOCKED: 1}, CellColour.AMBER, id="late and blocked"),
        pytest.param({DONE: 9, NOT_APPLICABLE: 9, BLOCKED: 1}, {}, CellColour.RED, id="who counts"),
    ],
)
def test_the_colour_of_a_cell(
    states: dict[str, int], late: dict[str, int], colour: CellColour
) -> None:
    assert MeasureCell(states, late).colour is colour


counts = st.dictionaries(st.sampled_from(MeasureState), st.integers(0, 50))


@given(states=counts, data=st.data())
def test_a_bar_has_everybody_once(states: dict[str, int], data: st.DataObject) -> None:
    late = {
        state: data.draw(st.integers(0, states[state])) for state in OPEN_STATES if state in states
    }
    cell = MeasureCell(states, late)
    assert sum(cell.bar.values()) == cell.tracked
    assert all(number >= 0 for number in cell.bar.values())
    assert cell.troubled <= cell.applies
    assert (cell.pressing is None) == (not cell.tracked)
    assert cell.pressing is None or cell.count(cell.pressing)


def test_the_matrix_has_a_row_an_enterprise(db: Database, administrator: Actor) -> None:
    officer = liaison_actor(make_liaison(db))
    own, other = make_enterprise(db, name="甲厂"), make_enterprise(db, name="乙厂")
    make_pair(db, own, officer.liaison_id or 0)
    with db.write() as connection:
        support.open_measures(connection, [own], on=db.today())
    (row,) = list_matrix(officer, db, EnterpriseFilter()).rows
    assert row.enterprise.id == own
    assert len(row.measures) == 10
    rows = list_matrix(administrator, db, EnterpriseFilter(), sort="urgency").rows
    assert {each.enterprise.id: len(each.measures) for each in rows} == {own: 10, other: 0}


def test_the_longest_late_come_first(db: Database, administrator: Actor) -> None:
    late, in_time, later = (make_enterprise(db, name=name) for name in ("丙厂", "甲厂", "乙厂"))
    for enterprise_id, due_in in ((late, -2), (in_time, 2), (later, -5)):
        measure(db, enterprise_id, "M03", NOT_STARTED, due_in=due_in)
    by_name = list_matrix(administrator, db, EnterpriseFilter())
    found = list_matrix(administrator, db, EnterpriseFilter(), sort="urgency", page_size=2)
    assert [row.enterprise.id for row in found.rows] == [later, late]
    assert found.total == by_name.total == 3
    second = list_matrix(administrator, db, EnterpriseFilter(), sort="urgency", page=2, page_size=2)
    assert [row.enterprise.id for row in second.rows] == [in_time]
