"""Opening measures, and the counters that follow whatever happens to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.domain.errors import NotFound
from liaison.domain.records import Support
from liaison.domain.vocabulary import MeasureState
from liaison.store import reference, support
from liaison.store.database import Connection, Database
from tests.conftest import make_enterprise

ON = date(2026, 11, 1)


def open_measures(db: Database, ids: list[int] | None = None, on: date = ON) -> int:
    with db.write() as connection:
        return support.open_measures(connection, ids, on=on)


def test_opens_every_measure_of_those_in_scope(db: Database) -> None:
    inside = make_enterprise(db)
    applying = make_enterprise(db, status="not_resumed", filing_status="filed")
    outside = make_enterprise(db, status="not_resumed", filing_status="not_filed")
    assert open_measures(db) == 2
    with db.read() as connection:
        opened = support.of_enterprises(connection, [inside, applying, outside])
        catalogue = reference.measures(connection)
        tracked = dict(connection.execute("SELECT id, tracked_on FROM enterprises").fetchall())
    assert tracked == {inside: str(ON), applying: str(ON), outside: None}
    assert opened[outside] == {}
    for each in (inside, applying):
        assert {code: found.due_on for code, found in opened[each].items()} == {
            measure.code: ON + timedelta(days=measure.default_days) for measure in catalogue
        }
        assert {found.state for found in opened[each].values()} == {MeasureState.NOT_STARTED}
        assert {found.version for found in opened[each].values()} == {1}


def test_opening_again_changes_nothing(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    assert open_measures(db) == 1
    assert open_measures(db, on=ON + timedelta(days=9)) == 0
    assert open_measures(db, [enterprise_id], on=ON + timedelta(days=9)) == 0
    with db.read() as connection:
        assert support.get(connection, enterprise_id, "M01").due_on == ON + timedelta(days=2)


def test_opens_only_those_named_and_keeps_a_measure_set_before(db: Database) -> None:
    named, other = make_enterprise(db), make_enterprise(db)
    early = Support(
        enterprise_id=named,
        measure_code="M02",
        state=MeasureState.DONE,
        due_on=None,
        note="回执 7 号",
        updated_at=db.now(),
        updated_by="x",
        version=1,
    )
    with db.write() as connection:
        support.save(connection, [early])
    assert open_measures(db, [named]) == 1
    with db.read() as connection:
        assert support.get(connection, named, "M02") == early
        assert support.of_enterprises(connection, [other]) == {other: {}}


def test_a_retired_measure_is_not_opened(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    with db.write() as connection:
        connection.table("measures").update("M10", {"retired_on": "2026-10-01"})
    open_measures(db)
    with db.read() as connection:
        assert "M10" not in support.of_enterprises(connection, [enterprise_id])[enterprise_id]
        assert len(support.with_measures(connection, enterprise_id)) == 9
        with pytest.raises(NotFound, match="measure_not_found"):
            support.get(connection, enterprise_id, "M10")


def test_what_was_not_opened_reads_as_not_started_in_version_0(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    with db.read() as connection:
        pairs = support.with_measures(connection, enterprise_id)
        alone = support.get(connection, enterprise_id, "M03")
    assert [measure.code for measure, _ in pairs] == [f"M{number:02d}" for number in range(1, 11)]
    assert {(each.state, each.version) for _, each in pairs} == {(MeasureState.NOT_STARTED, 0)}
    assert alone == pairs[2][1]


def counted(connection: Connection) -> dict[tuple[str, ...], int]:
    query = "SELECT county_code, town_code, measure_code, state, n FROM support_counts"
    return {tuple(row[:4]): row[4] for row in connection.execute(query) if row[4] != 0}


def recounted(connection: Connection) -> dict[tuple[str, ...], int]:
    query = """
        SELECT COALESCE(e.county_code, ''), COALESCE(e.town_code, ''), s.measure_code, s.state,
               COUNT(*)
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id GROUP BY 1, 2, 3, 4
    """
    return {tuple(row[:4]): row[4] for row in connection.execute(query)}


ENTERPRISES = range(1, 5)
PLACES = [("330502", "330502100"), ("330521", "330521101"), ("330521", None), (None, None)]
operations = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.sampled_from(ENTERPRISES)),
        st.tuples(
            st.just("set"),
            st.sampled_from(ENTERPRISES),
            st.sampled_from(["M01", "M02"]),
            st.sampled_from(MeasureState),
        ),
        st.tuples(st.just("move"), st.sampled_from(ENTERPRISES), st.sampled_from(PLACES)),
        st.tuples(st.just("drop"), st.sampled_from(ENTERPRISES), st.sampled_from(["M01", "M02"])),
        st.tuples(st.just("delete"), st.sampled_from(ENTERPRISES)),
    ),
    max_size=25,
)


def perform(connection: Connection, operation: tuple[object, ...]) -> None:
    match operation:
        case ("open", int(each)):
            support.open_measures(connection, [each], on=ON)
        case ("set", int(each), str(code), MeasureState() as state):
            if connection.execute("SELECT 1 FROM enterprises WHERE id = ?", [each]).fetchone():
                current = support.get(connection, each, code)
                fields = {key: getattr(current, key) for key in Support.__slots__}
                changed = fields | {"state": state, "version": current.version + 1}
                support.save(connection, [Support(**changed)])
        case ("move", int(each), (county, town)):
            connection.conn.execute(
                "UPDATE enterprises SET county_code = ?, town_code = ? WHERE id = ?",
                [county, town, each],
            )
        case ("drop", int(each), str(code)):
            connection.conn.execute(
                "DELETE FROM support WHERE enterprise_id = ? AND measure_code = ?", [each, code]
            )
        case ("delete", int(each)):
            connection.conn.execute("DELETE FROM enterprises WHERE id = ?", [each])


@settings(max_examples=40, deadline=None)
@given(operations=operations)
def test_counters_equal_a_recount_after_any_operations(
    seeded_database: bytes, operations: list[tuple[object, ...]]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liaison.db"
        path.write_bytes(seeded_database)
        db = Database(path, lambda: datetime(2026, 11, 10, 2, 0, tzinfo=UTC))
        for each in ENTERPRISES:
            county, town = PLACES[each % len(PLACES)]
            make_enterprise(db, id=each, county_code=county, town_code=town)
        with db.write() as connection:
            for operation in operations:
                perform(connection, operation)
                assert counted(connection) == recounted(connection)
