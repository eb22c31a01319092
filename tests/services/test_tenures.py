"""Who was responsible when: for an enterprise, for a person, on any day that has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.tenure import EnterpriseDay, Tenure, Vacancy
from liaison.domain.tenure_turns import Began, Ended
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.handover import propose_handover
from liaison.services.leaves import end_leave, plan_leave
from liaison.services.pair_by_hand import end_pair, pair_by_hand
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs, undo_run
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.services.tenures import (
    deputised_on,
    enterprises_on,
    find_person,
    people_in_reach,
    responsible_on,
    tenures_of_enterprise,
    tenures_of_person,
)
from liaison.store.database import Database
from tests.conftest import (
    Clock,
    credit_code,
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)
from tests.workbooks import xlsx

OFFICER, COMMISSIONER = LiaisonRole.OFFICER, LiaisonRole.COMMISSIONER
TODAY = date(2026, 11, 10)  # the clock begins at 10:00 in the city


def who(day: EnterpriseDay, role: LiaisonRole = OFFICER) -> list[str]:
    return [each.stint.person.name for each in day.roles[role].people]


def told(tenures: Sequence[Tenure]) -> list[tuple[str, str, str | None]]:
    return [
        (each.stint.person.name, each.began.how, each.ended.how if each.ended else None)
        for each in tenures
    ]


def local(at: datetime) -> str:
    return f"{at.astimezone(CITY_ZONE):%m-%d %H:%M}"


def test_a_day_on_which_it_changed_names_everybody_with_the_times(
    db: Database, clock: Clock
) -> None:
    enterprise = make_enterprise(db)
    first, second = make_liaison(db, name="张三"), make_liaison(db, name="李四")
    pair_by_hand(OPERATOR, db, enterprise, "officer", first)
    clock.advance(days=2)
    end_pair(OPERATOR, db, enterprise, "officer")
    clock.advance(hours=3)
    pair_by_hand(OPERATOR, db, enterprise, "officer", second)

    day = responsible_on(OPERATOR, db, enterprise, TODAY + timedelta(days=2))

    assert who(day) == ["张三", "李四"]
    (gap,) = day.roles[OFFICER].vacancies
    assert gap.since is not None
    assert gap.until is not None
    assert (local(gap.since), local(gap.until)) == ("11-12 10:00", "11-12 13:00")
    assert who(responsible_on(OPERATOR, db, enterprise, TODAY + timedelta(days=1))) == ["张三"]
    assert day.roles[COMMISSIONER].vacancies == (Vacancy(None, None),)


def test_a_gap_says_since_when_and_until_when(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db)
    person = make_liaison(db)
    pair_by_hand(OPERATOR, db, enterprise, "officer", person)
    clock.advance(days=1)
    end_pair(OPERATOR, db, enterprise, "officer")
    ended = clock.moment
    clock.advance(days=5)
    still_open = responsible_on(OPERATOR, db, enterprise, TODAY + timedelta(days=3))
    assert still_open.roles[OFFICER].vacancies == (Vacancy(ended, None),)
    pair_by_hand(OPERATOR, db, enterprise, "officer", person)
    filled = responsible_on(OPERATOR, db, enterprise, TODAY + timedelta(days=3))
    assert filled.roles[OFFICER].people == ()
    assert filled.roles[OFFICER].vacancies == (Vacancy(ended, clock.moment),)


@pytest.mark.parametrize(
    ("hour", "counts"),
    [(15, [False, True]), (16, [False, True]), (17, [False, True])],
    ids=["23:00 in the city", "midnight", "01:00"],
)
def test_a_day_is_the_citys(db: Database, clock: Clock, hour: int, counts: list[bool]) -> None:
    """A pair that begins at 16:00 UTC begins with the city's new day."""
    enterprise = make_enterprise(db)
    clock.moment = clock.moment.replace(hour=hour)
    pair_by_hand(OPERATOR, db, enterprise, "officer", make_liaison(db, name="张三"))
    began_on = TODAY if hour < 16 else TODAY + timedelta(days=1)
    clock.advance(days=3)
    found = [
        bool(who(responsible_on(OPERATOR, db, enterprise, began_on + timedelta(days=shift))))
        for shift in (-1, 0)
    ]
    assert found == counts


