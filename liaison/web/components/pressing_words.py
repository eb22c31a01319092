"""What presses about an enterprise, as sentences with the state that colours them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.urgency import Pressing, Reason
from liaison.locales import Words

_OVERDUE = (Reason.MEASURE_OVERDUE, Reason.REQUEST_OVERDUE)
# Each has a sentence for what never happened.
_MET = (Reason.CONTACT_DUE, Reason.VISIT_DUE)


def pressing_words(
    language: Words, pressing: Sequence[Pressing], title: Callable[[str], str]
) -> list[tuple[str, str]]:
    """(state, sentence) of each reason in its order; `title` names a measure by its code."""
    return [(_state(each), _sentence(language, each, title)) for each in pressing]


def _state(pressing: Pressing) -> str:
    return "overdue" if pressing.reason in _OVERDUE else "waiting"


def _sentence(language: Words, each: Pressing, title: Callable[[str], str]) -> str:
    return language(
        f"pressing.{_key(each)}",
        title=title(each.code),
        days=each.days,
        count=each.count,
        more=each.count - 1,
        due=_hour(each.due_at) if each.due_at else "",
    )


def _key(each: Pressing) -> str:
    if each.reason in _MET and each.days is None:
        return f"{each.reason}_never"
    if each.reason is Reason.MEASURE_OVERDUE and each.count > 1:
        return "measures_overdue"
    return each.reason


def _hour(at: datetime) -> str:
    """An instant on the city's clock, short: the year is this one."""
    return f"{at.astimezone(CITY_ZONE):%m-%d %H:%M}"
