"""Inviting all who have no account yet: how many there are, and the workbook with their links."""

from __future__ import annotations

from functools import partial

import streamlit as st

from liaison.domain.invitations import InvitationCounts
from liaison.domain.reference import Reference
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.mass_invitation import count_invitations, invite_many
from liaison.services.reports import ExportedFile
from liaison.store.database import Database
from liaison.web.components.area_choice import area_labels, own_area
from liaison.web.components.file_links import show_file_links
from liaison.web.components.linked_filters import linked_choice
from liaison.web.components.saving import attempt
from liaison.web.held_files import HeldFile, hold
from liaison.web.session import current_session_id, origin

# The workbook that waits to be downloaded: its address, its rows, who was left out.
_MADE = "invitations-made"
_ROLE, _AREA = "invite_role", "invite_area"


def show_mass_invitation(actor: Actor, db: Database, reference: Reference, language: Words) -> None:
    """A section that is folded until it is asked for, or while a workbook waits."""

    def say(key: str, **values: object) -> str:
        return language(f"invitations.many.{key}", **values)

    made = st.session_state.get(_MADE)
    is_open = bool(made or {_ROLE, _AREA} & set(st.query_params))
    with st.expander(say("title"), icon=":material/forward_to_inbox:", expanded=is_open):
        st.caption(say("purpose"))
        with st.container(horizontal=True, key="invite-filters"):
            role = _ask_role(language)
            area = _ask_area(actor, reference, language)
        counts = count_invitations(actor, db, role=role, area_code=area)
        _show_counts(counts, language)
        _ask(counts, role, area, language)
        if made is not None:
            address, rows = made
            st.text(say("file"))
            show_file_links([(say("download", number=f"{rows:,}"), address)])


def _ask_role(language: Words) -> LiaisonRole | None:
    labels = {"": language("invitations.many.any_role")}
    labels |= {role.value: language.label("role", role) for role in LiaisonRole}
    label = language("invitations.many.role")
    chosen = linked_choice(_ROLE, label, labels, "", is_labelled=True)
    return LiaisonRole(chosen) if chosen else None


def _ask_area(actor: Actor, reference: Reference, language: Words) -> str | None:
    labels = {"": own_area(actor, reference).name_in(language.language)}
    labels |= area_labels(actor, reference, language)
    label = language("invitations.many.area")
    return linked_choice(_AREA, label, labels, "", is_labelled=True) or None


def _show_counts(counts: InvitationCounts, language: Words) -> None:
    if not counts.total:
        st.caption(language("invitations.many.nobody"))
        return
    with st.container(horizontal=True, key="invite-counts"):
        for key in ("active", "invited", "not_yet"):
            st.metric(language(f"invitations.many.{key}"), f"{getattr(counts, key):,}")
    for key in ("disabled", "taken"):
        if number := getattr(counts, key):
            st.caption(language(f"invitations.many.{key}", number=f"{number:,}"))


def _ask(
    counts: InvitationCounts, role: LiaisonRole | None, area: str | None, language: Words
) -> None:
    renew = bool(
        counts.invited
        and st.checkbox(
            language("invitations.many.renew", number=f"{counts.invited:,}"), key="invite-renew"
        )
    )
    number = counts.not_yet + (counts.invited if renew else 0)
    if not number:
        if counts.total:
            st.caption(language("invitations.many.everybody"))
        return
    st.button(
        language("invitations.many.invite", number=f"{number:,}"),
        type="primary",
        icon=":material/person_add:",
        key="invite-many",
        on_click=_invite,
        args=(role, area, renew, language),
    )


def _invite(role: LiaisonRole | None, area: str | None, renew: bool, language: Words) -> None:
    """Make the links and hold the workbook for this session; nothing else has them."""

    def keep(actor: Actor, db: Database) -> None:
        file = invite_many(
            actor,
            db,
            base_url=origin(),
            role=role,
            area_code=area,
            language=actor.language,
            renew=renew,
        ).file
        held = HeldFile(
            session_id=current_session_id() or "",
            file_name=file.file_name,
            media_type=file.media_type,
            make=partial(_content, file),
        )
        st.session_state[_MADE] = (hold(held), file.rows)
        st.session_state["invite-renew"] = False

    attempt(keep, language("invitations.many.done"))


def _content(file: ExportedFile, actor: Actor) -> bytes:
    """The workbook, for whoever may still invite when it is fetched."""
    require(actor, Action.MANAGE_ACCOUNTS)
    return file.content