def test_a_pair_that_ended_at_midnight_is_not_of_the_new_day(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db)
    first, second = make_liaison(db, name="张三"), make_liaison(db, name="李四")
    pair_by_hand(OPERATOR, db, enterprise, "officer", first)
    clock.moment = clock.moment.replace(hour=16)
    pair_by_hand(OPERATOR, db, enterprise, "officer", second)
    clock.advance(days=2)
    for day, person, name in ((TODAY, first, "张三"), (TODAY + timedelta(days=1), second, "李四")):
        assert who(responsible_on(OPERATOR, db, enterprise, day)) == [name]
        held = {
            each: enterprises_on(OPERATOR, db, each, day).enterprises for each in (first, second)
        }
        assert held == {first: 0, second: 0} | {person: 1}


def test_a_pair_changed_within_the_second_was_never_in_charge(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db)
    for name in ("错选", "张三"):
        pair_by_hand(OPERATOR, db, enterprise, "officer", make_liaison(db, name=name))
    clock.advance(days=1)
    assert who(responsible_on(OPERATOR, db, enterprise, TODAY)) == ["张三"]
    (only,) = tenures_of_enterprise(OPERATOR, db, enterprise).rows
    assert only.began.whom is None


def test_before_the_enterprise_came_nobody_could_be(db: Database, clock: Clock) -> None:
    clock.advance(days=30)
    enterprise = make_enterprise(db)
    before = responsible_on(OPERATOR, db, enterprise, TODAY)
    assert not before.existed
    assert before.recorded_at == clock.moment
    assert [each.vacancies for each in before.roles.values()] == [(), ()]
    assert not responsible_on(OPERATOR, db, enterprise, date.min).existed
    assert responsible_on(OPERATOR, db, enterprise, db.today()).existed


def test_a_day_that_has_not_come_is_refused(db: Database) -> None:
    enterprise, person = make_enterprise(db), make_liaison(db)
    tomorrow = TODAY + timedelta(days=1)
    for ask in (
        lambda: responsible_on(OPERATOR, db, enterprise, tomorrow),
        lambda: enterprises_on(OPERATOR, db, person, tomorrow),
        lambda: deputised_on(OPERATOR, db, person, tomorrow),
    ):
        with pytest.raises(InvalidInput, match="day_not_come"):
            ask()


def test_a_leave_names_the_deputy_on_its_days(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db, name="湖州甲厂")
    away, deputy = make_liaison(db, name="张三"), make_liaison(db, name="李四")
    pair_by_hand(OPERATOR, db, enterprise, "officer", away)
    leave = {"first_on": TODAY + timedelta(days=2), "last_on": TODAY + timedelta(days=4)}
    plan_leave(OPERATOR, db, away, deputy_id=deputy, **leave)
    (before,) = tenures_of_enterprise(OPERATOR, db, enterprise).rows
    assert before.absences == ()  # it has not begun
    clock.advance(days=10)

    named = {}
    for shift in range(1, 6):
        (one,) = (
            responsible_on(OPERATOR, db, enterprise, TODAY + timedelta(days=shift))
            .roles[OFFICER]
            .people
        )
        named[shift] = one.absence.deputy.name if one.absence and one.absence.deputy else None
    assert named == {1: None, 2: "李四", 3: "李四", 4: "李四", 5: None}
    (tenure,) = tenures_of_enterprise(OPERATOR, db, enterprise).rows
    assert [(each.first_on, each.last_on) for each in tenure.absences] == [tuple(leave.values())]

    on_leave = TODAY + timedelta(days=3)
    (held,) = deputised_on(OPERATOR, db, deputy, on_leave).rows
    assert held.instead_of is not None
    assert (held.name, held.instead_of.name) == ("湖州甲厂", "张三")
    assert deputised_on(OPERATOR, db, deputy, TODAY).total == 0
    own = enterprises_on(OPERATOR, db, away, on_leave)
    assert (own.enterprises, own.absence) == (1, tenure.absences[0])
    assert enterprises_on(OPERATOR, db, away, TODAY).absence is None


