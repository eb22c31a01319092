"""What came of pairs that were written, in a line."""

from __future__ import annotations

from liaison.domain.pairing import Load, PairingOutcome
from liaison.locales import Words

_SHOWN_OVER = 5


def outcome_text(language: Words, outcome: PairingOutcome) -> str:
    """What else a person should know of what was written: requests, and who is above the limit."""
    texts = []
    if outcome.requests:
        texts.append(language("pairing_page.outcome.requests", number=f"{outcome.requests:,}"))
    over = outcome.over_capacity
    if over:
        names = language("pairing_page.outcome.between").join(
            _over_text(load, language) for load in over[:_SHOWN_OVER]
        )
        key = "over" if len(over) <= _SHOWN_OVER else "over_many"
        texts.append(language(f"pairing_page.outcome.{key}", names=names, number=len(over)))
    return " · ".join(texts)


def _over_text(load: Load, language: Words) -> str:
    return language(
        "pairing_page.outcome.load",
        name=load.person.name,
        load=load.after,
        capacity=load.person.capacity,
    )
