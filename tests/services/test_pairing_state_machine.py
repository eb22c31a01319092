"""A city lived through: people and enterprises come and go in any order, and what must hold then.

To live longer by hand: raise EXAMPLES and STEPS.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from liaison.domain.errors import LiaisonError, StalePlan
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.pairing import PairingProposal
from liaison.domain.pairing_edit import PairEdit
from liaison.domain.plan import ExistingRows
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import (
    STATUS_MOVES,
    UNANSWERED,
    FilingStatus,
    LiaisonRole,
    RequestKind,
    RequestStatus,
    Status,
    needs_pair,
)
from liaison.services.backup import check
from liaison.services.daily import close_the_day
from liaison.services.enterprises import list_enterprises, update_status
from liaison.services.gaps import gap_counts, list_gaps
from liaison.services.handover import propose_handover
from liaison.services.leaves import change_leave, end_leave, plan_leave
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import list_liaisons
from liaison.services.new_enterprise import add_enterprise
from liaison.services.pair_by_hand import end_pair, pair_by_hand
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_policy import edit_proposal
from liaison.services.pairing_runs import apply_pairs, undo_run
from liaison.services.requests import accept_request, answer_request, submit_request
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.store import history, leaves, recounts
from liaison.store.database import Connection, Database
from tests.conftest import Clock, credit_code, enterprise_actor, make_liaison
from tests.samples.making import text

EXAMPLES, STEPS = 50, 25

ROLES = list(LiaisonRole)
TOWNS = {
    "330502100": ("330502", "吴兴区", "织里镇"),
    "330502101": ("330502", "吴兴区", "八里店镇"),
    "330521001": ("330521", "德清县", "武康街道"),
}
GRIDS = (None, "第1网格", "第2网格")
SETTLED = (RequestStatus.SETTLED, RequestStatus.DECLINED)
LABELS = {"officer": "项目警官", "commissioner": "复工专员"}
STATES = {"on_duty": "在岗", "away": "离岗", "disabled": "停用"}

Row = tuple[Any, ...]
T = TypeVar("T")
number = st.integers(0, 999)
#: Numbers that runs of the machine never share, so that no two enterprises are the same.
_serial = count(1)


def chosen(among: Sequence[T], pick: int) -> T:
    return among[pick % len(among)]


class UnsyncedDatabase(Database):
    """A database that does not wait for the disk: no power fails here."""

    def _connect(self) -> Connection:
        connection = super()._connect()
        connection.conn.execute("PRAGMA synchronous=OFF")
        return connection


class City(RuleBasedStateMachine):
    """Whatever happens in a small city, and what holds after it."""

    template: bytes
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        path = self.folder / f"city-{next(_serial)}.db"
        path.write_bytes(self.template)
        self.clock = Clock()
        self.db = UnsyncedDatabase(path, self.clock)
        self.imports = 0
        self.old: list[PairingProposal] = []

    def teardown(self) -> None:
        report = check(OPERATOR, self.db)
        assert report.is_sound, report.findings

    # What the database says, without the services.

    def rows(self, query: str, *values: object) -> list[Row]:
        with self.db.read() as connection:
            return connection.execute(query, values).fetchall()

    def ids(self, query: str, *values: object) -> list[int]:
        return [row[0] for row in self.rows(query, *values)]

    def in_force(self) -> dict[tuple[int, str], int]:
        query = "SELECT enterprise_id, role, liaison_id FROM pairings WHERE ended_at IS NULL"
        return {(each, role): person for each, role, person in self.rows(query)}

    def enterprises(self) -> list[int]:
        return self.ids("SELECT id FROM enterprises ORDER BY id")

    def people(self, role: str | None = None) -> list[int]:
        query = "SELECT id FROM liaisons WHERE role = COALESCE(?, role) ORDER BY id"
        return self.ids(query, role)

    def in_scope(self) -> list[int]:
        query = "SELECT id, status, filing_status FROM enterprises ORDER BY id"
        return [
            each
            for each, status, filing in self.rows(query)
            if needs_pair(Status(status), FilingStatus(filing))
        ]

    def leaves_today(self) -> list[tuple[int, int | None]]:
        query = """SELECT liaison_id, deputy_id FROM leaves
                    WHERE cancelled_at IS NULL AND ? BETWEEN first_on AND last_on"""
        return [(person, deputy) for person, deputy in self.rows(query, str(self.db.today()))]

    def departed(self) -> set[int]:
        query = "SELECT id FROM liaisons WHERE liaison_status = 'disabled' OR ended_on < ?"
        return set(self.ids(query, str(self.db.today())))

    def available(self) -> set[int]:
        query = """SELECT id FROM liaisons
                    WHERE liaison_status = 'on_duty' AND COALESCE(started_on <= ?, 1)"""
        there = set(self.ids(query, str(self.db.today())))
        return there - self.departed() - {person for person, _ in self.leaves_today()}

    def state(self) -> list[object]:
        """Everything that a refusal leaves as it was."""
        tables = ("pairings", "requests", "leaves", "pairing_runs", "history", "liaisons")
        return [self.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables]  # noqa: S608

    def attempt(self, wish: Callable[[], T], *codes: str) -> T | None:
        """What it came to, or None where it was refused for one of these and changed nothing."""
        self.clock.advance(minutes=7)
        before = self.state()
        try:
            return wish()
        except LiaisonError as refusal:
            refused = refusal
        assert refused.code in codes, refused
        assert self.state() == before
        return None

    # What happens.

    @initialize()
    def begin(self) -> None:
        for town in list(TOWNS)[:2]:
            for role in ROLES:
                self.somebody_comes(role, 3, town, None)
        for town in TOWNS:
            self.an_enterprise_is_added(town, GRIDS[1], Status.FULL)

    @rule(
        role=st.sampled_from(ROLES),
        capacity=st.sampled_from([None, 0, 1, 2, 3]),
        town=st.sampled_from(list(TOWNS)),
        grid=st.sampled_from(GRIDS),
    )
    def somebody_comes(
        self, role: LiaisonRole, capacity: int | None, town: str, grid: str | None
    ) -> None:
        if len(self.people()) > 9:
            return
        place = {"county_code": TOWNS[town][0], "town_code": town, "grid": grid}
        make_liaison(self.db, role, capacity=capacity, **place)

    @rule(
        town=st.sampled_from(list(TOWNS)),
        grid=st.sampled_from(GRIDS),
        status=st.sampled_from([Status.FULL, Status.NOT_RESUMED]),
    )
    def an_enterprise_is_added(self, town: str, grid: str | None, status: Status) -> None:
        serial = next(_serial)
        values = {
            "name": f"湖州试城{serial}号有限公司",
            "uscc": credit_code(serial),
            "county": TOWNS[town][0],
            "town": town,
            "grid": grid,
            "status": status.value,
        }
        begun = set(self.rows("SELECT DISTINCT role FROM pairings"))
        new = self.attempt(lambda: add_enterprise(OPERATOR, self.db, values))
        assert new is not None
        self.has_its_people(new, begun)

    def has_its_people(self, enterprise: int, begun: set[Row]) -> None:
        """An enterprise that came into a paired city has somebody, or nobody has room."""
        query = """SELECT l.id, l.capacity, COUNT(p.id) FROM liaisons l
                     LEFT JOIN pairings p ON p.liaison_id = l.id AND p.ended_at IS NULL
                    WHERE l.role = ? GROUP BY l.id"""
        if enterprise not in self.in_scope():
            return
        for (role,) in begun:
            if (enterprise, role) not in self.in_force():
                free = {
                    person
                    for person, capacity, load in self.rows(query, role)
                    if capacity is None or load < capacity
                }
                assert not free & self.available()

    @rule(pick=number, move=number)
    def an_enterprise_comes_or_goes(self, pick: int, move: int) -> None:
        enterprise = chosen(self.enterprises(), pick)
        ((status,),) = self.rows("SELECT status FROM enterprises WHERE id = ?", enterprise)
        wanted = chosen(STATUS_MOVES[Status(status)], move)
        begun = set(self.rows("SELECT DISTINCT role FROM pairings"))
        came = enterprise not in self.in_scope()
        self.attempt(
            lambda: update_status(OPERATOR, self.db, enterprise, version=None, status=wanted)
        )
        if came:
            self.has_its_people(enterprise, begun)

    def change_person(self, person: int, **changes: Any) -> None:
        ((version,),) = self.rows("SELECT version FROM liaisons WHERE id = ?", person)
        self.attempt(
            lambda: update_liaison(OPERATOR, self.db, person, version=version, changes=changes),
            "away_as_deputy",
        )

    @rule(pick=number, status=st.sampled_from(list(STATES)))
    def somebody_leaves_or_comes_back(self, pick: int, status: str) -> None:
        self.change_person(chosen(self.people(), pick), status=status)

    @rule(pick=number, days=st.sampled_from([None, -1, 0, 1, 2]))
    def somebodys_last_day_is_set(self, pick: int, days: int | None) -> None:
        last = None if days is None else str(self.db.today() + timedelta(days=days))
        self.change_person(chosen(self.people(), pick), ended_on=last)

    @rule(pick=number, capacity=st.sampled_from([None, 0, 1, 4]))
    def somebodys_limit_changes(self, pick: int, capacity: int | None) -> None:
        self.change_person(chosen(self.people(), pick), capacity=capacity)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.clock.advance(days=days)
        close_the_day(OPERATOR, self.db)

    @rule(pick=number, other=number, first=st.integers(0, 2), length=st.integers(0, 3))
    def a_leave_is_planned(self, pick: int, other: int, first: int, length: int) -> None:
        person = chosen(self.people(), pick)
        ((role,),) = self.rows("SELECT role FROM liaisons WHERE id = ?", person)
        deputy = chosen(self.people(role), other)
        begins = self.db.today() + timedelta(days=first)
        self.attempt(
            lambda: plan_leave(
                OPERATOR,
                self.db,
                person,
                deputy_id=deputy,
                first_on=begins,
                last_on=begins + timedelta(days=length),
            ),
            "deputy_of_other_role",
            "deputy_not_there",
            "leave_overlaps",
            "leave_of_a_deputy",
            "liaison_left",
        )

    def a_leave(self, pick: int) -> Row | None:
        query = """SELECT id, version, liaison_id FROM leaves
                    WHERE cancelled_at IS NULL AND last_on >= ? ORDER BY id"""
        found = self.rows(query, str(self.db.today()))
        return chosen(found, pick) if found else None

    @rule(pick=number)
    def a_leave_is_ended(self, pick: int) -> None:
        if leave := self.a_leave(pick):
            self.attempt(lambda: end_leave(OPERATOR, self.db, leave[0], version=leave[1]))

    @rule(pick=number, other=number, days=st.integers(0, 4))
    def a_leave_is_changed(self, pick: int, other: int, days: int) -> None:
        if leave := self.a_leave(pick):
            deputy = chosen([None, *self.people()], other)
            self.attempt(
                lambda: change_leave(
                    OPERATOR,
                    self.db,
                    leave[0],
                    version=leave[1],
                    last_on=self.db.today() + timedelta(days=days),
                    deputy_id=deputy,
                ),
                "deputy_of_other_role",
                "deputy_not_there",
                "leave_ends_before_it_begins",
                "leave_overlaps",
                "leave_of_a_deputy",
            )

    # Proposals.

    def look_over(self, proposal: PairingProposal) -> None:
        """Whoever is given something is there, in the role, within the limit."""
        roles = dict(self.rows("SELECT id, role FROM liaisons"))
        for pair in proposal.pairs:
            assert roles[pair.liaison_id] == pair.role
            assert pair.liaison_id in self.available()
        for load in proposal.loads:
            assert not load.is_over or load.after <= load.before

    def apply(self, proposal: PairingProposal) -> bool:
        """Whether it held; what it says then is what came."""
        before = self.in_force()
        outcome = self.attempt(lambda: apply_pairs(OPERATOR, self.db, proposal), "stale_pairing")
        if outcome is None:
            return False
        given = {(pair.enterprise_id, pair.role.value): pair for pair in proposal.pairs}
        for key, pair in given.items():
            assert before.get(key) == pair.previous_id
        wanted = before | {key: pair.liaison_id for key, pair in given.items()}
        assert self.in_force() == wanted
        assert outcome.started == len(given)
        return True

    @rule(
        rebalance=st.booleans(),
        balance=st.sampled_from([0, 50, 1_000]),
        stability=st.sampled_from([0, 2_000]),
        area=st.sampled_from([None, "330502", "330521001"]),
        roles=st.sampled_from([ROLES, ROLES[:1], ROLES[1:]]),
    )
    def a_proposal_is_applied(
        self,
        rebalance: bool,
        balance: int,
        stability: int,
        area: str | None,
        roles: list[LiaisonRole],
    ) -> None:
        wishes: dict[str, Any] = {"roles": roles, "area_code": area, "rebalance": rebalance}
        wishes |= {"balance": balance, "stability": stability}
        proposal = propose_pairs(OPERATOR, self.db, **wishes)
        self.look_over(proposal)
        assert self.apply(proposal)
        assert propose_pairs(OPERATOR, self.db, **wishes).pairs == ()

    @rule(rebalance=st.booleans(), pick=number, other=number, is_kept=st.booleans())
    def a_proposal_is_edited(self, rebalance: bool, pick: int, other: int, is_kept: bool) -> None:
        proposal = propose_pairs(OPERATOR, self.db, rebalance=rebalance)
        keys = [(pair.enterprise_id, pair.role) for pair in proposal.pairs]
        keys += [(gap.enterprise_id, gap.role) for gap in proposal.gaps]
        if keys:
            enterprise, role = chosen(keys, pick)
            people = [None, *(each for each in self.people(role) if each in self.available())]
            edit = PairEdit(enterprise, role, chosen(people, other))
            proposal = edit_proposal(OPERATOR, self.db, proposal, [edit])
        if is_kept:
            self.old = [*self.old[-2:], proposal]
            return
        assert self.apply(proposal)
        loads = Counter(self.in_force().values())
        assert {load.person.id: load.after for load in proposal.loads if load.after} == loads
        self.gaps_are(proposal)

    def gaps_are(self, proposal: PairingProposal) -> None:
        told = {(gap.enterprise_id, gap.role.value) for gap in proposal.gaps}
        assert told == self.gaps()

    @rule(pick=number, role=st.sampled_from(ROLES), other=number, rebalance=st.booleans())
    def two_administrators_propose_at_once(
        self, pick: int, role: LiaisonRole, other: int, rebalance: bool
    ) -> None:
        """Whoever is second writes only what the first one left as it was."""
        enterprise = chosen(self.enterprises(), pick)
        self.attempt(lambda: end_pair(OPERATOR, self.db, enterprise, role), "pair_not_found")
        first = propose_pairs(OPERATOR, self.db, rebalance=rebalance)
        second = propose_pairs(OPERATOR, self.db, rebalance=rebalance)
        there = [each for each in self.people(role) if each in self.available()]
        if there:
            edit = PairEdit(enterprise, role, chosen(there, other))
            second = edit_proposal(OPERATOR, self.db, second, [edit])
        assert self.apply(first)
        taken = {(pair.enterprise_id, pair.role) for pair in first.pairs}
        assert self.apply(second) is taken.isdisjoint(
            (pair.enterprise_id, pair.role) for pair in second.pairs
        )

    @precondition(lambda self: self.old)
    @rule(pick=number)
    def an_old_proposal_is_applied(self, pick: int) -> None:
        proposal = chosen(self.old, pick)
        before = self.in_force()
        if not self.apply(proposal):
            with pytest.raises(StalePlan) as refused:
                apply_pairs(OPERATOR, self.db, proposal)
            moved = refused.value.values["moved"]
            assert isinstance(moved, tuple)
            assert moved
        assert len(self.in_force()) >= len(before)

    @rule(pick=number, role=st.sampled_from(ROLES), other=number)
    def a_pair_is_made_by_hand(self, pick: int, role: LiaisonRole, other: int) -> None:
        enterprise, person = chosen(self.enterprises(), pick), chosen(self.people(role), other)
        outcome = self.attempt(
            lambda: pair_by_hand(OPERATOR, self.db, enterprise, role, person),
            *([] if person in self.available() else ["liaison_not_on_duty"]),
        )
        if outcome is not None:
            assert self.in_force()[enterprise, role] == person

    @rule(pick=number)
    def a_pair_is_ended(self, pick: int) -> None:
        if held := sorted(self.in_force()):
            enterprise, role = chosen(held, pick)
            self.attempt(lambda: end_pair(OPERATOR, self.db, enterprise, role))

    @rule(pick=number, other=number, part=st.booleans(), is_kept=st.booleans())
    def somebody_hands_over(self, pick: int, other: int, part: bool, is_kept: bool) -> None:
        giver = chosen(self.people(), pick)
        ((role,),) = self.rows("SELECT role FROM liaisons WHERE id = ?", giver)
        receiver = chosen([None, *self.people(role)], other)
        held = [each for (each, _), person in self.in_force().items() if person == giver]
        proposal = self.attempt(
            lambda: propose_handover(
                OPERATOR,
                self.db,
                giver,
                to_id=receiver,
                enterprise_ids=sorted(held)[:1] if part else None,
            ),
            *([] if receiver in self.available() else ["liaison_not_on_duty"]),
            *(["handover_to_oneself"] if receiver == giver else []),
        )
        if proposal is None:
            return
        if receiver is None:
            self.look_over(proposal)
        else:
            assert set(held[:1] if part else held) <= {
                each.enterprise_id for each in proposal.pairs
            }
        if is_kept:
            self.old = [*self.old[-2:], proposal]
        else:
            assert self.apply(proposal)

    @rule(pick=number)
    def a_run_is_undone(self, pick: int) -> None:
        runs = self.ids("SELECT id FROM pairing_runs ORDER BY id DESC")
        if not runs:
            return
        run = chosen(runs, pick % 3)
        made = {
            (each, role): previous
            for each, role, previous in self.rows(
                """SELECT p.enterprise_id, p.role, q.liaison_id FROM pairings p
                     LEFT JOIN pairings q ON q.ended_run_id = p.started_run_id
                      AND q.enterprise_id = p.enterprise_id AND q.role = p.role
                    WHERE p.started_run_id = ? AND p.ended_at IS NULL""",
                run,
            )
        }
        before = self.in_force()
        undone = self.attempt(
            lambda: undo_run(OPERATOR, self.db, run), "pairing_run_already_undone"
        )
        if undone is None:
            return
        for key, previous in made.items():
            back = before[key] if previous in self.departed() else previous
            assert self.in_force().get(key) == back
        changed = {key for key in before if self.in_force().get(key) != before[key]}
        assert len(changed) == undone.restored + undone.ended

    # Rosters.

    @precondition(lambda self: self.imports < 4)
    @rule(
        pick=number,
        other=number,
        states=st.lists(st.sampled_from([*STATES, None]), min_size=2, max_size=2),
        role=st.sampled_from(ROLES),
        existing=st.sampled_from(ExistingRows),
    )
    def a_roster_of_people_comes(
        self,
        pick: int,
        other: int,
        states: list[str | None],
        role: LiaisonRole,
        existing: ExistingRows,
    ) -> None:
        """Somebody known and somebody new, each with enterprises by name."""
        self.imports += 1
        known = chosen(self.people(role), pick)
        ((staff_no, name),) = self.rows("SELECT staff_no, name FROM liaisons WHERE id = ?", known)
        names = self.rows("SELECT name FROM enterprises ORDER BY id")
        has_status = None not in states
        rows = [
            ["角色", "工号", "姓名", "单位", "县区", "联系企业上限", "联系企业"],
            [LABELS[role], staff_no, name, "织里镇", "吴兴区", 3, *chosen(names, other)],
            [
                LABELS[role],
                f"N{next(_serial)}",
                "新人",
                "织里镇",
                "吴兴区",
                2,
                *chosen(names, other + 1),
            ],
        ]
        if has_status:
            rows = [
                [*row, label]
                for row, label in zip(
                    rows, ["状态", *(STATES[each or ""] for each in states)], strict=True
                )
            ]
        self.import_roster(text(rows), "人员.csv", existing)

    @precondition(lambda self: self.imports < 4)
    @rule(
        pick=number,
        town=st.sampled_from(list(TOWNS)),
        officer=number,
        commissioner=number,
        status=st.sampled_from(["全面复工", "部分复工", "未复工", "未直接生产经营"]),
    )
    def a_roster_of_enterprises_comes(
        self, pick: int, town: str, officer: int, commissioner: int, status: str
    ) -> None:
        """An enterprise that is known and one that is new, each with whom the file names."""
        self.imports += 1
        begun = set(self.rows("SELECT DISTINCT role FROM pairings"))
        known = chosen(self.enterprises(), pick)
        ((name, code),) = self.rows("SELECT name, uscc FROM enterprises WHERE id = ?", known)
        serial = next(_serial)
        people = [
            chosen([None, *self.ids("SELECT staff_no FROM liaisons WHERE role = ?", role)], each)
            for role, each in (("officer", officer), ("commissioner", commissioner))
        ]
        _, county, place = TOWNS[town]
        rows = [
            [
                "企业名称",
                "统一社会信用代码",
                "所属县区",
                "所属乡镇街道",
                "复工状态",
                *LABELS.values(),
            ],
            [name, code, county, place, status, *people],
            [f"湖州册城{serial}号有限公司", credit_code(serial), county, place, status, None, None],
        ]
        came = set(self.in_scope())
        if self.import_roster(text(rows), "企业.csv", ExistingRows.UPDATE):
            for each in set(self.in_scope()) - came:
                self.has_its_people(each, begun)

    def import_roster(self, content: bytes, name: str, existing: ExistingRows) -> bool:
        plan = plan_roster_import(OPERATOR, self.db, content, name, existing=existing)
        report = self.attempt(
            lambda: commit_roster_import(OPERATOR, self.db, plan, good_rows_only=True)
        )
        return report is not None

    @rule(pick=number)
    def an_import_is_undone(self, pick: int) -> None:
        batches = self.ids("SELECT id FROM imports WHERE undone_at IS NULL ORDER BY id")
        if batches:
            self.attempt(lambda: undo_import(OPERATOR, self.db, chosen(batches, pick)))

    # Requests.

    @rule(pick=number, kind=st.sampled_from([RequestKind.SECURITY, RequestKind.STAFF]))
    def an_enterprise_asks(self, pick: int, kind: RequestKind) -> None:
        enterprise = chosen(self.enterprises(), pick)
        actor = enterprise_actor(enterprise)
        self.attempt(lambda: submit_request(actor, self.db, enterprise, kind, "请协助"))

    @rule(pick=number, who=number, is_answer=st.booleans())
    def a_request_is_worked_on(self, pick: int, who: int, is_answer: bool) -> None:
        marks = ", ".join(f"'{each}'" for each in UNANSWERED)
        found = self.rows(
            f"SELECT id, enterprise_id FROM requests WHERE status IN ({marks}) ORDER BY id"  # noqa: S608
        )
        if not found:
            return
        request, enterprise = chosen(found, pick)
        person = chosen(self.people(), who)
        actor = self.actor(person)
        may = {
            holder
            for (each, _), holder in self.in_force().items()
            if each == enterprise and holder in self.reach(person)
        }
        codes = ["request_move_not_allowed"] if may else ["not_permitted"]
        if is_answer:
            self.attempt(lambda: answer_request(actor, self.db, request, "已办"), *codes)
            return
        taken = self.attempt(lambda: accept_request(actor, self.db, request), *codes)
        if taken is not None:
            assert taken.liaison_id == (person if person in may else min(may))

    # What holds.

    def actor(self, person: int) -> Actor:
        ((role,),) = self.rows("SELECT role FROM liaisons WHERE id = ?", person)
        with self.db.read() as connection:
            acting_for = leaves.acted_for(connection, person, self.db.today())
        return Actor(f"p{person}", Role(role), liaison_id=person, acting_for=acting_for)

    def reach(self, person: int) -> set[int]:
        return {person} | {away for away, deputy in self.leaves_today() if deputy == person}

    def gaps(self) -> set[tuple[int, str]]:
        needed = {(each, role.value) for each in self.in_scope() for role in ROLES}
        return needed - self.in_force().keys()

    @invariant()
    def at_most_one_of_the_right_role(self) -> None:
        query = """SELECT p.enterprise_id, p.role, l.role FROM pairings p
                     JOIN liaisons l ON l.id = p.liaison_id WHERE p.ended_at IS NULL"""
        pairs = self.rows(query)
        assert len({row[:2] for row in pairs}) == len(pairs)
        assert all(role == own for _, role, own in pairs)

    @invariant()
    def nobody_who_left_is_in_charge_or_acts(self) -> None:
        assert not set(self.in_force().values()) & self.departed()
        deputies = {deputy for _, deputy in self.leaves_today()}
        assert not deputies & self.departed()

    @invariant()
    def the_gaps_are_what_is_missing(self) -> None:
        listed = list_gaps(OPERATOR, self.db, page_size=500).rows
        assert {(gap.enterprise_id, gap.role.value) for gap in listed} == self.gaps()
        counts = Counter(role for _, role in self.gaps())
        assert gap_counts(OPERATOR, self.db) == {role: counts[role.value] for role in ROLES}

    @invariant()
    def everything_is_counted(self) -> None:
        loads = Counter(self.in_force().values())
        listed = list_liaisons(OPERATOR, self.db, page_size=500).rows
        assert {row.liaison.id: row.load for row in listed if row.load} == loads
        with self.db.read() as connection:
            assert recounts.recount_differences(connection) == []
            assert history.broken_link(connection) is None

    @invariant()
    def requests_are_with_who_is_in_charge(self) -> None:
        people: Mapping[int, str] = dict(self.rows("SELECT id, role FROM liaisons"))
        in_force = self.in_force()
        query = "SELECT enterprise_id, liaison_id, status FROM requests"
        for enterprise, person, status in self.rows(query):
            if status in SETTLED:
                continue
            if person is None:
                assert not any((enterprise, role) in in_force for role in ROLES)
            else:
                assert in_force.get((enterprise, people[person]), person) == person

    @invariant()
    def nobody_s_time_overlaps_with_another_s(self) -> None:
        query = "SELECT enterprise_id, role, started_at, ended_at FROM pairings ORDER BY id"
        last: dict[Row, str | None] = {}
        for enterprise, role, started, ended in self.rows(query):
            until = last.get((enterprise, role), "")
            assert until is not None
            assert until <= started
            assert ended is None or started <= ended
            last[enterprise, role] = ended

    @invariant()
    def each_sees_the_own_and_those_acted_for(self) -> None:
        in_force = self.in_force()
        deputies = {deputy for _, deputy in self.leaves_today() if deputy is not None}
        for person in deputies | set(self.people()[:1]):
            own = {each for (each, _), who in in_force.items() if who in self.reach(person)}
            seen = list_enterprises(self.actor(person), self.db, EnterpriseFilter(), page_size=500)
            assert {row.id for row in seen.rows} == own

    @invariant()
    def no_deputy_is_away(self) -> None:
        away = {person for person, _ in self.leaves_today()}
        assert not away & {deputy for _, deputy in self.leaves_today()}


def live(template: bytes, folder: Path, examples: int, steps: int) -> None:
    """Run the machine on copies of a seeded database."""
    machine = type("CityOfThisRun", (City,), {"template": template, "folder": folder})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_in_a_city(seeded_database: bytes, tmp_path: Path) -> None:
    live(seeded_database, tmp_path, EXAMPLES, STEPS)