def test_a_leave_that_did_not_take_place_is_not_told(db: Database) -> None:
    enterprise = make_enterprise(db)
    away, deputy = make_liaison(db), make_liaison(db)
    pair_by_hand(OPERATOR, db, enterprise, "officer", away)
    leave = plan_leave(OPERATOR, db, away, deputy_id=deputy, first_on=TODAY, last_on=TODAY)
    assert deputised_on(OPERATOR, db, deputy, TODAY).total == 1
    end_leave(OPERATOR, db, leave, version=1)
    assert deputised_on(OPERATOR, db, deputy, TODAY).total == 0
    (one,) = responsible_on(OPERATOR, db, enterprise, TODAY).roles[OFFICER].people
    assert one.absence is None
    assert enterprises_on(OPERATOR, db, away, TODAY).absence is None


def test_how_it_began_and_ended_by_hand(db: Database, clock: Clock, administrator: Actor) -> None:
    enterprise = make_enterprise(db)
    first, second = make_liaison(db, name="张三"), make_liaison(db, name="李四")
    pair_by_hand(administrator, db, enterprise, "officer", first)
    clock.advance(days=1)
    pair_by_hand(OPERATOR, db, enterprise, "officer", second)
    clock.advance(days=1)
    end_pair(administrator, db, enterprise, "officer")

    later, earlier = tenures_of_enterprise(OPERATOR, db, enterprise).rows

    assert told([later, earlier]) == [
        ("李四", Began.BY_HAND, Ended.ENDED),
        ("张三", Began.BY_HAND, Ended.REPLACED),
    ]
    assert earlier.began.by == administrator.name
    assert earlier.ended is not None
    assert later.ended is not None
    assert earlier.ended.whom is not None
    assert (earlier.ended.by, earlier.ended.whom.name) == (OPERATOR.name, "李四")
    assert later.began.whom == earlier.stint.person
    assert (later.ended.by, later.ended.whom) == (administrator.name, None)


def test_a_proposal_is_told_as_one(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="张三")
    make_liaison(db, "commissioner", name="王五")
    apply_pairs(OPERATOR, db, propose_pairs(OPERATOR, db))
    clock.advance(days=1)
    rows = tenures_of_enterprise(OPERATOR, db, enterprise).rows
    assert {each.began.how for each in rows} == {Began.PROPOSAL}
    assert {each.began.by for each in rows} == {OPERATOR.name}


def test_a_handover_and_its_undo_are_told_with_both_sides(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db)
    giver, receiver = make_liaison(db, name="张三"), make_liaison(db, name="李四")
    pair_by_hand(OPERATOR, db, enterprise, "officer", giver)
    clock.advance(days=1)
    handover = propose_handover(OPERATOR, db, giver, to_id=receiver)
    run_id = apply_pairs(OPERATOR, db, handover).run_id
    assert run_id is not None
    (received, given_away) = tenures_of_enterprise(OPERATOR, db, enterprise).rows
    assert told([received, given_away]) == [
        ("李四", Began.HANDOVER, None),
        ("张三", Began.BY_HAND, Ended.HANDED_OVER),
    ]
    assert received.began.whom == given_away.stint.person
    assert given_away.ended is not None
    assert given_away.ended.whom == received.stint.person
    clock.advance(days=1)
    undo_run(OPERATOR, db, run_id)
    assert told(tenures_of_enterprise(OPERATOR, db, enterprise).rows) == [
        ("张三", Began.RESTORED, None),
        ("李四", Began.HANDOVER, Ended.TAKEN_BACK),
        ("张三", Began.BY_HAND, Ended.HANDED_OVER),
    ]


def roster(*rows: Sequence[object]) -> bytes:
    header = ["企业名称", "统一社会信用代码", "所属县区", "所属乡镇街道", "复工状态", "项目警官"]
    return xlsx({"名册": [header, *rows]})


def take(db: Database, content: bytes) -> int:
    plan = plan_roster_import(OPERATOR, db, content, "名册.xlsx")
    batch = commit_roster_import(OPERATOR, db, plan).batch_id
    assert batch is not None
    return batch


