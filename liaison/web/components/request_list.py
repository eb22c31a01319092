"""Requests of an enterprise for those who answer them: take on, answer, pass on, decline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup

from liaison.domain.page import Page
from liaison.domain.records import Request
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import REQUEST_MOVES, UNANSWERED, RequestStatus
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.services.requests import (
    REASON_LIMIT,
    TEXT_LIMIT,
    accept_request,
    answer_request,
    assign_request,
    decline_request,
)
from liaison.store.database import Database
from liaison.store.requests import RequestRow
from liaison.web.components.kept_forms import (
    close_form,
    drafted,
    is_open,
    kept_until_saved,
    open_form,
)
from liaison.web.components.saving import Done, Edit, close_when_done, save
from liaison.web.templating import render

STATES = {
    RequestStatus.SUBMITTED: "waiting",
    RequestStatus.ACCEPTED: "in_progress",
    RequestStatus.ASSIGNED: "in_progress",
    RequestStatus.ANSWERED: "done",
    RequestStatus.SETTLED: "done",
    RequestStatus.REOPENED: "overdue",
    RequestStatus.DECLINED: "not_applicable",
}


@dataclass(frozen=True)
class RequestList:
    """The requests; `people` are those in charge by id, to whom one can be passed on."""

    language: Words
    may_answer: bool
    who: Callable[[str], str]
    people: Mapping[int, str]

    def show(self, found: Page[RequestRow]) -> None:
        if not found.rows:
            key = "no_requests" if self.may_answer else "no_requests_seen"
            st.info(self.language(f"enterprise.{key}"))
        for row in found.rows:
            with st.container(border=True, key=f"request-{row.request.id}"):
                self._show_one(row)

    def _show_one(self, row: RequestRow) -> None:
        request = row.request
        st.html(
            render(
                "request.html",
                self.language,
                row=row,
                request=request,
                state="overdue" if row.is_overdue else STATES[request.status],
                is_waiting=request.status in UNANSWERED,
                who=self.who,
                moment=moment_text,
            )
        )
        moves = REQUEST_MOVES[request.status]
        if self.may_answer and moves and request.status is not RequestStatus.ANSWERED:
            with st.container(horizontal=True):
                self._show_moves(request, moves)

    def _show_moves(self, request: Request, moves: tuple[RequestStatus, ...]) -> None:
        if RequestStatus.ACCEPTED in moves:
            accept = partial(accept_request, request_id=request.id)
            self._button(request, "accept", self._edit(request, "accepted", accept))
        if RequestStatus.ANSWERED in moves:
            self._ask(request, "answer", TEXT_LIMIT)
        if RequestStatus.ASSIGNED in moves:
            self._show_others(request)
        if RequestStatus.DECLINED in moves:
            self._ask(request, "decline", REASON_LIMIT)

    def _show_others(self, request: Request) -> None:
        """Those in charge who do not have it yet."""
        for liaison_id, name in self.people.items():
            if liaison_id == request.liaison_id:
                continue
            assign = partial(assign_request, request_id=request.id, liaison_id=liaison_id)
            edit = self._edit(request, "assigned", assign)
            self._button(request, "assign", edit, liaison_id=liaison_id, name=name)

    def _button(
        self, request: Request, what: str, edit: Edit, liaison_id: int = 0, **values: str
    ) -> None:
        st.button(
            self.language(f"enterprise.request_{what}", **values),
            key=f"{what}-{request.id}-{liaison_id}",
            type="primary" if what == "accept" else "secondary",
            on_click=save,
            args=(edit, request.version),
        )

    def _ask(self, request: Request, what: str, limit: int) -> None:
        """A button whose dialog asks for the text that the enterprise will read."""
        label = self.language(f"enterprise.request_{what}")
        name = f"{what}-{request.id}"
        st.button(
            label,
            key=name,
            type="primary" if what == "answer" else "secondary",
            on_click=open_form,
            args=(name,),
        )
        if is_open(name):
            st.dialog(label, on_dismiss=close_form)(self._text_form)(request, what, limit)

    def _text_form(self, request: Request, what: str, limit: int) -> None:
        st.html(str(Markup('<p class="entry-text">{}</p>').format(request.body)))
        with st.form(f"{what}-form-{request.id}", border=False):
            with drafted(f"{what}-{request.id}"):
                st.text_area(
                    self.language(f"enterprise.request_{what}_text"),
                    key=f"{what}-text-{request.id}",
                )
            submitted = st.form_submit_button(
                self.language(f"enterprise.request_{what}_save"),
                key=f"{what}-save-{request.id}",
                type="primary",
                width="stretch",
                on_click=self._save_text,
                args=(request, what),
            )
        close_when_done(submitted)

    def _save_text(self, request: Request, what: str) -> None:
        text = str(st.session_state.get(f"{what}-text-{request.id}") or "")
        wish: partial[Request]
        if what == "answer":
            wish = partial(answer_request, request_id=request.id, answer=text)
        else:
            wish = partial(decline_request, request_id=request.id, reason=text)
        said = {"answer": "answered", "decline": "declined"}[what]
        edit = self._edit(request, said, kept_until_saved(f"{what}-{request.id}", wish))
        save(edit, request.version)

    def _edit(self, request: Request, said: str, wish: Callable[..., Request]) -> Edit:
        def save_version(
            actor: Actor, db: Database, version: int, _staying: Collection[str]
        ) -> Done:
            wish(actor, db, version=version)
            return Done()

        kind = self.language.label("request_kind", request.kind)
        return Edit(
            "request",
            kind,
            self.language(f"enterprise.request_{said}"),
            asdict(request),
            save_version,
            is_whole=True,
        )
