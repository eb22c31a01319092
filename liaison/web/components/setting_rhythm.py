"""The rhythm of contacts and visits as an administrator sets it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from functools import partial

import streamlit as st

from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.settings import RhythmSetting, get_rhythm_setting, set_rhythm
from liaison.store.database import Database
from liaison.web.components.saving import Done, Edit, save

KEYS = ("contact_days", "visit_days")


def show_rhythm_form(actor: Actor, db: Database, language: Words) -> None:
    """Both numbers, saved together."""
    setting = get_rhythm_setting(actor, db)
    days = asdict(setting.rhythm)
    with st.container(key="setting-rhythm"), st.form("rhythm"):
        for place, key in zip(st.columns(len(KEYS)), KEYS, strict=True):
            place.number_input(
                language(f"changes.setting.{key}"),
                value=days[key],
                step=1,
                key=_name(key, setting),
                help=language(f"settings_page.{key}_help"),
            )
        st.form_submit_button(
            language("saving.save"),
            key="rhythm-save",
            type="primary",
            on_click=_save,
            args=(setting, language),
        )


def _name(key: str, setting: RhythmSetting) -> str:
    """The field's own key: once something was saved it begins anew."""
    return f"rhythm-{key}-{setting.version}"


def _save(setting: RhythmSetting, language: Words) -> None:
    seen = asdict(setting.rhythm)
    typed = {key: int(st.session_state[_name(key, setting)]) for key in KEYS}
    wanted = {key: days for key, days in typed.items() if days != seen[key]}

    def save_days(actor: Actor, db: Database, version: int, staying: Collection[str]) -> Done:
        changes = {key: days for key, days in wanted.items() if key not in staying}
        saved = set_rhythm(actor, db, **changes, version=version)
        if saved.version == version:
            return Done()
        before = {key: seen[key] for key in changes}
        return Done(partial(set_rhythm, **before, version=saved.version))

    title = language("settings_page.rhythm")
    said = language("settings_page.rhythm_saved")
    save(Edit("setting", title, said, seen, save_days), setting.version)
