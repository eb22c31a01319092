"""What was exported: one's own, for administrators everybody's; each to be made again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from liaison.domain.page import Page
from liaison.domain.reference import Reference
from liaison.domain.roles import Action, Actor, may
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.locales.field_words import area_name
from liaison.locales.sentences import actor_label
from liaison.services.export_kinds import OFFERS
from liaison.services.export_order import ExportOrder, order_from
from liaison.services.order_words import tell_orders
from liaison.services.reports import list_all_exports, list_exporters, list_exports
from liaison.store.database import Database
from liaison.store.exports import ExportEntry
from liaison.web.components.export_form import address_of
from liaison.web.components.export_progress import size_text
from liaison.web.components.linked_filters import (
    current_page,
    linked_chips,
    linked_choice,
    linked_page,
)
from liaison.web.components.record_table import Cell, lines, one_line, quiet, show_table

PAGE_SIZE = 10
_WHOSE, _ACCOUNT = "whose", "account"
_AGAIN = Markup('<a href="{}" target="_self">{}</a>')


@dataclass(frozen=True)
class ExportLog:
    """The log as one reader sees it."""

    actor: Actor
    db: Database
    reference: Reference
    language: Words

    def say(self, key: str, **values: object) -> str:
        return self.language(f"exports_page.past.{key}", **values)

    def show(self) -> None:
        """The heading, whose exports are asked for, and a page of them."""
        may_see_all = may(self.actor, Action.MANAGE_ACCOUNTS)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.subheader(self.say("title"), width="stretch")
            st.button(self.say("refresh"), icon=":material/refresh:", type="tertiary")
        is_all = may_see_all and self._ask_whose() == "all"
        found = self._found(is_all)
        if not found.total:
            st.info(self.say("empty"), icon=":material/history:")
            return
        columns = ["at", *["account"] * is_all, "file", "what", "rows", "size", "again"]
        headings = [self.say(column) for column in columns]
        orders = {each.id: order for each in found.rows if (order := _order_of(each, self.actor))}
        told = tell_orders(self.actor, self.db, list(orders.values()), self.language.language)
        filters = {number: each.filters for number, each in zip(orders, told, strict=True)}
        rows = [
            self._cells(each, is_all, orders.get(each.id), filters.get(each.id, []))
            for each in found.rows
        ]
        numbers = (len(columns) - 3, len(columns) - 2)
        show_table(self.language, headings, rows, numbers=numbers, label=self.say("title"))
        linked_page(found.pages)

    def _ask_whose(self) -> str:
        views = {each: self.say(f"whose.{each}") for each in ("own", "all")}
        return linked_chips(_WHOSE, self.say("whose.label"), views, "own")

    def _found(self, is_all: bool) -> Page[ExportEntry]:
        page = current_page()
        if not is_all:
            return list_exports(self.actor, self.db, page=page, page_size=PAGE_SIZE)
        names = {"": self.say("everybody")}
        names |= {
            each: actor_label(each, self.language) for each in list_exporters(self.actor, self.db)
        }
        with st.container(width=320):
            account = linked_choice(_ACCOUNT, self.say("account"), names, "", is_labelled=True)
        return list_all_exports(
            self.actor, self.db, account or None, page=page, page_size=PAGE_SIZE
        )

    def _cells(
        self, entry: ExportEntry, is_all: bool, order: ExportOrder | None, filters: list[str]
    ) -> list[Cell]:
        title = self.language(f"exports_page.kinds.{entry.kind}.title")
        area = area_name(self.reference, entry.area_code, self.language.language)
        words = self.say(
            "languages", language=self.language(f"exports_page.languages.{entry.language}")
        )
        parts = [" · ".join(each for each in (title, area, words) if each)]
        if order is not None and order.columns:
            count = len(order.columns)
            filters = [*filters, self.language("exports_page.presets.columns", count=count)]
        if order is not None and order.preset:
            filters = [*filters, self.say("by_preset", preset=order.preset)]
        told = [quiet(self.language("filters.between").join(filters))] if filters else []
        size = "—" if entry.size_bytes is None else size_text(entry.size_bytes)
        return [
            one_line(moment_text(entry.at)),
            *[actor_label(entry.actor, self.language)] * is_all,
            entry.file_name,
            lines([*parts, *told]),
            f"{entry.rows:,}",
            one_line(size),
            self._again(entry, order) if order is not None else "—",
        ]

    def _again(self, entry: ExportEntry, order: ExportOrder) -> Markup:
        """A small file at once; for a large one the form is shown as it was."""
        if entry.rows <= OFFERS[order.kind].direct_rows:
            return _AGAIN.format(order.address, self.say("again_now"))
        shown = {key: value for key, value in address_of(order).items() if value}
        return _AGAIN.format(f"/exports?{urlencode(shown)}", self.say("again_form"))


def _order_of(entry: ExportEntry, actor: Actor) -> ExportOrder | None:
    """The order that the entry was made of; None for files that are made elsewhere."""
    if entry.kind not in OFFERS or not entry.settings:
        return None
    return order_from(entry.kind, entry.settings, actor.language)
