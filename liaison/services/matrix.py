"""The measure matrix: areas by measures in counts, enterprises by measures one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.matrix import MatrixSort, MeasureCell, add_cells
from liaison.domain.page import Page
from liaison.domain.records import Measure, Support
from liaison.domain.roles import Action, Actor
from liaison.services.area_tables import Dimension, Namer, places_of
from liaison.services.figures import resolve_area, within, without_city
from liaison.services.guard import requires
from liaison.store import figures, support, worklist
from liaison.store import matrix as store
from liaison.store import reference as reference_store
from liaison.store.database import Connection, Database
from liaison.store.enterprise_rows import EnterpriseRow
from liaison.store.figures import Place
from liaison.store.scope import Condition

_Cells = dict[str, MeasureCell]
_Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An enterprise with its measures by code; one that was not opened is missing."""

    enterprise: EnterpriseRow
    measures: dict[str, Support]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """An area's cells by measure code, and all of them together; code '' is an open place.

    `late` are the enterprises of which any measure is overdue, as a list of them counts.
    `is_listed` is False where no list has just these enterprises: those of an open place, and of
    a town that lies partly in another county.
    """

    code: str
    name: str
    cells: Mapping[str, MeasureCell]
    whole: MeasureCell
    late: int = 0
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class AreaMatrix:
    """The measures in force by county or town; `whole` is the area's own line."""

    area_code: str
    measures: list[Measure]
    lines: list[MatrixLine]
    whole: MatrixLine


@requires(Action.SEE_ENTERPRISE)
def list_matrix(
    actor: Actor,
    db: Database,
    filters: EnterpriseFilter,
    *,
    sort: MatrixSort = "name",
    page: int = 1,
    page_size: int = 25,
) -> Page[MatrixRow]:
    """A page of enterprises, each with where its measures stand."""
    with db.read() as connection:
        found = worklist.list_page(
            connection,
            actor.scope,
            filters,
            today=db.today(),
            now=db.now(),
            sort=sort,
            page=max(1, page),
            page_size=page_size,
        )
        opened = support.of_enterprises(connection, [row.id for row in found.rows])
    rows = [MatrixRow(row, opened[row.id]) for row in found.rows]
    return Page(rows, found.total, found.page, found.page_size)


@requires(Action.SEE_FIGURES)
def area_matrix(
    actor: Actor, db: Database, area_code: str | None = None, *, language: str | None = None
) -> AreaMatrix:
    """The counties of the city, or the towns of a county, by the measures in force.

    What a roster leaves open has a line of its own where there is any.
    """
    with db.read() as connection:
        namer = Namer(reference_store.load(connection), language or actor.language)
        area = resolve_area(namer.reference, actor.scope, area_code)
        measures = reference_store.measures(connection)
        codes = [measure.code for measure in measures]
        scope = without_city(connection, actor.scope)
        where = within(connection, scope, area)
        cells = _cells(connection, db, where, codes)
        late = store.late_enterprises(connection, where, db.today())
        unlisted = store.towns_of_several_counties(connection, scope) | {""}
    lines = [
        replace(
            _line(code, name, [cells[place] for place in places], codes),
            late=sum(late.get(place, 0) for place in places),
            is_listed=code not in unlisted,
        )
        for code, name, places in _by_area(namer, area, cells)
    ]
    whole = _line(area, namer.total, cells.values(), codes)
    return AreaMatrix(area, measures, lines, replace(whole, late=sum(late.values())))


def _cells(
    connection: Connection, db: Database, where: Condition, codes: Iterable[str]
) -> dict[Place, _Cells]:
    """Each place's cells, of the measures in force."""
    states = figures.measure_states(connection, where)
    late = store.late_measures(connection, where, db.today())
    return {
        place: {
            code: MeasureCell(found[code], late.get(place, {}).get(code, {}))
            for code in codes
            if code in found
        }
        for place, found in states.items()
    }


def _by_area(
    namer: Namer, area: str, cells: Mapping[Place, _Cells]
) -> list[tuple[str, str, list[Place]]]:
    """Code, name and places of each line, those of no known area last."""
    chosen = namer.reference.areas[area]
    is_city = not (chosen.is_county or chosen.is_town)
    grouped: defaultdict[_Key, list[Place]] = defaultdict(list)
    for county, town in cells:
        grouped[(None, county) if is_city else (county, town)].append((county, town))
    by: Dimension = "county" if is_city else "town"
    keys = places_of(namer.reference, by, area)
    others = [key for key in grouped if key not in keys and any(map(cells.get, grouped[key]))]
    keys += sorted(others, key=lambda key: key[1] or "~")
    return [(key[1], namer.row(by, key[1]), grouped[key]) for key in keys]


def _line(code: str, name: str, parts: Iterable[_Cells], codes: Iterable[str]) -> MatrixLine:
    found = list(parts)
    cells = {each: add_cells(part[each] for part in found if each in part) for each in codes}
    return MatrixLine(code, name, cells, add_cells(cells.values()))
