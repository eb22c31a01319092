"""Finding areas by what people write."""

import re

import pytest

from liaison.domain.reference import AreaHint, Reference
from liaison.domain.roster_rows import settle_areas
from liaison.store import reference
from liaison.store.database import Database


@pytest.fixture
def areas(db: Database) -> Reference:
    with db.read() as connection:
        return reference.load(connection)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        pytest.param("吴兴区", "330502", id="name"),
        pytest.param("吴兴", "330502", id="short"),
        pytest.param("湖州市吴兴区", "330502", id="with-city"),
        pytest.param("Wuxing District", "330502", id="english"),
        pytest.param("Wuxing", "330502", id="pinyin"),
        pytest.param("浙江省湖州市吴兴区", "330502", id="with-province-and-city"),
        pytest.param("浙江省吴兴区", "330502", id="with-province"),
        pytest.param("湖州吴兴", "330502", id="both-short"),
        pytest.param("330502", "330502", id="code"),
        pytest.param("330502000000", "330502", id="code-of-twelve-digits"),
        pytest.param("湖州开发区", "HZ-NTH", id="old-name"),
        pytest.param("杭州", None, id="elsewhere"),
    ],
)
def test_counties(word: str, code: str | None, areas: Reference) -> None:
    assert areas.county(word) == code


@pytest.mark.parametrize(
    ("text", "county", "town"),
    [
        pytest.param("吴兴区（92家）", "330502", None, id="section-of-a-county"),
        pytest.param("织里镇（32家）", "330502", "330502100", id="section-of-a-town"),
        pytest.param("湖州市南浔区企业复工情况台账", "330503", None, id="title"),
        pytest.param("南太湖新区", "HZ-NTH", None, id="new-area"),
        pytest.param("吴兴区、南浔区企业名单", None, None, id="two-counties-tell-none"),
        pytest.param("Wuxing District (92)", "330502", None, id="english"),
        pytest.param("Shanzhili notes", None, None, id="inside-an-english-word"),
        pytest.param("南浔区南浔镇", "330503", "330503100", id="town-called-like-its-county"),
        pytest.param("高禹（12家）", "330523", "330523111", id="former-town-in-short"),
        pytest.param("复工复产三合一统计表", None, None, id="three-in-one-is-no-town"),
        pytest.param("Sheet1", None, None, id="no-place"),
    ],
)
def test_what_a_title_or_section_tells(
    text: str, county: str | None, town: str | None, areas: Reference
) -> None:
    assert areas.hint_in(text) == AreaHint(county, town)


@pytest.mark.parametrize(
    ("county", "town", "hint", "settled", "code"),
    [
        pytest.param(None, "织里镇", None, "330502", None, id="town-tells-the-county"),
        pytest.param("330502", "织里镇", None, "330502", None, id="both-agree"),
        pytest.param("330523", "织里镇", None, None, "town_outside_county", id="disagree"),
        pytest.param("330502", "凤凰街道", None, "330502", None, id="statutory-county-is-kept"),
        pytest.param(None, "凤凰街道", "330502", "HZ-NTH", None, id="new-area-by-default"),
        pytest.param(None, "环渚街道", "HZ-NTH", "HZ-NTH", None, id="the-sheet-decides"),
        pytest.param(None, None, "330521", "330521", None, id="hint-alone"),
        pytest.param(None, None, None, None, "no_area", id="nothing-told"),
    ],
)
def test_county_and_town_are_made_to_agree(
    county: str | None,
    town: str | None,
    hint: str | None,
    settled: str | None,
    code: str | None,
    areas: Reference,
) -> None:
    found = "|".join(areas.towns(town)) if town else None
    values: dict[str, str | int | float | None] = {"county": county, "town": found}
    assert settle_areas(values, areas, AreaHint(hint)) == code
    if code is None:
        assert values["county"] == settled


@pytest.mark.parametrize(
    ("word", "code"),
    [
        pytest.param("吴兴区", "330502", id="county"),
        pytest.param("织里镇", "330502100", id="town"),
        pytest.param("吴兴区织里镇", "330502100", id="county-and-town"),
        pytest.param("湖州市吴兴区织里", "330502100", id="city-county-town"),
        pytest.param("吴兴区/织里镇", "330502100", id="slash-between"),
        pytest.param("330502100", "330502100", id="town-code"),
        pytest.param("Zhili", "330502100", id="pinyin-of-a-town"),
        pytest.param("吴兴区南浔镇", None, id="county-and-town-of-another"),
        pytest.param("高禹", "330523111", id="former-town-in-short"),
        pytest.param("长兴县槐坎", "330522112", id="county-and-former-town-in-short"),
        pytest.param("安吉路小区", None, id="only-begins-like-one"),
    ],
)
def test_a_place_in_one_cell(word: str, code: str | None, areas: Reference) -> None:
    assert areas.place_called(word) == code


