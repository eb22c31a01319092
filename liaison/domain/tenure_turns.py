"""How a person came to be in charge of an enterprise and how that ended, as far as traces say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Began(StrEnum):
    """How a person came to be in charge; `assigned` where history does not say more."""

    BY_HAND = "by_hand"
    PROPOSAL = "proposal"
    HANDOVER = "handover"
    IMPORT = "import"
    BY_ITSELF = "by_itself"
    RESTORED = "restored"
    ASSIGNED = "assigned"


class Ended(StrEnum):
    """Why a person is not in charge any more; `ended` where nobody came instead."""

    REPLACED = "replaced"
    PROPOSAL = "proposal"
    HANDED_OVER = "handed_over"
    LEFT = "left"
    IMPORT = "import"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Someone:
    """A commissioner or officer by name; no number to call, for the past is not called."""

    id: int
    staff_no: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One end of a tenure: how, by whose hand, from or to whom, in which import."""

    how: Began | Ended
    by: str | None
    whom: Someone | None = None
    batch_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is known of one end of a tenure: its run, its entry in history, who stood next to it.

    `with_enterprise` says that the enterprise came or changed in the same act, in which nobody
    named the person; `taken_back` that the act was an undo; `left` that the person went in it,
    `gone` that the last day had passed.
    """

    run_kind: str | None = None
    action: str | None = None
    by: str | None = None
    batch_id: int | None = None
    whom: Someone | None = None
    with_enterprise: bool = False
    taken_back: bool = False
    left: bool = False
    gone: bool = False


_CHOSEN = "pair.chosen"
_BEGAN_BY_RUN = {"proposal": Began.PROPOSAL, "handover": Began.HANDOVER}
_ENDED_BY_RUN = {"proposal": Ended.PROPOSAL, "handover": Ended.HANDED_OVER}


def beginning(trace: Trace) -> Turn:
    """How it began."""
    return Turn(_began(trace), trace.by, trace.whom, trace.batch_id)


def _began(trace: Trace) -> Began:
    if trace.taken_back:
        return Began.RESTORED
    if trace.action == _CHOSEN and trace.run_kind != "handover":
        return Began.BY_HAND  # in the preview of a proposal too, in the place of whom it named
    if trace.run_kind is not None:
        return _BEGAN_BY_RUN[trace.run_kind]
    if trace.with_enterprise:
        return Began.BY_ITSELF
    return Began.ASSIGNED if trace.batch_id is None else Began.IMPORT


def ending(trace: Trace) -> Turn:
    """How it ended."""
    return Turn(_ended(trace), trace.by, trace.whom, trace.batch_id)


def _ended(trace: Trace) -> Ended:
    if trace.taken_back:
        return Ended.TAKEN_BACK
    if trace.run_kind is not None:
        return _ENDED_BY_RUN[trace.run_kind]
    if trace.left or (trace.gone and trace.whom is None):
        return Ended.LEFT
    if trace.batch_id is not None:
        return Ended.IMPORT
    return Ended.ENDED if trace.whom is None else Ended.REPLACED
