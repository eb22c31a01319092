"""Inviting many at once: all who have no account yet, their links in one workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.errors import InvalidInput
from liaison.domain.invitations import InvitationCounts, Invitee, Standing, address
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import DEFAULT_LANGUAGE, Words, words
from liaison.locales.sentences import actor_label, invitation_text
from liaison.services.guard import requires
from liaison.services.invitation_links import Link, make_links, without_taken
from liaison.services.reports import MEDIA_TYPES, ExportedFile
from liaison.sheets.writing.invitations import Invited, write_invitations
from liaison.store import exports, history, invitations
from liaison.store.database import Connection, Database
from liaison.store.history import Change


@dataclass(frozen=True, slots=True)
class InvitedMany:
    """The workbook with everybody's link, of which nothing else is kept.

    `left_out` could not be invited, since an account of somebody else has their staff number.
    """

    file: ExportedFile
    left_out: int


@requires(Action.MANAGE_ACCOUNTS)
def count_invitations(
    actor: Actor,
    db: Database,
    *,
    role: LiaisonRole | None = None,
    area_code: str | None = None,
) -> InvitationCounts:
    """How many people of a role and an area have an account, were invited, or were not yet."""
    with db.read() as connection:
        people = invitations.list_here(connection, today=db.today(), role=role, area_code=area_code)
        names = invitations.taken_names(connection)
    counted = dict.fromkeys(Standing, 0)
    for each in people:
        counted[each.standing(db.now())] += 1
    taken = len(without_taken(people, names)[1])
    return InvitationCounts(
        active=counted[Standing.ACTIVE],
        invited=counted[Standing.INVITED],
        not_yet=counted[Standing.NOT_YET] - taken,
        disabled=counted[Standing.DISABLED],
        taken=taken,
    )


@requires(Action.MANAGE_ACCOUNTS)
def invite_many(
    actor: Actor,
    db: Database,
    *,
    base_url: str,
    role: LiaisonRole | None = None,
    area_code: str | None = None,
    language: str = DEFAULT_LANGUAGE,
    renew: bool = False,
) -> InvitedMany:
    """Invite everybody who has neither account nor invitation, all of them or nobody.

    With `renew` also those who were invited and have not come: their addresses are replaced.
    The workbook is logged as an export.
    """
    wanted = {Standing.NOT_YET, Standing.INVITED} if renew else {Standing.NOT_YET}
    with db.write() as connection:
        people = [
            each
            for each in invitations.list_here(
                connection, today=db.today(), role=role, area_code=area_code
            )
            if each.standing(db.now()) in wanted
        ]
        chosen, taken = without_taken(people, invitations.taken_names(connection))
        if not chosen:
            raise InvalidInput("nobody_to_invite")
        links = make_links(connection, db, actor, chosen, language)
        file = _workbook(db, actor, links, taken, base_url, words(language))
        _log_export(connection, db, actor, file, area_code, language)
    return InvitedMany(file, len(taken))


def _workbook(
    db: Database,
    actor: Actor,
    links: Sequence[Link],
    taken: Sequence[Invitee],
    base_url: str,
    language: Words,
) -> ExportedFile:
    texts = {code: words(code) for code in {link.invitation.language for link in links}}
    rows = []
    for link in links:
        where = address(base_url, link.token)
        text = invitation_text(link.invitation, where, texts[link.invitation.language])
        rows.append(Invited(link.invitation, link.person, where, text))
    content = write_invitations(rows, taken, language, creator=actor_label(actor.name, language))
    at = db.now().astimezone(CITY_ZONE)
    name = f"{language('invitations.workbook.file')}_{at:%Y-%m-%d_%H%M%S}.xlsx"
    return ExportedFile(name, MEDIA_TYPES["xlsx"], content, len(rows))


def _log_export(
    connection: Connection,
    db: Database,
    actor: Actor,
    file: ExportedFile,
    area_code: str | None,
    language: str,
) -> None:
    told = {
        "kind": "invitations",
        "area": area_code,
        "file_name": file.file_name,
        "rows": file.rows,
    }
    number = exports.log(
        connection,
        at=db.now(),
        actor=actor.name,
        kind="invitations",
        area_code=area_code,
        as_of=None,
        language=language,
        file_name=file.file_name,
        rows=file.rows,
    )
    changes = {key: (None, value) for key, value in told.items()}
    change = Change("export.made", "export", number, changes=changes)
    history.append(connection, [change], at=db.now(), actor=actor.name)
