"""Statuses and the moves allowed between them; the keys are what the database and JSON hold."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How far an enterprise operates again."""

    NOT_RESUMED = "not_resumed"
    PARTIAL = "partial"
    FULL = "full"
    ALWAYS_OPEN = "always_open"
    POSTPONED = "postponed"
    SUSPENDED = "suspended"
    NOT_OPERATING = "not_operating"


RESUMED = (Status.PARTIAL, Status.FULL, Status.ALWAYS_OPEN)

# A planned day of opening means something as long as it has not come.
NOT_OPEN_YET = (Status.NOT_RESUMED, Status.POSTPONED)

STATUS_MOVES: dict[Status, tuple[Status, ...]] = {
    Status.NOT_RESUMED: (
        Status.PARTIAL,
        Status.FULL,
        Status.ALWAYS_OPEN,
        Status.POSTPONED,
        Status.NOT_OPERATING,
    ),
    Status.PARTIAL: (Status.FULL, Status.POSTPONED, Status.SUSPENDED, Status.NOT_RESUMED),
    Status.FULL: (Status.PARTIAL, Status.SUSPENDED, Status.NOT_RESUMED),
    Status.ALWAYS_OPEN: (Status.PARTIAL, Status.FULL, Status.SUSPENDED),
    Status.POSTPONED: (Status.NOT_RESUMED, Status.PARTIAL, Status.FULL, Status.NOT_OPERATING),
    Status.SUSPENDED: (Status.PARTIAL, Status.FULL, Status.NOT_RESUMED, Status.NOT_OPERATING),
    Status.NOT_OPERATING: (Status.NOT_RESUMED, Status.PARTIAL, Status.FULL),
}


class FilingStatus(StrEnum):
    """Where the application to reopen stands."""

    NOT_FILED = "not_filed"
    FILED = "filed"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPLYING = (FilingStatus.FILED, FilingStatus.UNDER_REVIEW, FilingStatus.APPROVED)

FILING_MOVES: dict[FilingStatus, tuple[FilingStatus, ...]] = {
    FilingStatus.NOT_FILED: (FilingStatus.FILED,),
    FilingStatus.FILED: (FilingStatus.UNDER_REVIEW, FilingStatus.APPROVED, FilingStatus.WITHDRAWN),
    FilingStatus.UNDER_REVIEW: (
        FilingStatus.APPROVED,
        FilingStatus.RETURNED,
        FilingStatus.REFUSED,
        FilingStatus.WITHDRAWN,
    ),
    FilingStatus.APPROVED: (FilingStatus.WITHDRAWN,),
    FilingStatus.RETURNED: (FilingStatus.FILED, FilingStatus.WITHDRAWN),
    FilingStatus.REFUSED: (FilingStatus.FILED,),
    FilingStatus.WITHDRAWN: (FilingStatus.FILED,),
}


class AboveScale(StrEnum):
    """Whether the statistics bureau counts the enterprise as above scale; never inferred."""

    ABOVE = "above"
    BELOW = "below"
    UNKNOWN = "unknown"


class Size(StrEnum):
    """Size classes of the 2017 statistical standard (No. 213)."""

    LARGE = "L"
    MEDIUM = "M"
    SMALL = "S"
    MICRO = "XS"


class LiaisonRole(StrEnum):
    """The two people that every enterprise has."""

    OFFICER = "officer"
    COMMISSIONER = "commissioner"


class LiaisonStatus(StrEnum):
    """Whether a commissioner or officer takes enterprises."""

    ON_DUTY = "on_duty"
    AWAY = "away"
    DISABLED = "disabled"


class MeasureState(StrEnum):
    """Where one measure stands for one enterprise."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"


OPEN_STATES = (MeasureState.NOT_STARTED, MeasureState.IN_PROGRESS, MeasureState.BLOCKED)
STATES_WITH_REASON = (MeasureState.BLOCKED, MeasureState.NOT_APPLICABLE)


class VisitKind(StrEnum):
    """How the enterprise was met."""

    ON_SITE = "on_site"
    PHONE = "phone"
    ONLINE = "online"


class RequestStatus(StrEnum):
    """Where a request stands; nothing closes unanswered."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    SETTLED = "settled"
    REOPENED = "reopened"
    DECLINED = "declined"


REQUEST_MOVES: dict[RequestStatus, tuple[RequestStatus, ...]] = {
    RequestStatus.SUBMITTED: (RequestStatus.ACCEPTED, RequestStatus.DECLINED),
    RequestStatus.ACCEPTED: (RequestStatus.ASSIGNED, RequestStatus.ANSWERED),
    RequestStatus.ASSIGNED: (RequestStatus.ASSIGNED, RequestStatus.ANSWERED),
    RequestStatus.ANSWERED: (RequestStatus.SETTLED, RequestStatus.REOPENED),
    RequestStatus.REOPENED: (RequestStatus.ASSIGNED, RequestStatus.ANSWERED),
    RequestStatus.SETTLED: (),
    RequestStatus.DECLINED: (),
}

UNANSWERED = (
    RequestStatus.SUBMITTED,
    RequestStatus.ACCEPTED,
    RequestStatus.ASSIGNED,
    RequestStatus.REOPENED,
)

# Nobody has taken these on yet.
UNTOUCHED = (RequestStatus.SUBMITTED, RequestStatus.REOPENED)


class RequestKind(StrEnum):
    """What the enterprise asks help for."""

    STAFF = "staff"
    TRANSPORT = "transport"
    SUPPLIES = "supplies"
    FINANCE = "finance"
    PERMITS = "permits"
    SECURITY = "security"
    DISPUTE = "dispute"
    OTHER = "other"


def needs_pair(status: Status, filing_status: FilingStatus) -> bool:
    """True for an enterprise that is open or has applied to open."""
    if status is Status.NOT_OPERATING:
        return False
    return status in RESUMED or filing_status in APPLYING


class PrimaryDeputy(StrEnum):
    """Whether a person is first in charge or stands in (主 and 副, A and B)."""

    PRIMARY = "primary"
    DEPUTY = "deputy"


CODED_VALUES: dict[str, tuple[StrEnum, ...]] = {
    "status": tuple(Status),
    "filing_status": tuple(FilingStatus),
    "above_scale": tuple(AboveScale),
    "size": tuple(Size),
    "role": tuple(LiaisonRole),
    "liaison_status": tuple(LiaisonStatus),
    "is_primary": tuple(PrimaryDeputy),
}
