"""Requests: listed by what is to be done first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.domain.errors import NotFound
from liaison.domain.filters import RequestFilter
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import RequestKind, RequestStatus
from liaison.store import requests
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair


def ask(
    db: Database,
    enterprise_id: int,
    body: str,
    *,
    due_in: float = 1,
    status: RequestStatus = RequestStatus.SUBMITTED,
    kind: RequestKind = RequestKind.OTHER,
    liaison_id: int | None = None,
) -> int:
    with db.write() as connection:
        request_id = requests.insert(
            connection,
            enterprise_id=enterprise_id,
            kind=kind,
            body=body,
            at=db.now(),
            by="企业",
            due_at=db.now() + timedelta(hours=due_in),
            liaison_id=liaison_id,
        )
        if status is not RequestStatus.SUBMITTED:
            requests.update(connection, request_id, {"status": status})
        return request_id


def bodies(db: Database, scope: Scope | None = None, **filters: object) -> list[str]:
    with db.read() as connection:
        page = requests.list_page(
            connection,
            scope or Scope(),
            RequestFilter(**filters),  # type: ignore[arg-type]
            now=db.now(),
            page=1,
            page_size=50,
        )
    assert page.total == len(page.rows)
    return [row.request.body for row in page.rows]


def test_unanswered_come_first_by_deadline(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    ask(db, enterprise_id, "settled", due_in=-9, status=RequestStatus.SETTLED)
    ask(db, enterprise_id, "later", due_in=5)
    ask(db, enterprise_id, "overdue", due_in=-1, status=RequestStatus.REOPENED)
    assert bodies(db) == ["overdue", "later", "settled"]
    assert bodies(db, only_overdue=True) == ["overdue"]


def test_filters_and_scopes(db: Database) -> None:
    officer = make_liaison(db, name="张三")
    mine = make_enterprise(db, name="织里童装厂")
    other = make_enterprise(db, name="德清电子厂", county_code="330521", town_code="330521101")
    make_pair(db, mine, officer)
    ask(db, mine, "100% 停产", kind=RequestKind.STAFF, liaison_id=officer)
    ask(db, other, "缺原料", status=RequestStatus.ANSWERED)
    assert bodies(db, Scope(liaison_ids=frozenset({officer}))) == ["100% 停产"]
    assert bodies(db, Scope(area_code="330521")) == ["缺原料"]
    assert bodies(db, Scope(enterprise_id=other)) == ["缺原料"]
    assert bodies(db, area_code="330521101") == ["缺原料"]
    assert bodies(db, statuses=(RequestStatus.ANSWERED,)) == ["缺原料"]
    assert bodies(db, kind=RequestKind.STAFF) == ["100% 停产"]
    assert bodies(db, liaison_id=officer) == ["100% 停产"]
    assert bodies(db, enterprise_id=other) == ["缺原料"]
    assert bodies(db, search="童装") == ["100% 停产"]
    assert bodies(db, search="原料") == ["缺原料"]
    assert bodies(db, search="100%") == ["100% 停产"]
    assert bodies(db, search="_") == []


def test_row_names_the_enterprise_and_who_has_it(db: Database) -> None:
    officer = make_liaison(db, name="张三")
    enterprise_id = make_enterprise(db, name="织里童装厂")
    ask(db, enterprise_id, "x", due_in=-1, liaison_id=officer)
    with db.read() as connection:
        page = requests.list_page(
            connection, Scope(), RequestFilter(), now=db.now(), page=1, page_size=10
        )
    (row,) = page.rows
    assert (row.enterprise_name, row.responsible, row.is_overdue) == ("织里童装厂", "张三", True)


def test_update_raises_the_version(db: Database) -> None:
    request_id = ask(db, make_enterprise(db), "x", status=RequestStatus.ACCEPTED)
    with db.read() as connection:
        found = requests.get(connection, request_id)
        with pytest.raises(NotFound, match="request_not_found"):
            requests.get(connection, 404)
    assert (found.version, found.status, found.reopens) == (2, RequestStatus.ACCEPTED, 0)
