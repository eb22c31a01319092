"""Exports saved by name: run, shown in the form, renamed, overwritten, shared, deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from liaison.domain.errors import LiaisonError
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.sentences import error_sentence
from liaison.services.export_order import ExportOrder
from liaison.services.order_words import OrderWords, tell_orders, without_gone
from liaison.services.presets import (
    LONGEST_NAME,
    delete_preset,
    list_presets,
    may_change,
    overwrite_preset,
    preset_order,
    rename_preset,
    save_preset,
    share_preset,
)
from liaison.store.database import Database
from liaison.store.presets import Preset
from liaison.web.components.export_form import show_order
from liaison.web.components.plain_text import plain
from liaison.web.export_desk import begin
from liaison.web.session import origin

_GONE, _REFUSED, _SAID = "export-gone", "export-refused", "export-said"


@dataclass(frozen=True)
class ExportPresets:
    """The presets of one reader; `order` is what the form says now."""

    actor: Actor
    db: Database
    session_id: str
    language: Words
    order: ExportOrder

    def say(self, key: str, **values: object) -> str:
        return self.language(f"exports_page.presets.{key}", **values)

    def show_saving(self) -> None:
        """The way to keep what the form says under a name."""
        with st.popover(self.say("save"), icon=":material/bookmark_add:", key="preset-new"):
            st.caption(self.say("save_text"))
            with st.form("preset-save", border=False, clear_on_submit=True):
                st.text_input(self.say("name"), key="preset-name", max_chars=LONGEST_NAME)
                st.form_submit_button(self.say("save_button"), on_click=self._save, type="primary")

    def show(self) -> None:
        """The list, and what came of the last press."""
        st.subheader(self.say("title"))
        show_said()
        presets = list_presets(self.actor, self.db)
        if not presets:
            st.info(self.say("empty"), icon=":material/bookmarks:")
            return
        orders = [_order_of(each) for each in presets]
        known = [each for each in orders if each is not None]
        told = iter(tell_orders(self.actor, self.db, known, self.language.language))
        for preset, order in zip(presets, orders, strict=True):
            with st.container(border=True, key=f"preset-{preset.id}"):
                self._show_one(preset, order, next(told) if order is not None else None)

    def _show_one(self, preset: Preset, order: ExportOrder | None, told: OrderWords | None) -> None:
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", gap=None):
                st.markdown(f"**{plain(preset.name)}**")
                st.caption(plain(self._text(preset, order, told)))
            if order is not None:
                st.button(
                    self.say("run"),
                    key=f"preset-run-{preset.id}",
                    icon=":material/play_arrow:",
                    type="primary",
                    on_click=self._run,
                    args=(order,),
                )
                st.button(
                    self.say("open"),
                    key=f"preset-open-{preset.id}",
                    icon=":material/tune:",
                    on_click=self._open,
                    args=(order,),
                )
            if may_change(self.actor, preset):
                with st.popover(
                    self.say("more"), icon=":material/more_horiz:", key=f"preset-more-{preset.id}"
                ):
                    self._show_changes(preset)

    def _text(self, preset: Preset, order: ExportOrder | None, told: OrderWords | None) -> str:
        if order is None or told is None:
            return self.language("errors.preset_kind_gone", preset=preset.name, kind=preset.kind)
        parts = [self.language(f"exports_page.kinds.{order.kind}.title")]
        parts += [told.area] * bool(told.area) + told.filters
        if order.columns:
            parts.append(self.say("columns", count=len(order.columns)))
        parts.append(self.language(f"exports_page.formats.{order.format}"))
        if preset.owner != self.actor.name:
            parts.append(self.say("of", owner=preset.owner))
        elif preset.is_shared:
            parts.append(self.say("is_shared"))
        return " · ".join(parts)

    def _show_changes(self, preset: Preset) -> None:
        with st.form(f"preset-rename-{preset.id}", border=False):
            name = f"preset-name-{preset.id}"
            st.text_input(self.say("name"), preset.name, key=name, max_chars=LONGEST_NAME)
            st.form_submit_button(self.say("rename"), on_click=self._rename, args=(preset, name))
        kind = self.language(f"exports_page.kinds.{self.order.kind}.title")
        st.button(
            self.say("overwrite", kind=kind),
            key=f"preset-overwrite-{preset.id}",
            icon=":material/save_as:",
            on_click=self._press,
            args=(
                lambda: overwrite_preset(self.actor, self.db, preset.id, self.order),
                self.say("overwritten", name=preset.name),
            ),
        )
        is_shared = not preset.is_shared
        st.button(
            self.say("share" if is_shared else "unshare"),
            key=f"preset-share-{preset.id}",
            icon=":material/group:",
            on_click=self._press,
            args=(
                lambda: share_preset(self.actor, self.db, preset.id, is_shared),
                self.say("shared" if is_shared else "unshared", name=preset.name),
            ),
        )
        sure = st.checkbox(
            self.say("sure", name=plain(preset.name)), key=f"preset-sure-{preset.id}"
        )
        st.button(
            self.say("delete"),
            key=f"preset-delete-{preset.id}",
            icon=":material/delete:",
            disabled=not sure,
            on_click=self._press,
            args=(
                lambda: delete_preset(self.actor, self.db, preset.id),
                self.say("deleted", name=preset.name),
            ),
        )

    def _save(self) -> None:
        name = str(st.session_state["preset-name"])
        self._press(
            lambda: save_preset(self.actor, self.db, name, self.order),
            self.say("saved", name=" ".join(name.split())),
        )

    def _rename(self, preset: Preset, key: str) -> None:
        name = str(st.session_state[key])
        self._press(
            lambda: rename_preset(self.actor, self.db, preset.id, name),
            self.say("renamed", name=" ".join(name.split())),
        )

    def _run(self, order: ExportOrder) -> None:
        order = replace(order, base_url=origin() or None)
        said = self.say("run_said", name=order.preset)
        self._press(lambda: begin(self.actor, self.db, self.session_id, order), said)

    def _open(self, order: ExportOrder) -> None:
        found, gone = without_gone(self.actor, self.db, order, self.language.language)
        show_order(found)
        st.session_state[_GONE] = gone

    def _press(self, wish: Callable[[], object], said: str) -> None:
        """Do it, and keep what is to be said of it for the page that follows."""
        try:
            wish()
        except LiaisonError as refusal:
            st.session_state[_REFUSED] = error_sentence(refusal, self.language)
        else:
            st.session_state[_SAID] = said


def show_said() -> None:
    """What came of the last press, once."""
    for key, show in ((_SAID, st.success), (_REFUSED, st.error)):
        text = st.session_state.pop(key, "")
        if text:
            show(plain(text))
    for text in st.session_state.pop(_GONE, ()):
        st.warning(plain(text), icon=":material/rule:")


def _order_of(preset: Preset) -> ExportOrder | None:
    try:
        return preset_order(preset)
    except LiaisonError:
        return None
