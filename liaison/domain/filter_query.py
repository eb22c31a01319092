"""Filters as they stand in an address, a preset and the log: texts by the names of fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum

from liaison.domain.filters import (
    CHIPS,
    HALVES,
    NOT_GIVEN,
    EnterpriseFilter,
    MeasureFilter,
    MeasureQuestion,
    RequestFilter,
)
from liaison.domain.vocabulary import (
    AboveScale,
    LiaisonRole,
    MeasureState,
    RequestKind,
    RequestStatus,
    Size,
    Status,
)
from liaison.domain.workload import WORKLOAD_CHIPS, WorkloadFilter

Filter = EnterpriseFilter | RequestFilter | WorkloadFilter

ENTERPRISE_KEYS = (
    *("search", "statuses", "chip", "industry", "above_scale", "liaison_id"),
    *("measure", "measure_state", "size_class", "unit", "unit_role", "lacks"),
)
MEASURE_KEYS = (*ENTERPRISE_KEYS, "of_measure", "of_state")
WORKLOAD_KEYS = ("search", "role", "chip", "posted")
REQUEST_KEYS = (
    *("search", "statuses", "kind", "liaison_id", "enterprise_id", "only_overdue"),
    *("first_on", "last_on"),
)
_MEASURE_QUESTIONS: tuple[MeasureQuestion, ...] = (*MeasureState, "overdue")
_LONGEST_ID = 18  # decimal digits that fit the database's integers


def enterprise_filter(asked: Mapping[str, str]) -> EnterpriseFilter | None:
    """The filters on enterprises that an address names, None without any."""
    if not any(asked.get(key) for key in ENTERPRISE_KEYS):
        return None
    return EnterpriseFilter(
        search=asked.get("search", ""),
        area_code=asked.get("area") or None,
        statuses=tuple(Status(word) for word in _words(asked, "statuses", Status)),
        chip=next((chip for chip in (*CHIPS, *HALVES) if chip == asked.get("chip")), "all"),
        industry=asked.get("industry") or None,
        above_scale=_one_of(asked, "above_scale", AboveScale),
        liaison_id=_number(asked, "liaison_id"),
        measure_code=asked.get("measure") or None,
        measure_state=_question(asked, "measure_state"),
        size=_one_of(asked, "size_class", (*Size, NOT_GIVEN)),
        unit=asked.get("unit") or None,
        unit_role=_role(asked, "unit_role"),
        lacks=_role(asked, "lacks"),
    )


def card_filter(asked: Mapping[str, str]) -> EnterpriseFilter | None:
    """The filters on enterprises and, for the card of a single one, its id."""
    filters, enterprise_id = enterprise_filter(asked), _number(asked, "enterprise_id")
    if enterprise_id is None:
        return filters
    area = asked.get("area") or None
    return replace(filters or EnterpriseFilter(area_code=area), enterprise_id=enterprise_id)


def measure_filter(asked: Mapping[str, str]) -> MeasureFilter | None:
    """The filters on the measures of enterprises that an address names, None without any."""
    if not any(asked.get(key) for key in MEASURE_KEYS):
        return None
    enterprises = enterprise_filter(asked) or EnterpriseFilter(area_code=asked.get("area") or None)
    return MeasureFilter(
        **{each.name: getattr(enterprises, each.name) for each in fields(EnterpriseFilter)},
        of_measure=asked.get("of_measure") or None,
        of_state=_question(asked, "of_state"),
    )


def request_filter(asked: Mapping[str, str]) -> RequestFilter | None:
    """The filters on requests that an address names, None without any."""
    if not any(asked.get(key) for key in REQUEST_KEYS):
        return None
    kinds = _words(asked, "kind", RequestKind)
    return RequestFilter(
        search=asked.get("search", ""),
        area_code=asked.get("area") or None,
        statuses=tuple(RequestStatus(word) for word in _words(asked, "statuses", RequestStatus)),
        kind=RequestKind(kinds[0]) if kinds else None,
        liaison_id=_number(asked, "liaison_id"),
        enterprise_id=_number(asked, "enterprise_id"),
        only_overdue=asked.get("only_overdue") in ("1", "true"),
        first_on=day_in(asked, "first_on"),
        last_on=day_in(asked, "last_on"),
    )


def workload_filter(asked: Mapping[str, str]) -> WorkloadFilter | None:
    """The filters on people that an address names, None without any."""
    if not any(asked.get(key) for key in WORKLOAD_KEYS):
        return None
    return WorkloadFilter(
        search=asked.get("search", ""),
        role=_role(asked, "role"),
        area_code=asked.get("area") or None,
        chip=next((chip for chip in WORKLOAD_CHIPS if chip == asked.get("chip")), "all"),
        posted_only=asked.get("posted") == "1",
    )


def filter_query(filters: Filter | None) -> dict[str, str]:
    """The filters as an address names them, the area aside; what narrows nothing is left out."""
    if filters is None:
        return {}
    if isinstance(filters, EnterpriseFilter):
        values: dict[str, object] = {
            "statuses": ",".join(filters.statuses),
            "industry": filters.industry,
            "above_scale": filters.above_scale,
            "liaison_id": filters.liaison_id,
            "enterprise_id": filters.enterprise_id,
            "measure": filters.measure_code,
            "measure_state": filters.measure_state,
            "size_class": filters.size,
            "unit": filters.unit,
            "unit_role": filters.unit_role,
            "lacks": filters.lacks,
            "of_measure": getattr(filters, "of_measure", None),
            "of_state": getattr(filters, "of_state", None),
        }
    elif isinstance(filters, RequestFilter):
        values = {
            "statuses": ",".join(filters.statuses),
            "kind": filters.kind,
            "liaison_id": filters.liaison_id,
            "enterprise_id": filters.enterprise_id,
            "only_overdue": "1" if filters.only_overdue else "",
            "first_on": filters.first_on,
            "last_on": filters.last_on,
        }
    else:
        values = {"role": filters.role, "posted": "1" if filters.posted_only else ""}
    chip = getattr(filters, "chip", "all")
    values |= {"search": filters.search.strip(), "chip": "" if chip == "all" else chip}
    return {key: str(value) for key, value in values.items() if value}


def day_in(asked: Mapping[str, str], key: str) -> date | None:
    """The day under a key of an address, None for none and for what is no day."""
    try:
        day = date.fromisoformat(asked.get(key, ""))
    except ValueError:
        return None
    # The first and the last have no day beside them, which their hours in UTC need.
    return day if date.min < day < date.max else None


def _one_of(asked: Mapping[str, str], key: str, known: Iterable[str]) -> str | None:
    return next((word for word in known if word == asked.get(key)), None)


def _role(asked: Mapping[str, str], key: str) -> LiaisonRole | None:
    return next((role for role in LiaisonRole if role == asked.get(key)), None)


def _question(asked: Mapping[str, str], key: str) -> MeasureQuestion | None:
    return next((each for each in _MEASURE_QUESTIONS if each == asked.get(key)), None)


def _words(asked: Mapping[str, str], key: str, known: type[StrEnum]) -> list[str]:
    """The words of a list in an address that mean something; a stale link is no error."""
    return [word for word in asked.get(key, "").split(",") if word in set(known)]


def _number(asked: Mapping[str, str], key: str) -> int | None:
    text = asked.get(key, "")
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_ID else None
