"""An enterprise confirms an answer: five grades, and a word where it likes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from liaison.locales import Words
from liaison.services.portal import PortalRequest
from liaison.services.requests import confirm_request
from liaison.web.components.kept_forms import drafted, kept_until_saved
from liaison.web.components.saving import attempt, notify

RATINGS = (5, 4, 3, 2, 1)


def show_answer_rating(language: Words, request: PortalRequest) -> None:
    """A form that settles the request, or reopens it where the grade is poor."""
    with st.form(f"rating-form-{request.id}", border=False):
        with drafted(f"rating-{request.id}"):
            st.pills(
                language("portal.rate"),
                RATINGS,
                key=f"rating-{request.id}",
                format_func=lambda rating: language.label("rating", rating),
                help=language("portal.rate_help"),
            )
            st.text_input(language("portal.rate_comment"), key=f"comment-{request.id}")
        st.form_submit_button(
            language("portal.rate_send"),
            key=f"rate-{request.id}",
            type="primary",
            on_click=_send,
            args=(language, request),
        )


def _send(language: Words, request: PortalRequest) -> None:
    rating = st.session_state.get(f"rating-{request.id}")
    if rating is None:
        notify(language("portal.rate_missing"), refused=True)
        return
    wish = partial(
        confirm_request,
        request_id=request.id,
        rating=rating,
        comment=st.session_state.get(f"comment-{request.id}"),
        version=request.version,
    )
    attempt(kept_until_saved(f"rating-{request.id}", wish), language("portal.rated"))