def test_an_import_and_its_undo_are_told(db: Database, clock: Clock) -> None:
    named = make_enterprise(db, name="湖州甲厂", uscc=credit_code(880001))
    old, new = make_liaison(db, name="张三"), make_liaison(db, name="李四", staff_no="00977")
    make_pair(db, named, old)
    clock.advance(days=1)
    row = ["湖州甲厂", credit_code(880001), "吴兴区", "织里镇", "部分复工", "00977"]
    batch = take(db, roster(row))
    clock.advance(days=1)
    (second, first) = tenures_of_enterprise(OPERATOR, db, named).rows
    assert second.stint.person.id == new
    assert told([second, first]) == [
        ("李四", Began.IMPORT, None),
        ("张三", Began.ASSIGNED, Ended.IMPORT),
    ]
    assert second.began.batch_id == batch
    undo_import(OPERATOR, db, batch)
    clock.advance(days=1)
    assert told(tenures_of_enterprise(OPERATOR, db, named).rows) == [
        ("张三", Began.RESTORED, None),
        ("李四", Began.IMPORT, Ended.TAKEN_BACK),
        ("张三", Began.ASSIGNED, Ended.IMPORT),
    ]


def test_what_comes_by_itself_when_the_enterprise_comes(db: Database, clock: Clock) -> None:
    """The city is paired already, so the roster's new enterprise has somebody at once."""
    make_pair(db, make_enterprise(db), make_liaison(db, name="张三"))
    code = credit_code(880002)
    batch = take(db, roster(["湖州新厂", code, "吴兴区", "织里镇", "部分复工", None]))
    clock.advance(days=1)
    with db.read() as connection:
        found = connection.execute("SELECT id FROM enterprises WHERE uscc = ?", [code]).fetchone()
    (tenure,) = tenures_of_enterprise(OPERATOR, db, found[0]).rows
    assert (tenure.began.how, tenure.began.batch_id) == (Began.BY_ITSELF, batch)


def test_who_left_is_told_as_such(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db)
    pair_by_hand(OPERATOR, db, enterprise, "officer", make_liaison(db, staff_no="00977"))
    clock.advance(days=1)
    header = ["警号", "民警姓名", "派出所", "责任片区", "状态"]
    take(db, xlsx({"民警": [header, ["00977", "张三", "织里派出所", "吴兴区", "停用"]]}))
    (tenure,) = tenures_of_enterprise(OPERATOR, db, enterprise).rows
    assert tenure.ended is not None
    assert tenure.ended.how is Ended.LEFT


def test_the_list_is_paged_newest_first(db: Database, clock: Clock) -> None:
    enterprise = make_enterprise(db)
    people = [make_liaison(db, name=f"警员{number}") for number in range(5)]
    for person in people:
        pair_by_hand(OPERATOR, db, enterprise, "officer", person)
        clock.advance(days=1)
    pages = [
        tenures_of_enterprise(OPERATOR, db, enterprise, page=page, page_size=2)
        for page in (1, 2, 3)
    ]
    assert [each.total for each in pages] == [5, 5, 5]
    shown = [each.stint.person.id for page in pages for each in page.rows]
    assert shown == people[::-1]


def test_a_persons_day_is_paged_and_counts_each_enterprise_once(db: Database, clock: Clock) -> None:
    person, other = make_liaison(db), make_liaison(db)
    enterprises = [make_enterprise(db, name=f"湖州{number}厂") for number in range(3)]
    for each in enterprises:
        pair_by_hand(OPERATOR, db, each, "officer", person)
    clock.advance(hours=1)
    pair_by_hand(OPERATOR, db, enterprises[1], "officer", other)
    clock.advance(hours=1)
    pair_by_hand(OPERATOR, db, enterprises[1], "officer", person)
    clock.advance(days=3)

    first = enterprises_on(OPERATOR, db, person, TODAY, page_size=3)
    second = enterprises_on(OPERATOR, db, person, TODAY, page=2, page_size=3)

    assert (first.enterprises, first.held.total) == (3, 4)
    names = [each.name for each in first.held.rows + second.held.rows]
    assert names == ["湖州0厂", "湖州1厂", "湖州1厂", "湖州2厂"]
    assert [local(each.started_at) for each in first.held.rows[1:]] == [
        "11-10 10:00",
        "11-10 12:00",
    ]
    assert enterprises_on(OPERATOR, db, person, TODAY - timedelta(days=1)).enterprises == 0
    assert enterprises_on(OPERATOR, db, other, TODAY).enterprises == 1
    assert enterprises_on(OPERATOR, db, other, db.today()).enterprises == 0


