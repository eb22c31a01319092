"""What somebody wants exported, and the same as texts: in an address, a preset and the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from liaison.domain.errors import InvalidInput
from liaison.domain.filter_query import Filter, day_in, filter_query
from liaison.services.export_kinds import OFFERS, ExportKind, FileFormat
from liaison.sheets.writing.templates import TemplateKind

_BETWEEN = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """A kind of file and all that it can be narrowed by; no columns means all of them.

    `base_url` is how links in it begin: it is of the moment and in no address, preset or log.
    """

    kind: ExportKind
    area_code: str | None = None
    as_of: date | None = None
    language: str = "zh-CN"
    format: FileFormat = "xlsx"
    filters: Filter | None = None
    columns: tuple[str, ...] = ()
    template_kind: TemplateKind = "enterprises"
    preset: str | None = None
    base_url: str | None = None

    @property
    def wanted_area(self) -> str | None:
        return self.filters.area_code if self.filters and self.filters.area_code else self.area_code

    def query(self) -> dict[str, str]:
        """The order as an address names it, the kind of file aside."""
        values: dict[str, Any] = {
            "kind": self.template_kind if self.kind == "template" else None,
            "area": self.wanted_area,
            "as_of": self.as_of,
            "language": self.language,
            "format": self.format,
            **filter_query(self.filters),
            "columns": _BETWEEN.join(self.columns),
            "preset": self.preset,
        }
        return {key: str(value) for key, value in values.items() if value}

    @property
    def address(self) -> str:
        """Where the file is made and handed over."""
        return f"/files/{self.kind}?{urlencode(self.query())}"


def order_from(kind: ExportKind, asked: Mapping[str, str], language: str) -> ExportOrder:
    """The order that an address, a preset or the log names; `language` where it names none."""
    offer = OFFERS[kind]
    return ExportOrder(
        kind=kind,
        area_code=asked.get("area") or None,
        as_of=_day(asked.get("as_of")),
        language=asked.get("language") or language,
        format=cast(FileFormat, asked.get("format") or offer.formats[0]),
        filters=offer.filters(asked) if offer.filters else None,
        columns=tuple(each for each in asked.get("columns", "").split(_BETWEEN) if each),
        template_kind=cast(
            TemplateKind, asked.get("kind", "enterprises") if kind == "template" else "enterprises"
        ),
        preset=asked.get("preset") or None,
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    day = day_in({"as_of": text}, "as_of")
    if day is None:
        raise InvalidInput("day_unclear", field="as_of", value=text)
    return day
