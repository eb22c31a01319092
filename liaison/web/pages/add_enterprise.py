"""Adding an enterprise met on the street: a few fields, and what it may be already."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import LiaisonError
from liaison.domain.parsing import Value
from liaison.domain.roles import Role
from liaison.locales.sentences import error_sentence
from liaison.services.new_enterprise import add_enterprise, list_likely, own_place
from liaison.store.likely import Likeness
from liaison.web.components.area_choice import area_labels
from liaison.web.components.kept_forms import kept_until_saved
from liaison.web.components.likely_duplicates import LikelyList
from liaison.web.components.new_enterprise_form import DRAFT, NewEnterpriseForm
from liaison.web.components.places import reference_data
from liaison.web.components.saving import notify
from liaison.web.session import current_actor, current_words, database

actor, language, db = current_actor(), current_words(), database()
is_field = actor.role in (Role.OFFICER, Role.COMMISSIONER)


def say(key: str, **values: object) -> str:
    return language(f"add_enterprise.{key}", **values)


def show_way_back() -> None:
    key = "my_enterprises" if is_field else "enterprises"
    label = language(f"web_frame.navigation.{key}")
    st.page_link(f"pages/{key}.py", label=label, icon=":material/arrow_back:")


def is_another(namesake: bool, values: dict[str, Value]) -> bool:
    """Whether it was said that one of the same name is another one, which only a code tells."""
    return namesake and "uscc" in values and st.checkbox(say("is_another"), key="is-another")


def save(values: dict[str, Value], *, same_name_is_another: bool) -> None:
    try:
        add = kept_until_saved(DRAFT, add_enterprise)
        new_id = add(
            actor, db, {"status": None, **values}, same_name_is_another=same_name_is_another
        )
    except LiaisonError as error:
        with refusal:
            st.error(error_sentence(error, language), icon=":material/error:")
        return
    notify(say("added", name=values["name"]))
    st.switch_page("pages/enterprise.py", query_params={"id": str(new_id)})


reference = reference_data(actor, db)
form = NewEnterpriseForm(language, reference, area_labels(actor, reference, language), db.today())
show_way_back()
with st.container(key="new-enterprise", gap="small"):
    st.title(say("title"))
    st.html(f'<p class="quiet">{say("purpose_field" if is_field else "purpose")}</p>')
    form.show_name()
    alike = st.container()
    form.show_known(own_place(actor, db))
    form.show_rest()
    typed = form.typed()
    found = (
        list_likely(actor, db, typed) if typed.keys() & {"name", "uscc", "contact_phone"} else []
    )
    with alike:
        LikelyList(language, reference).show(found)
    other = is_another(any(each.likeness is Likeness.NAME for each in found), typed)
    # Above the button: a phone shows what is there without scrolling.
    refusal = st.container()
    if st.button(
        say("save"), key="new-save", type="primary", width="stretch", icon=":material/add_business:"
    ):
        save(typed, same_name_is_another=other)
