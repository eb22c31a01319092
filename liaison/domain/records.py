"""The things the tracker keeps, as frozen records. Dates are `_on`, UTC instants `_at`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liaison.domain.fields import RosterKind
from liaison.domain.measure_rule import FOR_ALL, MeasureRule
from liaison.domain.roles import Role
from liaison.domain.vocabulary import (
    FilingStatus,
    LiaisonRole,
    LiaisonStatus,
    MeasureState,
    RequestKind,
    RequestStatus,
    Status,
    VisitKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """An enterprise as the roster knows it; `tracked_on` is the day its measures were opened."""

    id: int
    version: int
    name: str
    uscc: str | None
    legacy_id: str | None
    county_code: str | None
    town_code: str | None
    grid: str | None
    address: str | None
    industry: str | None
    above_scale: str
    size: str | None
    contact_name: str | None
    contact_phone: str | None
    filing_status: FilingStatus
    status: Status
    planned_on: date | None
    resumed_on: date | None
    employees: int | None
    employees_on_duty: int | None
    capacity_percent: float | None
    power_kwh: float | None
    base_power_kwh: float | None
    remark: str | None
    tracked_on: date | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Liaison:
    """A commissioner or a project officer; `capacity` None means no limit was given."""

    id: int
    version: int
    role: LiaisonRole
    staff_no: str
    name: str
    unit: str
    position: str | None
    county_code: str | None
    town_code: str | None
    grid: str | None
    phone: str | None
    capacity: int | None
    is_primary: str | None
    started_on: date | None
    ended_on: date | None
    liaison_status: LiaisonStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One person in charge of one enterprise in one role, in force while `ended_at` is None."""

    id: int
    enterprise_id: int
    role: LiaisonRole
    liaison_id: int
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The days that a person is away, first and last included, and who acts meanwhile.

    `deputy_id` is None once the deputy left as well; somebody else is to be named then.
    """

    id: int
    version: int
    liaison_id: int
    deputy_id: int | None
    first_on: date
    last_on: date
    note: str | None
    created_at: datetime
    created_by: str

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRun:
    """Pairs that were started and ended at one press; a handover has `from_id`, who gave them."""

    id: int
    kind: str
    at: datetime
    actor: str
    from_id: int | None
    note: str | None
    started: int
    ended: int
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One support measure of the catalogue; `default_days` from opening to its due date.

    `applies_to` says in words what `rule` asks of an enterprise. An English text that was not
    given is the Chinese one.
    """

    code: str
    position: int
    title: str
    title_en: str
    description: str
    description_en: str
    unit: str
    unit_en: str
    evidence: str
    evidence_en: str
    applies_to: str
    applies_to_en: str
    default_days: int
    retired_on: date | None
    rule: MeasureRule = FOR_ALL
    version: int = 1

    def title_in(self, language: str) -> str:
        return self._text("title", language)

    def description_in(self, language: str) -> str:
        return self._text("description", language)

    def unit_in(self, language: str) -> str:
        return self._text("unit", language)

    def evidence_in(self, language: str) -> str:
        return self._text("evidence", language)

    def applies_to_in(self, language: str) -> str:
        return self._text("applies_to", language)

    def _text(self, key: str, language: str) -> str:
        english = "" if language == "zh-CN" else str(getattr(self, f"{key}_en"))
        return english or str(getattr(self, key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Where one measure stands for one enterprise; version 0 is one that was not opened yet."""

    enterprise_id: int
    measure_code: str
    state: MeasureState
    due_on: date | None
    note: str | None
    updated_at: datetime | None
    updated_by: str | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One contact with an enterprise."""

    id: int
    enterprise_id: int
    kind: VisitKind
    visited_on: date
    note: str
    next_step: str | None
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an enterprise asked for, and what became of it."""

    id: int
    version: int
    enterprise_id: int
    kind: RequestKind
    body: str
    status: RequestStatus
    submitted_at: datetime
    submitted_by: str
    due_at: datetime
    liaison_id: int | None
    answered_at: datetime | None
    answer: str | None
    settled_at: datetime | None
    rating: int | None
    reason: str | None
    reopens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change: `changes` maps a field key to (before, after)."""

    id: int
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    enterprise_id: int | None
    batch_id: int | None
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who may sign in; the password stays in the store."""

    id: int
    version: int
    name: str
    role: Role
    area_code: str | None
    liaison_id: int | None
    language: str
    disabled_at: datetime | None
    created_at: datetime
    liaison_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """One import that was written; `undone_at` is set once it was taken back."""

    id: int
    kind: str
    file_name: str
    sha256: str
    at: datetime
    actor: str
    counts: Mapping[str, int]
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedLayout:
    """A form that a person set the columns of: `choices` by letter, `answers` by field and word."""

    id: int
    kind: RosterKind
    signature: str
    name: str
    choices: Mapping[str, str | None]
    answers: Mapping[str, Mapping[str, str | None]]
    saved_at: datetime
    saved_by: str
