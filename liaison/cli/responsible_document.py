"""What `responsible --json` says: who had what when, by the keys of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from liaison.domain.pairing import ROLES
from liaison.domain.tenure import Absence, EnterpriseDay, Held, Step, Stint, Tenure, Vacancy
from liaison.domain.tenure_turns import Someone, Turn


def enterprise_day(day: EnterpriseDay) -> dict[str, Any]:
    return {
        "on": day.day,
        "existed": day.existed,
        "recorded_at": _text(day.recorded_at),
        "roles": {
            role.value: {
                "people": [
                    {**_stint(each.stint), "leave": leave(each.absence)}
                    for each in day.roles[role].people
                ],
                "nobody": [_vacancy(each) for each in day.roles[role].vacancies],
            }
            for role in ROLES
        },
    }


def tenure(each: Tenure) -> dict[str, Any]:
    return {
        "role": each.stint.role.value,
        **_stint(each.stint),
        "began": _turn(each.began),
        "ended": _turn(each.ended),
        "leaves": [leave(absence) for absence in each.absences],
    }


def _stint(stint: Stint) -> dict[str, Any]:
    return {
        "person": person(stint.person),
        "started_at": _text(stint.started_at),
        "ended_at": _text(stint.ended_at),
    }


def _vacancy(vacancy: Vacancy) -> dict[str, Any]:
    return {"since": _text(vacancy.since), "until": _text(vacancy.until)}


def held(each: Held) -> dict[str, Any]:
    return {
        "id": each.enterprise_id,
        "name": each.name,
        "uscc": each.uscc,
        "started_at": _text(each.started_at),
        "ended_at": _text(each.ended_at),
    }


def deputised(each: Held) -> dict[str, Any]:
    return {**held(each), "in_place_of": person(each.instead_of)}


def step(each: Step) -> dict[str, Any]:
    return {
        "at": _text(each.at),
        "given": each.given,
        "given_away": each.given_away,
        "load": each.load,
        "began": _turn(each.began),
        "ended": _turn(each.ended),
    }


def _turn(turn: Turn | None) -> dict[str, Any] | None:
    if turn is None:
        return None
    return {
        "how": turn.how.value,
        "by": turn.by,
        "whom": person(turn.whom),
        "batch": turn.batch_id,
    }


def leave(absence: Absence | None) -> dict[str, Any] | None:
    if absence is None:
        return None
    return {
        "first_on": absence.first_on,
        "last_on": absence.last_on,
        "deputy": person(absence.deputy),
    }


def person(someone: Someone | None) -> dict[str, Any] | None:
    if someone is None:
        return None
    return {"staff_no": someone.staff_no, "name": someone.name, "unit": someone.unit}


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