def test_a_persons_steps_tell_the_load_that_they_led_to(
    db: Database, clock: Clock, administrator: Actor
) -> None:
    person = make_liaison(db)
    enterprises = [make_enterprise(db) for _ in range(4)]
    apply_pairs(administrator, db, propose_pairs(administrator, db))
    clock.advance(days=1)
    pair_by_hand(OPERATOR, db, enterprises[0], "officer", make_liaison(db, name="李四"))
    clock.advance(days=1)
    pair_by_hand(OPERATOR, db, enterprises[0], "officer", person)

    steps = tenures_of_person(OPERATOR, db, person)

    assert [(each.given, each.given_away, each.load) for each in steps.rows] == [
        (1, 0, 4),
        (0, 1, 3),
        (4, 0, 4),
    ]
    back, away, first = steps.rows
    assert (first.began.how, first.began.by) == (Began.PROPOSAL, administrator.name)
    assert (away.ended.how, away.ended.whom.name) == (Ended.REPLACED, "李四")
    assert back.began.whom.name == "李四"
    latest = tenures_of_person(OPERATOR, db, person, page=2, page_size=2)
    assert (latest.total, latest.rows) == (3, [first])


def test_an_officer_sees_the_past_of_own_enterprises_only(db: Database, clock: Clock) -> None:
    person, before = make_liaison(db), make_liaison(db, name="张三")
    own, other = make_enterprise(db), make_enterprise(db)
    make_pair(db, other, before)
    pair_by_hand(OPERATOR, db, own, "officer", before)
    clock.advance(days=1)
    pair_by_hand(OPERATOR, db, own, "officer", person)
    officer = liaison_actor(person)
    assert who(responsible_on(officer, db, own, TODAY)) == ["张三"]
    assert tenures_of_enterprise(officer, db, own).total == 2
    for ask in (responsible_on, tenures_of_enterprise):
        with pytest.raises(NotPermitted):
            ask(officer, db, other, *([TODAY] if ask is responsible_on else []))
    for ask in (enterprises_on, deputised_on, tenures_of_person, find_person, people_in_reach):
        with pytest.raises(NotPermitted):
            ask(officer, db, person, TODAY)
    with pytest.raises(NotPermitted):
        responsible_on(enterprise_actor(own), db, own, TODAY)


def test_an_official_sees_of_people_the_own_areas_enterprises(db: Database, clock: Clock) -> None:
    """Another area's person is reached by an enterprise here, and shows this one alone."""
    person = make_liaison(db, name="张三")
    here = make_enterprise(db, county_code="330521", town_code=None)
    for each in (here, make_enterprise(db)):
        pair_by_hand(OPERATOR, db, each, "officer", person)
    clock.advance(days=1)
    official = official_of("330521")
    found = enterprises_on(official, db, person, TODAY)
    assert [each.enterprise_id for each in found.held.rows] == [here]
    assert (found.enterprises, found.held.total) == (1, 1)
    assert [each.given for each in tenures_of_person(official, db, person).rows] == [1]
    stranger = make_liaison(db)
    assert people_in_reach(official, db, [person, stranger]) == {person}
    for ask in (enterprises_on, deputised_on):
        with pytest.raises(NotPermitted):
            ask(official, db, stranger, TODAY)
    with pytest.raises(NotPermitted):
        tenures_of_person(official, db, stranger)


def test_a_deputys_list_keeps_to_the_area(db: Database, clock: Clock) -> None:
    away, deputy = make_liaison(db), make_liaison(db)
    here = make_enterprise(db)
    for each in (here, make_enterprise(db, county_code="330521", town_code=None)):
        pair_by_hand(OPERATOR, db, each, "officer", away)
    plan_leave(OPERATOR, db, away, deputy_id=deputy, first_on=TODAY, last_on=TODAY)
    everything = deputised_on(OPERATOR, db, deputy, TODAY)
    own = deputised_on(official_of("330502"), db, deputy, TODAY)
    assert everything.total == 2
    assert [each.enterprise_id for each in own.rows] == [here]


