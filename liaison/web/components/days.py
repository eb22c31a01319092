"""Days as short as they are clear."""

from __future__ import annotations

from datetime import date


def short_day(day: date, today: date) -> str:
    """Month and day, with the year where it is another than this one."""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def short_span(first: date, last: date, today: date) -> str:
    """From one day to another, or the one day."""
    begins, ends = short_day(first, today), short_day(last, today)
    return begins if first == last else f"{begins} – {ends}"
