"""County and town of records that are there: they go together, whoever decides."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.domain.conflicts import Resolutions, Side
from liaison.domain.plan import ExistingRows, OutcomeKind
from liaison.domain.roles import Actor
from liaison.services.enterprises import find_enterprise, get_enterprise, update_enterprise
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.store.database import Database
from tests.conftest import credit_code, make_enterprise
from tests.workbooks import xlsx

HEADER = ["企业名称", "统一社会信用代码", "所属县区", "所属乡镇", "企业地址"]
MILL = ["湖州某织造有限公司", credit_code(9_101)]
ZHILI, FENGHUANG = "330502100", "330502009"


def write(actor: Actor, db: Database, *cells: Any, **options: Any) -> int:
    existing = options.pop("existing", ExistingRows.UPDATE)
    content = xlsx([HEADER, [*MILL, *cells]])
    plan = plan_roster_import(actor, db, content, "名册.xlsx", existing=existing)
    return commit_roster_import(actor, db, plan, **options).batch_id or 0


def area_of(actor: Actor, db: Database) -> tuple[str | None, str | None]:
    enterprise = get_enterprise(actor, db, find_enterprise(actor, db, MILL[1])).enterprise
    return enterprise.county_code, enterprise.town_code


@pytest.mark.parametrize(
    ("stored", "cells", "rule", "area"),
    [
        pytest.param(
            ("330502", ZHILI),
            ("南浔区", None),
            ExistingRows.UPDATE,
            ("330503", None),
            id="another county leaves the old town behind",
        ),
        pytest.param(
            ("330502", ZHILI),
            ("南浔区", None, "南浔区练市镇某路1号"),
            ExistingRows.UPDATE,
            ("330503", None),
            id="a town that only the address tells does not hold the old one",
        ),
        pytest.param(
            ("330502", FENGHUANG),
            ("南太湖新区", None),
            ExistingRows.UPDATE,
            ("HZ-NTH", FENGHUANG),
            id="a town that lies in the new county stays",
        ),
        pytest.param(
            ("330502", None),
            ("南浔区", "练市镇"),
            ExistingRows.FILL,
            ("330502", None),
            id="no town of another county is filled in",
        ),
        pytest.param(
            ("330502", None),
            ("吴兴区", "织里镇"),
            ExistingRows.FILL,
            ("330502", ZHILI),
            id="a town of the same county is filled in",
        ),
    ],
)
def test_county_and_town_agree_after_an_import(
    stored: tuple[str, str | None],
    cells: tuple[Any, ...],
    rule: ExistingRows,
    area: tuple[str, str | None],
    administrator: Actor,
    db: Database,
) -> None:
    make_enterprise(db, name=MILL[0], uscc=MILL[1], county_code=stored[0], town_code=stored[1])
    write(administrator, db, *cells, existing=rule)
    assert area_of(administrator, db) == area


def test_the_town_left_behind_comes_back_with_the_undo(administrator: Actor, db: Database) -> None:
    make_enterprise(db, name=MILL[0], uscc=MILL[1])
    undo_import(administrator, db, write(administrator, db, "南浔区", None))
    assert area_of(administrator, db) == ("330502", ZHILI)


@pytest.mark.parametrize(
    ("side", "area"),
    [
        pytest.param(Side.KEEP, ("330502", None), id="the edit keeps county and town"),
        pytest.param(Side.TAKE, ("330503", "330503102"), id="the file gives county and town"),
    ],
)
def test_a_county_that_is_kept_keeps_its_town(
    side: Side, area: tuple[str, str | None], administrator: Actor, db: Database
) -> None:
    write(administrator, db, "德清县", None)
    mill = find_enterprise(administrator, db, MILL[1])
    update_enterprise(administrator, db, mill, version=None, changes={"county": "330502"})
    write(administrator, db, "南浔区", "练市镇", resolutions=Resolutions(others=side))
    assert area_of(administrator, db) == area


@pytest.mark.parametrize(
    ("counties", "kind", "codes"),
    [
        pytest.param(["330502"], OutcomeKind.CHANGED, set(), id="the only one of the name"),
        pytest.param(
            ["330502", "330523"], OutcomeKind.REJECTED, {"several_of_the_name"}, id="one of two"
        ),
    ],
)
def test_a_code_without_a_county_completes_no_stranger(
    counties: list[str], kind: OutcomeKind, codes: set[str], administrator: Actor, db: Database
) -> None:
    for county in counties:
        make_enterprise(db, name=MILL[0], uscc=None, county_code=county, town_code=None)
    content = xlsx([HEADER, [*MILL, None, None, None]])
    (outcome,) = plan_roster_import(administrator, db, content, "名册.xlsx").outcomes
    found = {each.code for each in outcome.problems} - {"no_area"}
    assert (outcome.kind, found) == (kind, codes)
