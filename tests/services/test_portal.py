"""The enterprise's own page and the link that opens it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState, RequestKind, RequestStatus
from liaison.services.enterprises import get_enterprise
from liaison.services.portal import (
    link_of,
    open_link,
    portal_view,
    report_own_figures,
    revoke_link,
)
from liaison.services.requests import (
    accept_request,
    answer_request,
    confirm_request,
    submit_request,
)
from liaison.services.support import set_measure
from liaison.store.database import Database, iso
from tests.conftest import (
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)


@pytest.fixture
def enterprise(db: Database) -> Actor:
    return enterprise_actor(make_enterprise(db, name="织里童装厂"))


def id_of(actor: Actor) -> int:
    assert actor.enterprise_id is not None
    return actor.enterprise_id


class TestLink:
    def test_opens_the_enterprise_and_stays_the_same(self, db: Database) -> None:
        first, second = make_enterprise(db), make_enterprise(db)
        for each in (first, second):
            token = link_of(OPERATOR, db, each)
            assert open_link(db, token) == each
            assert link_of(OPERATOR, db, each) == token
            assert open_link(Database(db.path, db.clock), token) == each

    def test_a_revoked_link_opens_nothing_and_ends_its_sessions(self, db: Database) -> None:
        enterprise_id = make_enterprise(db)
        token = link_of(OPERATOR, db, enterprise_id)
        with db.write() as connection:
            session = {
                "id": "s",
                "enterprise_id": enterprise_id,
                "created_at": iso(db.now()),
                "seen_at": iso(db.now()),
                "expires_at": iso(db.now() + timedelta(days=30)),
            }
            connection.table("sessions").insert(session)
        revoke_link(OPERATOR, db, enterprise_id)
        with pytest.raises(NotFound, match="link_not_valid"):
            open_link(db, token)
        renewed = link_of(OPERATOR, db, enterprise_id)
        assert renewed != token
        assert open_link(db, renewed) == enterprise_id
        with db.read() as connection:
            assert connection.table("sessions").count == 0
        entry = get_enterprise(OPERATOR, db, enterprise_id).history[0]
        assert (entry.action, dict(entry.changes)) == ("link.revoked", {"link_number": (1, 2)})

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda token: "", id="empty"),
            pytest.param(lambda token: "1", id="a number"),
            pytest.param(lambda token: token[:-1], id="cut"),
            pytest.param(lambda token: token + "A", id="longer"),
            pytest.param(lambda token: token[:-4] + "AAAA", id="another signature"),
            pytest.param(lambda token: "AAAAAAA" + token[7:], id="another enterprise"),
            pytest.param(lambda token: "链接" * 14, id="no token at all"),
            pytest.param(lambda token: token.swapcase(), id="other letters"),
        ],
    )
    def test_a_wrong_link_opens_nothing(self, db: Database, change: object) -> None:
        token = link_of(OPERATOR, db, make_enterprise(db))
        assert callable(change)
        with pytest.raises(NotFound, match="link_not_valid"):
            open_link(db, change(token))

    def test_the_link_of_a_deleted_enterprise_never_opens_the_next_one(self, db: Database) -> None:
        gone = make_enterprise(db, created_at=iso(db.now() - timedelta(days=1)))
        token = link_of(OPERATOR, db, gone)
        with db.write() as connection:
            connection.table("enterprises").delete(gone)
        assert make_enterprise(db) == gone
        with pytest.raises(NotFound, match="link_not_valid"):
            open_link(db, token)

    def test_only_those_who_reach_the_enterprise_issue_it(
        self, db: Database, enterprise: Actor
    ) -> None:
        officer = make_liaison(db)
        make_pair(db, id_of(enterprise), officer)
        assert link_of(liaison_actor(officer), db, id_of(enterprise))
        assert link_of(official_of("330502"), db, id_of(enterprise))
        for actor in (liaison_actor(make_liaison(db)), official_of("330521"), enterprise):
            with pytest.raises(NotPermitted):
                link_of(actor, db, id_of(enterprise))
            with pytest.raises(NotPermitted):
                revoke_link(actor, db, id_of(enterprise))


class TestPage:
    def test_shows_both_people_without_their_staff_numbers(
        self, db: Database, enterprise: Actor
    ) -> None:
        officer = make_liaison(db, name="张三", phone="13905720001", staff_no="P-SECRET-1")
        commissioner = make_liaison(db, "commissioner", name="李四", staff_no="P-SECRET-2")
        for each in (officer, commissioner):
            make_pair(db, id_of(enterprise), each)
        view = portal_view(enterprise, db)
        assert view.name == "织里童装厂"
        assert view.officer is not None
        assert (view.officer.name, view.officer.unit) == ("张三", "织里派出所")
        assert view.officer.phone == "13905720001"
        assert view.commissioner is not None
        assert view.commissioner.name == "李四"
        assert "P-SECRET" not in repr(asdict(view))

    def test_a_gap_is_none(self, db: Database, enterprise: Actor) -> None:
        view = portal_view(enterprise, db)
        assert (view.officer, view.commissioner) == (None, None)

    def test_measures_speak_plainly_in_the_reader_s_language_without_notes(
        self, db: Database, enterprise: Actor
    ) -> None:
        set_measure(
            OPERATOR, db, id_of(enterprise), "M02", state=MeasureState.DONE, note="内部说明七号"
        )
        view = portal_view(enterprise, db)
        assert len(view.measures) == 10
        assert (view.measures[1].title, view.measures[1].plain) == ("运输保畅", "已经办好")
        english = Actor(
            name="enterprise",
            role=enterprise.role,
            enterprise_id=enterprise.enterprise_id,
            language="en",
        )
        done = portal_view(english, db).measures[1]
        assert (done.title, done.plain) == ("Transport", "Done")
        assert "内部说明七号" not in repr(asdict(view))

    def test_requests_show_what_may_be_rated(self, db: Database, enterprise: Actor) -> None:
        officer = make_liaison(db)
        make_pair(db, id_of(enterprise), officer)
        actor = liaison_actor(officer)
        request_id = submit_request(enterprise, db, id_of(enterprise), RequestKind.OTHER, "求助")
        assert [each.may_rate for each in portal_view(enterprise, db).requests] == [False]
        accept_request(actor, db, request_id)
        answer_request(actor, db, request_id, "办好了")
        (answered,) = portal_view(enterprise, db).requests
        assert (answered.may_rate, answered.answer) == (True, "办好了")
        confirm_request(enterprise, db, request_id, 5, version=answered.version)
        (settled,) = portal_view(enterprise, db).requests
        assert (settled.status, settled.rating) == (RequestStatus.SETTLED, 5)

    def test_nobody_else_has_a_page(self, db: Database, enterprise: Actor) -> None:
        for actor in (OPERATOR, official_of(None), liaison_actor(make_liaison(db))):
            with pytest.raises(NotPermitted):
                portal_view(actor, db)

    def test_an_enterprise_sees_no_other_service(self, db: Database, enterprise: Actor) -> None:
        with pytest.raises(NotPermitted):
            get_enterprise(enterprise, db, id_of(enterprise))


class TestFigures:
    def test_the_enterprise_reports_its_own_day(self, db: Database, enterprise: Actor) -> None:
        version = portal_view(enterprise, db).version
        saved = report_own_figures(
            enterprise, db, {"employees_on_duty": 75, "capacity_percent": 80}, version=version
        )
        assert (saved.enterprise.employees_on_duty, saved.enterprise.capacity_percent) == (75, 80)
        assert portal_view(enterprise, db).figures["employees_on_duty"] == 75
        entry = get_enterprise(OPERATOR, db, id_of(enterprise)).history[0]
        assert (entry.action, entry.actor) == ("enterprise.reported", "enterprise")

    @pytest.mark.parametrize("key", ["status", "name", "uscc", "remark"])
    def test_and_nothing_else(self, db: Database, enterprise: Actor, key: str) -> None:
        with pytest.raises(InvalidInput, match="field_unknown"):
            report_own_figures(enterprise, db, {key: "x"})

    def test_nor_does_anybody_report_for_it_here(self, db: Database) -> None:
        with pytest.raises(NotPermitted):
            report_own_figures(OPERATOR, db, {"employees": 1})
