"""Tenures in words: when, how somebody came and went, and who acted meanwhile."""

from __future__ import annotations

from datetime import datetime

from liaison.domain.tenure import Absence, bounds_of
from liaison.domain.tenure import EnterpriseDay as Day
from liaison.domain.tenure_turns import Began, Turn
from liaison.locales import Words
from liaison.locales.sentences import actor_label, city_minute


def span_lines(since: datetime | None, until: datetime | None, words: Words) -> list[str]:
    """From when, and until when; a beginning that is None was never."""
    if since is None and until is None:
        return [words("tenures.never")]
    begins = [] if since is None else [city_minute(since)]
    if until is None:
        return [*begins, words("tenures.until_now")]
    return [*begins, words("tenures.until", until=city_minute(until))]


def part_of_day(since: datetime | None, until: datetime | None, day: Day, words: Words) -> str:
    """The part of the day that a span covers, by the clock."""
    begins, ends = bounds_of(day.day)
    starts = None if since is None or since <= begins else city_minute(since)[-5:]
    stops = None if until is None or until >= ends else city_minute(until)[-5:]
    if starts and stops:
        return words("tenures.between_times", since=starts, until=stops)
    if starts:
        return words("tenures.from_time", since=starts)
    return words("tenures.until_time", until=stops) if stops else words("tenures.whole_day")


def turn_lines(turn: Turn, words: Words) -> list[str]:
    """How a tenure began or ended: the way first, then from or to whom, then whose hand it was."""
    side = "began" if isinstance(turn.how, Began) else "ended"
    lines = [words(f"tenures.{side}.{turn.how}")]
    if turn.whom is not None:
        lines.append(words(f"tenures.{_whom(turn)}", name=turn.whom.name))
    if turn.batch_id is not None:
        lines.append(words("tenures.batch", batch=turn.batch_id))
    if turn.by is not None:
        lines.append(words("tenures.by", name=actor_label(turn.by, words)))
    return lines


def _whom(turn: Turn) -> str:
    if turn.how is Began.HANDOVER:
        return "handed_by"
    return "took_over" if isinstance(turn.how, Began) else "passed_to"


def absence_text(absence: Absence, words: Words) -> str:
    """A leave and who acted."""
    days = {"first": absence.first_on, "last": absence.last_on}
    if absence.deputy is None:
        return words("tenures.leave_alone", **days)
    return words("tenures.leave", deputy=absence.deputy.name, **days)
