"""The workload: what each commissioner and officer carries, and each area's people together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Literal

from liaison.domain.page import Page
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.domain.workload import (
    EVERYBODY,
    NO_WORK,
    AreaCounts,
    AreaWork,
    PersonWork,
    Worker,
    WorkloadChip,
    WorkloadFilter,
    WorkloadSort,
    answers,
    area_work,
    chip_counts,
    in_order,
)
from liaison.services.area_tables import Namer, places_of
from liaison.services.figures import resolve_area, within
from liaison.services.guard import requires
from liaison.store import reference as reference_store
from liaison.store import workload as store
from liaison.store.database import Connection, Database
from liaison.store.scope import Condition
from liaison.store.workload import Place

AreaDimension = Literal["county", "town"]
_Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class PeopleWork:
    """A page of people and, by chip, how many each would leave."""

    page: Page[PersonWork]
    chips: dict[WorkloadChip, int]


@requires(Action.SEE_LIAISONS)
def list_workload(
    actor: Actor,
    db: Database,
    filters: WorkloadFilter = EVERYBODY,
    *,
    sort: WorkloadSort = "load",
    page: int = 1,
    page_size: int = 20,
) -> PeopleWork:
    """The people of an area, by default the actor's own: posted there or in charge of one there.

    Loads are of everything that a person has, all else of what lies in the area.
    """
    with db.read() as connection:
        area = resolve_area(reference_store.load(connection), actor.scope, filters.area_code)
        place = within(connection, actor.scope, area)
        people = people_at_work(connection, place, filters, db.now(), db.today())
    chosen = [each for each in people if answers(each, filters.chip)]
    page = max(1, page)
    first = (page - 1) * page_size
    rows = in_order(chosen, sort)[first : first + page_size]
    return PeopleWork(Page(rows, len(chosen), page, page_size), chip_counts(people))


def people_at_work(
    connection: Connection, place: Condition, filters: WorkloadFilter, now: datetime, today: date
) -> list[PersonWork]:
    """Everybody of a place whom the filters leave, area and chip aside, by role and number."""
    work = store.work_of_people(connection, place, today)
    late = store.late_requests(connection, place, now)
    active = store.last_active(connection)
    people = store.workers(
        connection,
        place,
        today,
        search=filters.search,
        role=filters.role,
        posted_only=filters.posted_only,
    )
    return [
        PersonWork(
            worker=each,
            work=work.get(each.id, NO_WORK),
            late_requests=late.get(each.id, 0),
            active_at=active.get(each.id),
        )
        for each in people
    ]


@requires(Action.SEE_LIAISONS)
def area_workload(
    actor: Actor,
    db: Database,
    area_code: str | None = None,
    *,
    role: LiaisonRole | None = None,
    language: str | None = None,
) -> list[AreaWork]:
    """The counties of the city, or the towns of a county, with their people; the whole is last.

    A role narrows the people and the nearness of their pairs. What a roster leaves open has a
    line of its own where there is any.
    """
    with db.read() as connection:
        namer = Namer(reference_store.load(connection), language or actor.language)
        area = resolve_area(namer.reference, actor.scope, area_code)
        place = within(connection, actor.scope, area)
        found = areas_at_work(connection, place, area, namer, db.today(), role=role)
    chosen = namer.reference.areas[area]
    if chosen.is_town:
        return found.lines("town")
    return [*found.lines("town" if chosen.is_county else "county"), found.whole]


@dataclass(frozen=True, slots=True)
class AreasAtWork:
    """An area's people by where they are posted, and its counts, to be told by county or town."""

    namer: Namer
    area: str
    people: dict[Place, list[Worker]]
    counts: dict[Place, AreaCounts]

    def lines(self, by: AreaDimension) -> list[AreaWork]:
        """Every county or town of the area, then what lies in no such one."""
        keys = places_of(self.namer.reference, by, self.area)
        grouped: defaultdict[_Key, list[Place]] = defaultdict(list)
        for county, town in dict.fromkeys((*self.people, *self.counts)):
            grouped[(None, county) if by == "county" else (county, town)].append((county, town))
        others = (key for key in grouped if key not in keys and self._is_of_use(grouped[key]))
        keys += sorted(others, key=lambda key: key[1] or "~")
        return [
            self._line(code, county, self.namer.row(by, code), grouped[county, code])
            for county, code in keys
        ]

    @property
    def whole(self) -> AreaWork:
        """The line of the whole area."""
        return self._line(self.area, None, self.namer.total, {**self.people, **self.counts})

    def _is_of_use(self, places: Iterable[Place]) -> bool:
        return any(self.people.get(each) or self._enterprises(each) for each in places)

    def _enterprises(self, place: Place) -> int:
        counted = self.counts.get(place)
        return counted.enterprises if counted else 0

    def _line(self, code: str, county: str | None, name: str, places: Iterable[Place]) -> AreaWork:
        parts = list(places)
        people = chain.from_iterable(self.people.get(each, ()) for each in parts)
        counts = [self.counts[each] for each in parts if each in self.counts]
        return area_work(code, county, name, people, counts)


def areas_at_work(
    connection: Connection,
    place: Condition,
    area: str,
    namer: Namer,
    today: date,
    *,
    role: LiaisonRole | None = None,
) -> AreasAtWork:
    """What the lines of an area are made of."""
    people: defaultdict[Place, list[Worker]] = defaultdict(list)
    for each in store.workers(connection, place, today, role=role, posted_only=True):
        people[each.county_code or "", each.town_code or ""].append(each)
    counts = store.counts_by_place(connection, place, today, role)
    return AreasAtWork(namer, area, dict(people), counts)
