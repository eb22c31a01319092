"""The fields of an enterprise that is added by hand: the few that matter, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from liaison.domain.fields import field_table
from liaison.domain.parsing import Context, Value
from liaison.domain.problems import UNQUOTED, Problem
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import AboveScale, FilingStatus, Status
from liaison.locales import Words
from liaison.locales.sentences import problem_sentence
from liaison.web.components.kept_forms import drafted
from liaison.web.components.record_table import state

_KEY = "new-{}"
DRAFT = "new-enterprise"
_FIELDS = field_table("enterprises")
_FOLDED = (
    *("filing_status", "planned_on", "address", "industry", "above_scale"),
    *("employees", "employees_on_duty", "remark"),
)


@dataclass(frozen=True)
class NewEnterpriseForm:
    """The fields, each told at once what is wrong with it; `places` are areas by code."""

    language: Words
    reference: Reference
    places: Mapping[str, str]
    today: date

    def typed(self) -> dict[str, Value]:
        """What was typed so far, by field key; what is empty is left out."""
        keys = ("name", "uscc", "contact_name", "contact_phone", "town", "status", *_FOLDED)
        values = {key: st.session_state.get(_KEY.format(key)) for key in keys}
        told = {key: str(each) if isinstance(each, date) else each for key, each in values.items()}
        return {key: each for key, each in told.items() if each not in (None, "")}

    def show_name(self) -> None:
        self._text("name")

    def show_known(self, own_place: str | None) -> None:
        """Credit code, contact, place and status; the place begins with the reader's own."""
        self._text("uscc", help=self._say("uscc_help"))
        self._check("uscc", ok=self._say("uscc_ok"))
        with st.container(horizontal=True, key="new-contact"):
            self._text("contact_name")
            self._text("contact_phone")
        self._check("contact_phone")
        codes = list(self.places)
        st.selectbox(
            self._label("town"),
            codes,
            index=codes.index(own_place) if own_place in codes else None,
            key=_KEY.format("town"),
            format_func=self.places.__getitem__,
            placeholder=self._say("choose_place"),
        )
        st.pills(
            self._label("status"),
            list(Status),
            key=_KEY.format("status"),
            format_func=lambda each: self.language.label("status", each),
        )

    def show_rest(self) -> None:
        """What can be filled in later, folded."""
        with st.expander(self._say("more"), icon=":material/unfold_more:"):
            filings = {
                each.value: self.language.label("filing_status", each) for each in FilingStatus
            }
            self._choice("filing_status", filings)
            st.date_input(
                self._label("planned_on"), None, key=_KEY.format("planned_on"), format="YYYY-MM-DD"
            )
            self._text("address")
            industries = {
                code: f"{code} {each.name_in(self.language.language)}"
                for code, each in self.reference.industries.items()
            }
            self._choice("industry", industries)
            self._choice(
                "above_scale",
                {each.value: self.language.label("above_scale", each) for each in AboveScale},
            )
            with st.container(horizontal=True, key="new-staff"):
                for key in ("employees", "employees_on_duty"):
                    st.number_input(self._label(key), 0, None, None, 1, key=_KEY.format(key))
            self._text("remark")

    def _text(self, key: str, help: str | None = None) -> None:  # noqa: A002 # as Streamlit has it
        with drafted(f"{DRAFT}-{key}"):
            st.text_input(self._label(key), key=_KEY.format(key), help=help)

    def _choice(self, key: str, labels: Mapping[str, str]) -> None:
        st.selectbox(
            self._label(key),
            list(labels),
            index=None,
            key=_KEY.format(key),
            format_func=labels.__getitem__,
            placeholder=self._say("choose"),
            filter_mode=None,
        )

    def _check(self, key: str, ok: str = "") -> None:
        """What is to be looked at in a field, as soon as it is left; `ok` where nothing is."""
        typed = str(st.session_state.get(_KEY.format(key)) or "").strip()
        if not typed:
            return
        value, code = _FIELDS[key].read(typed, Context(self.reference, self.today))
        if code is not None:
            shown = None if code in UNQUOTED else typed
            said = problem_sentence(
                Problem(code, "", 0, None, key, shown), "enterprises", self.language
            )
            self._tell("waiting", said)
        elif value is not None and ok:
            self._tell("done", ok)

    def _tell(self, kind: str, text: str) -> None:
        st.html(Markup('<p class="field-told" role="status">{}</p>').format(state(kind, text)))

    def _label(self, key: str) -> str:
        return self.language(f"fields.enterprises.{key}")

    def _say(self, key: str) -> str:
        return self.language(f"add_enterprise.{key}")
