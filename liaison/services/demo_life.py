"""What the demonstration city's people do: each day through the services, in their own names."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Protocol

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.records import Measure
from liaison.domain.roles import Actor, Role
from liaison.domain.vocabulary import (
    RESUMED,
    FilingStatus,
    MeasureState,
    RequestKind,
    Status,
    VisitKind,
)
from liaison.services.enterprises import (
    get_enterprise,
    list_enterprises,
    update_enterprise,
    update_status,
)
from liaison.services.liaisons import list_liaisons
from liaison.services.requests import (
    accept_request,
    answer_request,
    confirm_request,
    submit_request,
)
from liaison.services.support import list_measures, set_measures
from liaison.services.visits import record_visit
from liaison.store.database import Database

SEED = 20261110

# Shares and days that make the two weeks look like two weeks of work, not like a test.
_NOT_APPLICABLE_SHARE = {"M02": 0.2, "M04": 0.35, "M05": 0.7, "M07": 0.4, "M08": 0.75, "M09": 0.8}
_BLOCKED_SHARE = 0.02
_LATE_SHARE = 0.12
_OPEN_AT_THE_END_SHARE = 0.18
_CONTACT_EVERY_DAYS = 6
_REQUESTS_A_DAY = 9
_APPLICATIONS_A_DAY = 9
_RESUME_SHARE, _FILL_SHARE, _STAFF_SHARE = 0.35, 0.08, 0.1
_COMMISSIONERS_CODES = ("M02", "M03", "M04")


class TurnableClock(Protocol):
    """A clock that the story sets."""

    def set(self, day: date, hour: int, minute: int = 0) -> None: ...


@dataclass(slots=True)
class _Person:
    """Somebody with an account of their enterprises' statuses, as far as the story needs them."""

    actor: Actor
    statuses: dict[int, Status] = field(default_factory=dict)

    @property
    def is_commissioner(self) -> bool:
        return self.actor.role is Role.COMMISSIONER


@dataclass(frozen=True, slots=True)
class _Step:
    """One state that a person gives one measure of several enterprises on one day."""

    person: int
    code: str
    state: MeasureState
    note: str | None


