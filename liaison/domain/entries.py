"""What people type into forms outside the rosters: notes, answers, reasons, dates."""

from __future__ import annotations

from datetime import date, timedelta

from liaison.domain.errors import InvalidInput

# A day that is further off than this, past or to come, has a mistyped year.
MOST_DAYS_OFF = timedelta(days=5 * 366)


def typed_text(
    text: str | None, *, field: str, label: str, limit: int, required: bool = False
) -> str | None:
    """The text without blanks around it, None where it is empty; `label` names it in a refusal."""
    value = (text or "").strip()
    if required and not value:
        raise InvalidInput("required", field=field, label=label)
    if len(value) > limit:
        raise InvalidInput("too_long", field=field, label=label, limit=limit)
    return value or None


def past_day(day: date, *, today: date, field: str, label: str) -> date:
    """The day, which must not be after today, nor so long ago that nobody can mean it."""
    if day > today:
        raise InvalidInput("date_in_future", field=field, label=label, value=str(day))
    if today - day > MOST_DAYS_OFF:
        raise InvalidInput("date_long_ago", field=field, label=label, value=str(day))
    return day