def test_a_county_column_may_name_towns(areas: Reference) -> None:
    values: dict[str, str | int | float | None] = {"county": "330502100", "town": None}
    assert settle_areas(values, areas, AreaHint()) is None
    assert values == {"county": "330502", "town": "330502100"}


@pytest.mark.parametrize(
    ("address", "county", "town"),
    [
        pytest.param("浙江省湖州市吴兴区织里镇利济西路1号", "330502", "330502100", id="in-full"),
        pytest.param("吴兴区 织里镇 利济西路1号", "330502", "330502100", id="without-city"),
        pytest.param("湖州市织里镇长兴路2号", "330502", "330502100", id="town-tells-the-county"),
        pytest.param("浙江湖州德清武康街道德清大道", "330521", "330521001", id="short-county"),
        pytest.param("浙江省湖州市德清县武康镇", "330521", "330521001", id="old-name"),
        pytest.param("住所：湖州市南浔区双林镇", "330503", "330503101", id="with-a-label"),
        pytest.param("313000 湖州市吴兴区月河街道", "330502", "330502001", id="postcode"),
        pytest.param("长兴经济开发区中央大道", "330522", None, id="estate-of-a-county"),
        pytest.param("湖州经济技术开发区西凤路", "HZ-NTH", None, id="old-name-of-the-zone"),
        pytest.param("吴兴区织里工业园区", "330502", "330502100", id="estate-of-a-town"),
        pytest.param("吴兴区凤凰街道", "330502", "330502006", id="statutory-county"),
        pytest.param("湖州市凤凰街道", "HZ-NTH", "330502006", id="zone-by-default"),
        pytest.param("吴兴区南浔镇", "330502", None, id="county-wins-over-a-strange-town"),
        pytest.param("吴兴区朝阳路9号", "330502", None, id="street-called-like-a-town"),
        pytest.param("湖州市吴兴大道1号", None, None, id="street-called-like-a-county"),
        pytest.param("长兴路22号", None, None, id="street-alone"),
        pytest.param("湖州市南街吴兴区供销大厦", None, None, id="name-of-a-building"),
        pytest.param("吴兴纺织有限公司院内", None, None, id="enterprise-called-like-a-county"),
        pytest.param("杭州市余杭区和平镇", None, None, id="another-city"),
        pytest.param(
            "1 Liji Road, Zhili Town, Wuxing District, Huzhou", "330502", "330502100", id="english"
        ),
        pytest.param("1 Changxing Road, Huzhou", None, None, id="english-street"),
    ],
)
def test_the_area_in_an_address(
    address: str, county: str | None, town: str | None, areas: Reference
) -> None:
    assert areas.hint_in_address(address) == AreaHint(county, town)


def test_every_full_address_tells_its_town(areas: Reference) -> None:
    for area in areas.areas.values():
        if area.is_town:
            for county in areas.counties_of(area.code):
                address = f"浙江省湖州市{areas.areas[county].name}{area.name}长兴路8号"
                assert areas.hint_in_address(address) == AreaHint(county, area.code)


_AMBIGUOUS = {"南浔", "太湖"}


def test_every_town_is_known_without_its_ending(areas: Reference) -> None:
    for area in areas.areas.values():
        if area.is_town:
            for name in (area.name, *area.aliases):
                short = re.sub("(?:街道|镇|乡)$", "", name)
                assert areas.towns(short) == [area.code] or short in _AMBIGUOUS


@pytest.mark.parametrize("word", ["市本级", "湖州市本级", "市直", "市直属", "湖州市直"])
def test_enterprises_of_the_city_itself_have_no_county(word: str, areas: Reference) -> None:
    assert areas.is_city(word)


def test_the_whole_city_tells_no_county(areas: Reference) -> None:
    assert areas.is_city("湖州市")
    assert areas.is_city("浙江省湖州市")
    assert not areas.is_city("湖州市吴兴区")
