"""Settings: what an installation sets for itself, and who changed it."""

from __future__ import annotations

import streamlit as st

from liaison.locales.change_words import ChangeWords
from liaison.services.settings import settings_history
from liaison.web.components.conflict import show_conflict
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.components.saving import show_notice
from liaison.web.components.setting_history import show_setting_history
from liaison.web.components.setting_rhythm import show_rhythm_form
from liaison.web.session import current_actor, current_words, database

actor, language, db = current_actor(), current_words(), database()
words = ChangeWords(language, reference_data(actor, db))

show_page_head(language("settings_page.title"), language("settings_page.purpose"))
st.subheader(language("settings_page.rhythm"))
st.caption(language("settings_page.rhythm_purpose"))
show_rhythm_form(actor, db, language)
st.subheader(language("settings_page.history"))
show_setting_history(words, settings_history(actor, db))
show_conflict(words)
show_notice(language)
