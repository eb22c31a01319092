"""The enterprise's own page: its two people first, then help, then what is done for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from liaison.domain.vocabulary import LiaisonRole, RequestStatus
from liaison.locales.change_words import moment_text
from liaison.services.portal import (
    PortalRequest,
    PortalView,
    portal_view,
    report_own_figures,
)
from liaison.web.components.answer_rating import show_answer_rating
from liaison.web.components.card_links import cards_address
from liaison.web.components.enterprise_header import (
    DAY_FIGURES,
    show_figure_fields,
    typed_figures,
)
from liaison.web.components.file_links import show_file_links
from liaison.web.components.kept_forms import drafted, kept_until_saved
from liaison.web.components.pair_cards import StandIn, show_pair
from liaison.web.components.request_form import show_request_button
from liaison.web.components.request_list import STATES
from liaison.web.components.saving import attempt, show_notice, warnings_of
from liaison.web.session import current_actor, current_words, database
from liaison.web.templating import render

actor, language, db = current_actor(), current_words(), database()


def say(key: str, **values: object) -> str:
    return language(f"portal.{key}", **values)


def stand_ins(view: PortalView) -> dict[LiaisonRole, StandIn]:
    """Who acts for those of the two who are away."""
    pair = {LiaisonRole.COMMISSIONER: view.commissioner, LiaisonRole.OFFICER: view.officer}
    return {
        role: StandIn(person.deputy, person.away_until)
        for role, person in pair.items()
        if person is not None and person.away_until is not None
    }


def show_requests(requests: list[PortalRequest]) -> None:
    if not requests:
        st.info(say("no_requests"), icon=":material/support_agent:")
    for request in requests:
        with st.container(border=True, key=f"request-{request.id}"):
            st.html(
                render(
                    "portal_request.html",
                    language,
                    request=request,
                    state=state_of(request),
                    plain=say(f"request.{request.status}", due=moment_text(request.due_at)),
                    moment=moment_text,
                )
            )
            if request.status is RequestStatus.DECLINED and request.reason:
                st.html(render("portal_reason.html", language, reason=request.reason))
            if request.may_rate:
                show_answer_rating(language, request)


def state_of(request: PortalRequest) -> str:
    is_ours = request.status is RequestStatus.REOPENED
    return "in_progress" if is_ours else STATES[request.status]


def show_figures(view: PortalView) -> None:
    """The figures of the day in a form that is folded until it is wanted."""
    figures = {key: view.figures[key] for key in DAY_FIGURES}
    folded = st.expander(say("figures"), icon=":material/edit_note:", key="figures")
    with folded, st.form("figures-form", border=False):
        st.caption(say("figures_purpose"))
        with drafted(f"figures-{view.enterprise_id}"):
            show_figure_fields(language, view.version, figures)
        st.form_submit_button(
            say("figures_save"),
            key="figures-save",
            type="primary",
            on_click=report,
            args=(view.version, figures),
        )


def report(version: int, figures: dict[str, int | float | None]) -> None:
    typed = typed_figures(version, figures)
    report_own = partial(report_own_figures, figures=typed)
    wish = kept_until_saved(f"figures-{actor.enterprise_id}", report_own)
    attempt(wish, say("figures_saved"), lambda saved: warnings_of(saved, language))


view = portal_view(actor, db)
with st.container(key="portal-top"):
    st.title(say("title"))
    st.html(f'<p class="quiet portal-purpose">{say("purpose")}</p>')
    acting = stand_ins(view)
    show_pair(language, view.commissioner, view.officer, acting, gap=say("nobody"), large=True)
    show_request_button(language, view.enterprise_id, "portal", primary=True)
    show_file_links([(say("save_card"), cards_address({}, "png"))])
st.header(say("requests"))
show_requests(view.requests)
st.header(say("measures"))
if view.measures:
    st.html(render("portal_measures.html", language, measures=view.measures))
show_figures(view)
show_notice(language)
