"""What must stay quick however large the area: a province's time over a city's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bench.measure import Measured, interleaved
from bench.rows import Row, Setting
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Actor, Role
from liaison.services.area_tables import Dimension
from liaison.services.enterprises import list_enterprises
from liaison.services.figures import area_table, figures, measure_progress
from liaison.store.database import Database

OFFICIAL = Actor(name="official", role=Role.OFFICIAL)
_EVERYTHING = EnterpriseFilter()

_Look = Callable[[Database], object]


def _growth(look: _Look, setting: Setting) -> Measured:
    province, city = setting.province, setting.city
    return interleaved(lambda: look(province), lambda: look(city), runs=setting.runs(5))


def _figures(db: Database) -> object:
    return figures(OFFICIAL, db)


def _measures(db: Database) -> object:
    return measure_progress(OFFICIAL, db)


def _table(by: Dimension, db: Database) -> object:
    return area_table(OFFICIAL, db, by)


def _page(number: int, db: Database) -> object:
    return list_enterprises(OFFICIAL, db, _EVERYTHING, page=number)


def search(setting: Setting) -> Measured:
    """One row of each file is looked for by a part of its name, by initials and by telephone."""
    words = {each.path: _words_for(each) for each in (setting.province, setting.city)}

    def look(db: Database) -> None:
        for word in words[db.path]:
            assert list_enterprises(OFFICIAL, db, EnterpriseFilter(search=word)).total

    measured = _growth(look, setting)
    return Measured(measured.ours / 3, measured.reference / 3)


def _words_for(db: Database) -> Sequence[str]:
    with db.read() as connection:
        name, searched, phone = connection.execute(
            """SELECT name_key, search_text, contact_phone FROM enterprises
                WHERE id = (SELECT MAX(id) FROM enterprises) / 2"""
        ).fetchone()
    # Four characters, as three are shared by dozens of a province's names: what grows must be the
    # looking, and not the page that is found.
    return name[2:6], searched.split("\n")[1][2:8], phone[-6:]


def _row(key: str, work: str, look: _Look, bar: float) -> Row:
    return Row(key, work, "the same in a city", bar, partial(_growth, look))


ROWS = (
    _row("figures", "figures of a province", _figures, 2.0),
    _row("measure_progress", "measures of a province by state", _measures, 2.0),
    _row("table_by_county", "its table by county", partial(_table, "county"), 2.0),
    _row("table_by_town", "its table by town", partial(_table, "town"), 2.0),
    _row("table_by_industry", "its table by industry", partial(_table, "industry"), 2.0),
    _row("list_page", "first page of its enterprises", partial(_page, 1), 3.0),
    _row("list_tenth_page", "tenth page of its enterprises", partial(_page, 10), 3.0),
    Row("search", "search in a province", "the same in a city", 3.0, search),
)
