"""Contact cards: whose may be printed by whom, in which order, and what their links open."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from liaison.domain.errors import Cancelled, InvalidInput, LiaisonError, NotFound, NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.progress import Stage
from liaison.domain.roles import OPERATOR, Action, Actor, Role
from liaison.services import contact_cards
from liaison.services.export_order import ExportOrder
from liaison.services.portal import link_of, open_link, revoke_link
from liaison.services.reports import export, export_cards, export_into, list_exports, own_card
from liaison.store import leaves
from liaison.store.database import Database
from tests.conftest import (
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)
from tests.scanned import codes_in, pages_of, text_of

BASE = "https://lianluo.example.gov.cn"
WUXING, DEQING = "330502", "330521"


@pytest.fixture
def city(db: Database) -> Database:
    """Two enterprises in 吴兴区, of which the officer has one, and one in 德清县."""
    officer = make_liaison(db, name="警员某", phone="13900000001 值班; 0572-2000000")
    commissioner = make_liaison(db, "commissioner", name="专员某", phone="13900000002")
    mine = make_enterprise(db, name="湖州乙厂")
    make_enterprise(db, name="湖州甲厂", town_code="330502200")
    make_enterprise(db, name="德清丙厂", county_code=DEQING, town_code="330521001")
    make_pair(db, mine, officer)
    make_pair(db, mine, commissioner)
    return db


def only(db: Database, name: str) -> EnterpriseFilter:
    return EnterpriseFilter(enterprise_id=id_of(db, name))


def id_of(db: Database, name: str) -> int:
    with db.read() as connection:
        row = connection.execute("SELECT id FROM enterprises WHERE name = ?", [name]).fetchone()
    return int(row[0])


def officer_of(db: Database) -> Actor:
    with db.read() as connection:
        row = connection.execute("SELECT id FROM liaisons WHERE name = '警员某'").fetchone()
    return liaison_actor(int(row[0]))


def printed(folder: Path, content: bytes) -> Path:
    path = folder / "cards.pdf"
    path.write_bytes(content)
    return path


def names_in(folder: Path, content: bytes) -> list[str]:
    lines = text_of(printed(folder, content)).splitlines()
    return [line for line in lines if line in ("湖州乙厂", "湖州甲厂", "德清丙厂")]


def test_the_cards_come_by_county_town_and_name(city: Database, tmp_path: Path) -> None:
    make_enterprise(city, name="湖州甲厂")
    file = export(OPERATOR, city, "cards", format="pdf", base_url=BASE)
    assert (file.rows, file.media_type) == (4, "application/pdf")
    assert file.file_name == "联络卡_湖州市_2026-11-10.pdf"
    found = names_in(tmp_path, file.content)
    assert found == ["湖州乙厂", "湖州甲厂", "湖州甲厂", "德清丙厂"]


def test_the_code_of_a_card_opens_its_enterprise(city: Database, tmp_path: Path) -> None:
    file = export_cards(OPERATOR, city, base_url=f"{BASE}/", filters=only(city, "湖州乙厂"))
    assert file.file_name == "联络卡_湖州乙厂_2026-11-10.pdf"
    (code,) = codes_in(pages_of(printed(tmp_path, file.content))[0])
    assert code == f"{BASE}/e/{link_of(OPERATOR, city, id_of(city, '湖州乙厂'))}"
    assert open_link(city, code.rpartition("/")[2]) == id_of(city, "湖州乙厂")
    assert "湖州乙厂" not in code


def test_a_replaced_link_ends_the_card_that_was_printed(city: Database) -> None:
    mine = only(city, "湖州乙厂")
    old = export_cards(OPERATOR, city, base_url=BASE, filters=mine, format="png")
    revoke_link(OPERATOR, city, id_of(city, "湖州乙厂"))
    new = export_cards(OPERATOR, city, base_url=BASE, filters=mine, format="png")
    (before,), (after,) = codes_in(old.content), codes_in(new.content)
    assert before != after
    with pytest.raises(NotFound):
        open_link(city, before.rpartition("/")[2])
    assert open_link(city, after.rpartition("/")[2]) == id_of(city, "湖州乙厂")


def test_both_people_and_their_numbers_stand_on_it(city: Database, tmp_path: Path) -> None:
    file = export_cards(OPERATOR, city, base_url=BASE, filters=only(city, "湖州乙厂"))
    text = text_of(printed(tmp_path, file.content))
    for part in ("专员某", "织里镇人民政府", "13900000002", "警员某", "织里派出所", "13900000001"):
        assert part in text
    assert "值班" in text
    assert "0572-2000000" in text


def test_a_card_shows_who_is_in_charge_also_during_leave(city: Database, tmp_path: Path) -> None:
    """It is kept for longer than a leave lasts; the page behind the code tells who stands in."""
    deputy = make_liaison(city, name="代班某")
    with city.write() as connection:
        leaves.insert(
            connection,
            liaison_id=officer_of(city).liaison_id or 0,
            deputy_id=deputy,
            first_on=city.today(),
            last_on=date(2026, 11, 12),
            note=None,
            at=city.now(),
            by="administrator",
        )
    file = export_cards(OPERATOR, city, base_url=BASE, filters=only(city, "湖州乙厂"))
    text = text_of(printed(tmp_path, file.content))
    assert "警员某" in text
    assert "代班某" not in text


def test_an_official_prints_the_own_county_alone(city: Database, tmp_path: Path) -> None:
    official = official_of(DEQING)
    file = export(official, city, "cards", format="pdf", base_url=BASE)
    assert file.file_name.startswith("联络卡_德清县")
    assert names_in(tmp_path, file.content) == ["德清丙厂"]
    for refused in ({"area_code": WUXING}, {"filters": only(city, "湖州乙厂")}):
        with pytest.raises(NotPermitted):
            export(official, city, "cards", format="pdf", base_url=BASE, **refused)  # type: ignore[arg-type]


def test_an_officer_prints_the_own_enterprises_alone(city: Database, tmp_path: Path) -> None:
    officer = officer_of(city)
    file = export_cards(officer, city, base_url=BASE)
    assert names_in(tmp_path, file.content) == ["湖州乙厂"]
    with pytest.raises(NotPermitted):
        export_cards(officer, city, base_url=BASE, filters=only(city, "湖州甲厂"))
    with pytest.raises(NotPermitted):
        export(officer, city, "roster")


def test_an_enterprise_has_its_own_card_and_no_other(city: Database) -> None:
    enterprise = enterprise_actor(id_of(city, "湖州乙厂"))
    (code,) = codes_in(own_card(enterprise, city, base_url=BASE).content)
    assert open_link(city, code.rpartition("/")[2]) == id_of(city, "湖州乙厂")
    with pytest.raises(NotPermitted):
        export_cards(enterprise, city, base_url=BASE, filters=only(city, "湖州甲厂"))


def test_whoever_may_not_give_links_may_not_print_them(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = official_of(WUXING)
    grants = {Role.OFFICIAL: frozenset({Action.EXPORT, Action.SEE_ENTERPRISE})}
    monkeypatch.setattr("liaison.domain.roles.GRANTS", grants)
    with pytest.raises(NotPermitted):
        export(official, city, "cards", format="pdf", base_url=BASE)


def test_cards_are_logged_as_every_export(city: Database) -> None:
    official = official_of(WUXING)
    export_cards(official, city, base_url=BASE, language="en")
    (entry,) = list_exports(official, city).rows
    assert (entry.kind, entry.area_code, entry.rows, entry.language) == ("cards", WUXING, 2, "en")
    assert entry.file_name.endswith(".pdf")


def test_a_filter_of_the_list_chooses_the_cards(city: Database, tmp_path: Path) -> None:
    filters = EnterpriseFilter(search="甲厂")
    file = export_cards(OPERATOR, city, base_url=BASE, filters=filters)
    assert names_in(tmp_path, file.content) == ["湖州甲厂"]


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("no_cards", {"filters": EnterpriseFilter(search="没有这家")}),
        ("picture_of_many", {"format": "png"}),
        ("base_url_needed", {"base_url": ""}),
        ("base_url_unclear", {"base_url": "lianluo.example.gov.cn"}),
        ("base_url_unclear", {"base_url": "ftp://lianluo.example.gov.cn"}),
        ("base_url_unclear", {"base_url": "https://[oops"}),
        ("base_url_unclear", {"base_url": f"https://lianluo.example.gov.cn/{'a' * 3_000}"}),
        ("export_format_unknown", {"format": "xlsx"}),
        ("enterprise_not_found", {"filters": EnterpriseFilter(enterprise_id=10**6)}),
    ],
)
def test_what_cannot_be_printed_is_refused_and_not_logged(
    city: Database, code: str, wish: dict[str, object]
) -> None:
    with pytest.raises(LiaisonError) as refused:
        export_cards(OPERATOR, city, **({"base_url": BASE} | wish))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert list_exports(OPERATOR, city).total == 0


def test_a_whole_province_is_printed_in_portions(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_cards, "MOST_CARDS", 2)
    with pytest.raises(InvalidInput) as refused:
        export_cards(OPERATOR, city, base_url=BASE)
    assert refused.value.code == "too_many_cards"
    assert export_cards(OPERATOR, city, base_url=BASE, area_code=WUXING).rows == 2


def test_what_could_not_be_drawn_is_told(city: Database, tmp_path: Path) -> None:
    make_enterprise(city, name="湖州𠮷😀厂/分厂\x07")
    filters = EnterpriseFilter(search="分厂")
    file = export_cards(OPERATOR, city, base_url=BASE, filters=filters)
    (remark,) = file.remarks
    assert (remark.code, remark.values) == ("cards_replaced", {"count": 2, "cards": 1})
    assert "湖州〓〓厂/分厂" in text_of(printed(tmp_path, file.content))
    one = export_cards(
        OPERATOR, city, base_url=BASE, filters=only(city, "湖州𠮷😀厂/分厂\x07"), format="png"
    )
    assert [each.values for each in one.remarks] == [{"count": 2, "cards": 1}]
    assert one.file_name == "联络卡_湖州𠮷😀厂 分厂_2026-11-10.png"


def test_an_enterprise_of_no_known_place_has_a_card(city: Database, tmp_path: Path) -> None:
    make_enterprise(city, name="湖州丁厂", county_code=None, town_code=None)
    file = export_cards(OPERATOR, city, base_url=BASE, filters=only(city, "湖州丁厂"))
    assert "湖州市复工专班" in text_of(printed(tmp_path, file.content))


def test_the_english_card_names_the_places_in_english(city: Database, tmp_path: Path) -> None:
    filters = only(city, "湖州乙厂")
    file = export_cards(OPERATOR, city, base_url=BASE, filters=filters, language="en")
    text = text_of(printed(tmp_path, file.content))
    assert "Wuxing" in text
    assert file.file_name == "Contact cards_湖州乙厂_2026-11-10.pdf"


def test_the_printing_tells_how_far_it_is_and_stops_when_it_is_called_off(city: Database) -> None:
    order = ExportOrder(kind="cards", format="pdf", base_url=BASE)
    told: list[tuple[int, int | None]] = []
    with BytesIO() as out:
        export_into(
            OPERATOR, city, order, out, report=lambda _, done, total: told.append((done, total))
        )
    assert told == [(0, 3), (3, 3)]

    def call_off(stage: Stage, done: int, total: int | None) -> None:
        raise Cancelled("export_cancelled")

    with BytesIO() as out, pytest.raises(Cancelled):
        export_into(OPERATOR, city, order, out, report=call_off)
    assert list_exports(OPERATOR, city).total == 1
