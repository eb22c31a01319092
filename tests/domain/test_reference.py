"""Finding areas by what people write."""

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
        pytest.param("330502", "330502", id="code"),
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
        pytest.param("安吉路小区", None, id="only-begins-like-one"),
    ],
)
def test_a_place_in_one_cell(word: str, code: str | None, areas: Reference) -> None:
    assert areas.place_called(word) == code


def test_a_county_column_may_name_towns(areas: Reference) -> None:
    values: dict[str, str | int | float | None] = {"county": "330502100", "town": None}
    assert settle_areas(values, areas, AreaHint()) is None
    assert values == {"county": "330502", "town": "330502100"}