class Life:
    """The city's two weeks; `live(day)` does a day's work and tells how much it was."""

    def __init__(
        self,
        operator: Actor,
        db: Database,
        clock: TurnableClock,
        story: Path,
        first_day: date,
        last_day: date,
    ) -> None:
        self._operator = operator
        self._db = db
        self._clock = clock
        self._random = Random(SEED)  # noqa: S311 # a story, not a secret
        self._story: dict[str, Any] = tomllib.loads(story.read_text(encoding="utf-8"))
        self._first_day = first_day
        self._last_day = last_day
        self._measures = list_measures(operator, db)
        self._people = [_Person(actor) for actor in self._everybody()]
        self._names: dict[int, str] = {}
        self._steps: dict[date, dict[_Step, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._take_over(first_day)
        self._asked: list[tuple[int, int, dict[str, str], date]] = []

    def live(self, day: date) -> dict[str, int]:
        """A day of work; the last day has only its morning."""
        is_last = day == self._last_day
        self._clock.set(day, 9)
        if day > self._first_day:
            self._apply_to_reopen(day)
        self._clock.set(day, 9, 30)
        supports = self._work_on_measures(day)
        visits = self._visit(day)
        self._resume(day)
        requests = self._ask_and_answer(day)
        self._clock.set(day, 10 if is_last else 23, 0 if is_last else 59)
        return {"supports": supports, "visits": visits, "requests": requests}

    def _everybody(self) -> Iterator[Actor]:
        page = list_liaisons(self._operator, self._db, page_size=1000)
        for each in page.rows:
            person = each.liaison
            yield Actor(
                name=f"{person.staff_no} {person.name}",
                role=Role(person.role.value),
                liaison_id=person.id,
            )

    def _apply_to_reopen(self, day: date) -> None:
        """Some that stand still apply to reopen, and get their two people at once."""
        filters = EnterpriseFilter(statuses=(Status.NOT_RESUMED,))
        still = list_enterprises(self._operator, self._db, filters, page_size=500).rows
        waiting = [row.id for row in still if row.filing_status is FilingStatus.NOT_FILED]
        applying = self._random.sample(waiting, min(_APPLICATIONS_A_DAY, len(waiting)))
        for each in applying:
            changes = {"filing_status": FilingStatus.FILED.value}
            update_enterprise(self._operator, self._db, each, version=None, changes=changes)
        self._take_over(day)

    def _take_over(self, day: date) -> None:
        """Everybody looks at what is new on their list, and plans its measures."""
        for number, person in enumerate(self._people):
            rows = list_enterprises(person.actor, self._db, EnterpriseFilter(), page_size=200).rows
            new = [row for row in rows if row.id not in person.statuses]
            person.statuses |= {row.id: row.status for row in new}
            self._names |= {row.id: row.name for row in new}
            self._plan_measures(number, [row.id for row in new], day)

    def _plan_measures(self, number: int, enterprise_ids: list[int], first_day: date) -> None:
        """Every measure of the enterprises: when it is begun, when and how it ends."""
        is_commissioner = self._people[number].is_commissioner
        for measure in self._measures:
            if (measure.code in _COMMISSIONERS_CODES) != is_commissioner:
                continue
            for enterprise_id in enterprise_ids:
                for day, state in self._course(measure, first_day):
                    step = _Step(number, measure.code, state, self._note(state))
                    self._steps[day][step].append(enterprise_id)

    def _course(self, measure: Measure, first_day: date) -> list[tuple[date, MeasureState]]:
        """The days and states of one measure, none for what is still open at the end."""
        draw, days = self._random.random, max(1, measure.default_days)
        begun = first_day + timedelta(days=self._random.randint(0, max(1, days // 2)))
        if draw() < _NOT_APPLICABLE_SHARE.get(measure.code, 0):
            return [(begun, MeasureState.NOT_APPLICABLE)]
        if draw() < _BLOCKED_SHARE:
            return [(begun, MeasureState.BLOCKED)]
        if draw() < _OPEN_AT_THE_END_SHARE:
            return [(begun, MeasureState.IN_PROGRESS)] if draw() < 0.6 else []
        late = self._random.randint(1, 5) if draw() < _LATE_SHARE else 0
        needed = self._random.randint(max(1, days // 3), days)
        done = first_day + timedelta(days=needed + late)
        if draw() < 0.3 and begun < done:
            return [(begun, MeasureState.IN_PROGRESS), (done, MeasureState.DONE)]
        return [(done, MeasureState.DONE)]

    def _note(self, state: MeasureState) -> str | None:
        if state is MeasureState.BLOCKED:
            return str(self._random.choice(self._story["blocked"]))
        if state is MeasureState.NOT_APPLICABLE:
            return str(self._random.choice(self._story["not_applicable"]))
        return None

    def _work_on_measures(self, day: date) -> int:
        done = 0
        for step, enterprise_ids in self._steps.pop(day, {}).items():
            actor = self._people[step.person].actor
            note = {} if step.note is None else {"note": step.note}
            set_measures(actor, self._db, enterprise_ids, step.code, state=step.state, **note)
            done += len(enterprise_ids)
        return done

    def _visit(self, day: date) -> int:
        done = 0
        for number, person in enumerate(self._people):
            due = [
                each
                for each in person.statuses
                if (each + day.toordinal() + number) % _CONTACT_EVERY_DAYS == 0
            ]
            for enterprise_id in due:
                if self._random.random() < 0.45:
                    self._record_visit(person.actor, enterprise_id, day)
                    done += 1
        return done

    def _record_visit(self, actor: Actor, enterprise_id: int, day: date) -> None:
        kind = self._random.choices(list(VisitKind), weights=[4, 5, 1])[0]
        note = self._random.choice(self._story["visits"])
        follows = self._random.random() < 0.3
        next_step = self._random.choice(self._story["next_steps"]) if follows else None
        record_visit(actor, self._db, enterprise_id, kind, day, note, next_step)

    def _resume(self, day: date) -> None:
        """Some reopen, some fill their lines, some report more staff back."""
        for person in self._people:
            if person.is_commissioner:
                continue
            for enterprise_id, status in list(person.statuses.items()):
                draw = self._random.random()
                if status is Status.NOT_RESUMED and draw < _RESUME_SHARE:
                    self._set_status(person, enterprise_id, Status.PARTIAL, day)
                elif status is Status.PARTIAL and draw < _FILL_SHARE:
                    self._set_status(person, enterprise_id, Status.FULL, day)
                elif status in RESUMED and draw < _STAFF_SHARE + _FILL_SHARE:
                    self._bring_staff_back(person.actor, enterprise_id)

    def _set_status(self, person: _Person, enterprise_id: int, status: Status, day: date) -> None:
        resumed_on = day if person.statuses[enterprise_id] is Status.NOT_RESUMED else None
        update_status(
            person.actor,
            self._db,
            enterprise_id,
            version=None,
            status=status,
            resumed_on=resumed_on,
        )
        person.statuses[enterprise_id] = status

    def _bring_staff_back(self, actor: Actor, enterprise_id: int) -> None:
        enterprise = get_enterprise(actor, self._db, enterprise_id).enterprise
        if not enterprise.employees:
            return
        missing = enterprise.employees - (enterprise.employees_on_duty or 0)
        if missing <= 0:
            return
        back = (enterprise.employees_on_duty or 0) + self._random.randint(1, missing)
        update_enterprise(
            actor, self._db, enterprise_id, version=None, changes={"employees_on_duty": back}
        )

    def _ask_and_answer(self, day: date) -> int:
        self._confirm(day)
        asking = self._random.sample(self._people, _REQUESTS_A_DAY)
        for person in asking:
            if person.statuses:
                self._ask(person, self._random.choice(list(person.statuses)), day)
        return len(asking)

    def _ask(self, person: _Person, enterprise_id: int, day: date) -> None:
        text = self._random.choice(self._story["requests"])
        enterprise = self._enterprise(enterprise_id)
        kind = RequestKind(text["kind"])
        number = submit_request(enterprise, self._db, enterprise_id, kind, text["body"])
        if day == self._last_day or self._random.random() < 0.08:
            return
        accept_request(person.actor, self._db, number)
        self._asked.append((number, self._people.index(person), text, day))

    def _enterprise(self, enterprise_id: int) -> Actor:
        name = self._names[enterprise_id]
        return Actor(name=name, role=Role.ENTERPRISE, enterprise_id=enterprise_id)

    def _confirm(self, day: date) -> None:
        """Yesterday's requests are answered, and most answers confirmed and rated."""
        waiting, self._asked = self._asked, []
        for number, person, text, asked_on in waiting:
            if asked_on >= day or self._random.random() < 0.25:
                self._asked.append((number, person, text, asked_on))
                continue
            actor = self._people[person].actor
            request = answer_request(actor, self._db, number, text["answer"])
            if self._random.random() < 0.85:
                enterprise = self._enterprise(request.enterprise_id)
                rating = self._random.choices([5, 4, 3, 2], weights=[60, 28, 9, 3])[0]
                confirm_request(enterprise, self._db, number, rating)
