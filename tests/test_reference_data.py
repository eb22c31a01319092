"""The reference data: complete, unambiguous, and keyed by the fields and values that exist."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT / "data" / "reference"
LOCALES = PROJECT / "liaison" / "locales"
COLUMNS = {
    "areas.csv": "code,name,name_en,kind,parent,also_in,aliases",
    "industries.csv": "code,name,name_en,aliases",
    "measures.csv": (
        "code,position,title,title_en,description,description_en,unit,unit_en,"
        "evidence,evidence_en,applies_to,applies_to_en,default_days"
    ),
    "headers.csv": "kind,field,synonym",
    "private_headers.csv": "fragment",
    "values.csv": "field,value,synonym",
}
TOWNS_BY_CODE = {"330502": 19, "330503": 10, "330521": 13, "330522": 15, "330523": 15}
TOWNS_BY_PARENT = TOWNS_BY_CODE | {"330502": 13, "HZ-NTH": 6}
ZONE_STREETS = {"凤凰街道", "康山街道", "龙溪街道", "仁皇山街道", "滨湖街道", "杨家埠街道"}
LEVELS = {
    "city": "city",
    "county": "county",
    "zone": "county",
    "street": "town",
    "town": "town",
    "township": "town",
}
KIND_BY_DIGIT = {
    "0": ("street", "街道", "Subdistrict"),
    "1": ("town", "镇", "Town"),
    "2": ("township", "乡", "Township"),
}
FIELDS = {
    "enterprises": (
        "name uscc legacy_id county town grid address industry above_scale size contact_name "
        "contact_phone filing_status status planned_on resumed_on employees employees_on_duty "
        "capacity_percent power_kwh base_power_kwh commissioner officer remark"
    ),
    "liaisons": (
        "role staff_no name unit position county town grid phone capacity enterprises is_primary "
        "started_on ended_on status"
    ),
}
VALUES = {
    "status": "not_resumed partial full always_open postponed suspended not_operating",
    "filing_status": "not_filed filed under_review approved returned refused withdrawn",
    "above_scale": "above below unknown",
    "size": "L M S XS",
    "role": "officer commissioner",
    "liaison_status": "on_duty away disabled",
    "is_primary": "primary deputy",
}
# Headings without anything private that one careless fragment would hit.
INNOCENT_HEADINGS = ("Grid number", "警务网格", "健康产业分类", "Transport", "企业地址", "备案编号")


def rows_of(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folded(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


def words_of(row: dict[str, str]) -> list[str]:
    aliases = [alias for alias in row["aliases"].split(";") if alias]
    return [folded(word) for word in (row["name"], row["name_en"], *aliases)]


def official_labels(language: str, file: str) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = tomllib.loads(
        (LOCALES / language / f"{file}.toml").read_text(encoding="utf-8")
    )
    return tables


AREAS = {row["code"]: row for row in rows_of("areas.csv")}
TOWNS = [row for row in AREAS.values() if LEVELS[row["kind"]] == "town"]


@pytest.mark.parametrize("name", COLUMNS, ids=str)
def test_file_is_plain_csv(name: str) -> None:
    raw = (REFERENCE / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert raw.decode("utf-8").splitlines()[0] == COLUMNS[name]
    cells = [cell for row in rows_of(name) for cell in row.values()]
    assert all(cell is not None and cell == cell.strip() for cell in cells)


def test_readme_names_every_file() -> None:
    readme = (REFERENCE / "README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in readme for path in REFERENCE.glob("*.csv"))


@pytest.mark.parametrize("county", TOWNS_BY_CODE, ids=str)
def test_towns_by_code(county: str) -> None:
    assert sum(town["code"].startswith(county) for town in TOWNS) == TOWNS_BY_CODE[county]


@pytest.mark.parametrize("county", TOWNS_BY_PARENT, ids=str)
def test_towns_by_county_they_count_under(county: str) -> None:
    assert sum(town["parent"] == county for town in TOWNS) == TOWNS_BY_PARENT[county]


def test_area_codes_are_unique() -> None:
    assert len(AREAS) == len(rows_of("areas.csv")) == 1 + 5 + 1 + 72


def test_zone_takes_six_streets_and_shares_huanzhu() -> None:
    own = {town["name"] for town in TOWNS if town["parent"] == "HZ-NTH"}
    shared = {town["name"]: town["parent"] for town in TOWNS if town["also_in"] == "HZ-NTH"}
    assert own == ZONE_STREETS
    assert shared == {"环渚街道": "330502"}


@pytest.mark.parametrize("code", AREAS, ids=str)
def test_parent_is_one_level_up(code: str) -> None:
    area = AREAS[code]
    if area["kind"] == "city":
        assert area["parent"] == ""
        return
    above = {"county": "city", "town": "county"}[LEVELS[area["kind"]]]
    for parent in filter(None, (area["parent"], area["also_in"])):
        assert LEVELS[AREAS[parent]["kind"]] == above


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town["code"])
def test_town_kind_follows_its_code(town: dict[str, str]) -> None:
    assert re.fullmatch(r"\d{9}", town["code"])
    kind, suffix, suffix_en = KIND_BY_DIGIT[town["code"][6]]
    assert town["kind"] == kind
    assert town["name"].endswith(suffix)
    assert town["name_en"].endswith(f" {suffix_en}")


@pytest.mark.parametrize("level", ["city", "county", "town"])
def test_area_words_are_unambiguous(level: str) -> None:
    areas = [area for area in AREAS.values() if LEVELS[area["kind"]] == level]
    counted = Counter(word for area in areas for word in words_of(area))
    assert [word for word, count in counted.items() if count > 1] == []


def test_industries_are_the_twenty_sections() -> None:
    assert "".join(row["code"] for row in rows_of("industries.csv")) == "ABCDEFGHIJKLMNOPQRST"


def test_industry_words_are_unambiguous() -> None:
    counted = Counter(word for row in rows_of("industries.csv") for word in words_of(row))
    assert [word for word, count in counted.items() if count > 1] == []
    assert not {"工业", "服务业"} & set(counted)


def test_measures_are_ten_and_complete() -> None:
    measures = rows_of("measures.csv")
    assert [row["code"] for row in measures] == [f"M{number:02d}" for number in range(1, 11)]
    assert [int(row["position"]) for row in measures] == list(range(1, 11))
    assert all(cell for row in measures for cell in row.values())
    assert all(1 <= int(row["default_days"]) <= 60 for row in measures)


@pytest.mark.parametrize("kind", FIELDS, ids=str)
def test_headings_are_unique_and_known(kind: str) -> None:
    rows = [row for row in rows_of("headers.csv") if row["kind"] == kind]
    counted = Counter(folded(row["synonym"]) for row in rows)
    assert [word for word, count in counted.items() if count > 1] == []
    assert {row["field"] for row in rows} == set(FIELDS[kind].split())


def test_headings_have_no_other_kind() -> None:
    assert {row["kind"] for row in rows_of("headers.csv")} == set(FIELDS)


@pytest.mark.parametrize("field", VALUES, ids=str)
def test_words_of_values_are_unique_and_known(field: str) -> None:
    rows = [row for row in rows_of("values.csv") if row["field"] == field]
    counted = Counter(folded(row["synonym"]) for row in rows)
    assert [word for word, count in counted.items() if count > 1] == []
    assert {row["value"] for row in rows} == set(VALUES[field].split())


def test_values_have_no_other_field() -> None:
    assert {row["field"] for row in rows_of("values.csv")} == set(VALUES)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    ("name", "table", "file"),
    [("headers.csv", "kind", "fields"), ("values.csv", "field", "labels")],
    ids=["headers", "values"],
)
def test_no_synonym_repeats_an_official_label(
    name: str, table: str, file: str, language: str
) -> None:
    labels = official_labels(language, file)
    repeated = [
        row
        for row in rows_of(name)
        if folded(row["synonym"]) in {folded(label) for label in labels[row[table]].values()}
    ]
    assert repeated == []


@pytest.mark.parametrize("word", ["是", "已复工", "复工", "工业"])
def test_ambiguous_word_is_no_status(word: str) -> None:
    status_words = {row["synonym"] for row in rows_of("values.csv") if row["field"] == "status"}
    assert word not in status_words


@pytest.mark.parametrize(
    "heading",
    ["身份证号码", "今日体温", "健康码颜色", "户籍地", "14天内行程", "湖北籍员工数", "ID Card No."],
)
def test_private_heading_is_hit(heading: str) -> None:
    assert any(folded(row["fragment"]) in folded(heading) for row in rows_of("private_headers.csv"))


def test_private_fragments_hit_no_roster_heading() -> None:
    headings = [row["synonym"] for row in rows_of("headers.csv")]
    fragments = [folded(row["fragment"]) for row in rows_of("private_headers.csv")]
    hits = [
        (fragment, heading)
        for fragment in fragments
        for heading in (*headings, *INNOCENT_HEADINGS)
        if fragment in folded(heading)
    ]
    assert hits == []
    assert len(set(fragments)) == len(fragments)