def test_a_person_is_found_by_the_staff_number(db: Database) -> None:
    officer = make_liaison(db, staff_no="00123")
    assert find_person(OPERATOR, db, "00123") == officer
    commissioner = make_liaison(db, "commissioner", staff_no="00123")
    with pytest.raises(InvalidInput, match="staff_no_of_two"):
        find_person(OPERATOR, db, "00123")
    assert find_person(OPERATOR, db, "00123", "commissioner") == commissioner
    with pytest.raises(NotFound):
        find_person(OPERATOR, db, "00124")


@dataclass(frozen=True)
class Move:
    """One change: the person of this number is put in charge, or with None whoever is is not."""

    minutes: int
    role: LiaisonRole
    person: int | None


moves = st.lists(
    st.builds(
        Move,
        st.one_of(st.integers(0, 600), st.integers(0, 5 * 24 * 60)),
        st.sampled_from(LiaisonRole),
        st.one_of(st.none(), st.integers(0, 2)),
    ),
    max_size=14,
)


class Model:
    """Who had each role, second by second, kept as plainly as can be."""

    def __init__(self) -> None:
        self.held: dict[LiaisonRole, int | None] = dict.fromkeys(LiaisonRole)
        self.spans: list[tuple[LiaisonRole, int, datetime, datetime]] = []
        self._since: dict[LiaisonRole, datetime] = {}

    def put(self, role: LiaisonRole, person: int | None, at: datetime) -> None:
        before = self.held[role]
        if before is not None and before != person:
            self.spans.append((role, before, self._since[role], at))
        if person != before:
            self.held[role], self._since[role] = person, at

    def close(self, at: datetime) -> None:
        for role, person in self.held.items():
            if person is not None:
                self.spans.append((role, person, self._since[role], at))

    def on(self, role: LiaisonRole, day: date) -> list[int]:
        begins = datetime.combine(day, datetime.min.time(), tzinfo=CITY_ZONE)
        ends = begins + timedelta(days=1)
        return [
            person
            for each, person, since, until in self.spans
            if each is role and max(since, begins) < min(until, ends)
        ]


@settings(max_examples=40)
@given(changes=moves)
def test_every_day_agrees_with_a_model_that_remembers_everything(
    seeded_database: bytes, changes: list[Move]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liaison.db"
        path.write_bytes(seeded_database)
        clock = Clock()
        db = Database(path, clock)
        _play(db, clock, changes)


def _play(db: Database, clock: Clock, changes: list[Move]) -> None:
    enterprise = make_enterprise(db)
    people = {role: [make_liaison(db, role) for _ in range(3)] for role in LiaisonRole}
    model = Model()
    for each in changes:
        clock.advance(minutes=each.minutes)
        if each.person is not None:
            person = people[each.role][each.person]
            pair_by_hand(OPERATOR, db, enterprise, each.role, person)
            model.put(each.role, person, clock.moment)
        elif model.held[each.role] is not None:
            end_pair(OPERATOR, db, enterprise, each.role)
            model.put(each.role, None, clock.moment)
    clock.advance(days=1)
    model.close(clock.moment + timedelta(days=1))
    day = TODAY - timedelta(days=1)
    while day <= db.today():
        found = responsible_on(OPERATOR, db, enterprise, day)
        for role in LiaisonRole:
            names = [each.stint.person.id for each in found.roles[role].people]
            assert names == model.on(role, day)
            for each in found.roles[role].people:
                held = enterprises_on(OPERATOR, db, each.stint.person.id, day)
                assert held.enterprises == 1
        day += timedelta(days=1)
    _check_spans(tenures_of_enterprise(OPERATOR, db, enterprise, page_size=100).rows)


def _check_spans(tenures: list[Tenure]) -> None:
    """Those of one role follow each other without overlap, and the last may stand."""
    for role in LiaisonRole:
        stints = [each.stint for each in reversed(tenures) if each.stint.role is role]
        for one, other in pairwise(stints):
            assert one.ended_at is not None
            assert one.started_at < one.ended_at <= other.started_at
