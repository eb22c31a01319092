"""The index of the search: it finds what reading every text finds, whatever was written."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Scope
from liaison.store import bulk, full_text, imports
from liaison.store.database import Connection, Database
from liaison.store.search import search_condition, search_needle, search_text
from tests.conftest import make_enterprise

characters = st.sampled_from("湖州华祥纺织𠮷厂 hxfzHX019-・％%_\\'\"(ßéİ")
names = st.text(characters, min_size=1, max_size=8).filter(str.strip)
changes = st.lists(st.tuples(st.integers(1, 4), st.none() | names), max_size=6)


def found(connection: Connection, typed: str) -> set[int]:
    where, values = search_condition(connection, typed)
    query = f"SELECT e.id FROM enterprises e WHERE {where}"  # noqa: S608 # the condition is tested
    return {row[0] for row in connection.execute(query, values)}


def texts(connection: Connection) -> dict[int, str]:
    return dict(connection.execute("SELECT id, search_text FROM enterprises").fetchall())


@settings(max_examples=60)
@given(st.lists(names, min_size=1, max_size=4), changes, names)
def test_the_index_finds_what_stands_in_the_texts(
    seeded_database: bytes, begun: list[str], changed: list[tuple[int, str | None]], typed: str
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liaison.db"
        path.write_bytes(seeded_database)
        db = Database(path)
        for name in begun:
            make_enterprise(db, name=name, search_text=search_text(name, "1390572-0001"))
        with db.write() as connection:
            for each, name in changed:
                if name is None:
                    connection.execute("DELETE FROM enterprises WHERE id = ?", [each])
                else:
                    statement = "UPDATE enterprises SET search_text = ? WHERE id = ?"
                    connection.execute(statement, [search_text(name), each])
            assert full_text.index_faults(connection) == []
            needles = {typed, *(name[:length] for name in begun for length in (1, 2, 3, 5))}
            for each in needles:
                needle = search_needle(each)
                expected = {key for key, text in texts(connection).items() if needle in text}
                assert found(connection, each) == expected


@pytest.mark.parametrize("typed", ["祥", "华祥", "华祥纺", "hx", "HXFZ", "01", "1", "1390572"])
def test_the_index_is_asked_for_a_search_of_any_length(db: Database, typed: str) -> None:
    made = make_enterprise(db, name="华祥纺织", search_text=search_text("华祥纺织", "13905720001"))
    make_enterprise(db, name="安吉竹木", search_text=search_text("安吉竹木"))
    with db.read() as connection:
        assert full_text.where_to_look(connection, search_needle(typed)) is not None
        assert found(connection, typed) == {made}


@pytest.mark.parametrize(("limit", "most"), [("_MOST_FOUND", 1), ("_MOST_TERMS", 0)])
def test_what_most_have_is_found_without_the_index(
    db: Database, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    made = {make_enterprise(db, name="华祥纺织", search_text=search_text("华祥纺织")) for _ in "ab"}
    monkeypatch.setattr(full_text, limit, most)
    with db.read() as connection:
        assert full_text.where_to_look(connection, "华祥纺") is None
        assert found(connection, "华祥纺") == made


def test_what_more_have_than_are_named_is_found(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {
        make_enterprise(db, name="华祥纺织", search_text=search_text("华祥纺织")) for _ in "abc"
    }
    make_enterprise(db, name="安吉竹木", search_text=search_text("安吉竹木"))
    monkeypatch.setattr(full_text, "_MOST_NAMED", 2)
    with db.read() as connection:
        assert found(connection, "祥纺") == found(connection, "祥纺织") == made


def test_an_import_and_an_update_of_many_are_found(db: Database) -> None:
    rows = [{"name": f"霁栎{number}号厂"} for number in range(3)]
    with db.write() as connection:
        ids = imports.insert_rows(
            connection, "enterprises", imports.prepare_rows("enterprises", rows, db.now())
        )
        imports.update_rows(connection, "enterprises", [(ids[0], {"name": "沅韬厂"})], db.now())
        assert full_text.index_faults(connection) == []
        assert found(connection, "霁栎") == set(ids[1:])
        assert found(connection, "沅韬") == {ids[0]}


def test_the_scope_holds_for_what_is_found(db: Database) -> None:
    inside = make_enterprise(db, name="霁栎厂", search_text="霁栎厂")
    make_enterprise(
        db, name="霁栎厂", search_text="霁栎厂", county_code="330523", town_code="330523001"
    )
    with db.read() as connection:
        scope, filters = Scope(area_code="330502"), EnterpriseFilter(search="霁栎")
        assert bulk.ids(connection, scope, filters, today=db.today()) == [inside]


def test_an_index_that_lost_a_text_is_told(db: Database) -> None:
    made = make_enterprise(db, name="霁栎厂")
    with db.write() as connection:
        assert full_text.index_faults(connection) == []
        connection.execute("DROP TRIGGER enterprise_reindexed")
        connection.execute("UPDATE enterprises SET search_text = 'x' WHERE id = ?", [made])
        assert full_text.index_faults(connection) != []
