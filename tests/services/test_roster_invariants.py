"""What must not matter to an import: order, decoration, wording, sheets, files and formats."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.domain.errors import LiaisonError
from liaison.domain.plan import ImportPlan
from liaison.domain.roles import OPERATOR
from liaison.services.roster_import import plan_roster_import
from liaison.store import reference
from liaison.store.database import Database
from tests.conftest import Clock, credit_code
from tests.samples.invented_firms import KEYS, Firm, cells_of, firms, labels_of
from tests.samples.making import book, books, has_office, text
from tests.samples.rosters import ALL
from tests.samples.written_forms import forms_of, wide

few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
Row = Sequence[Any]


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory, seeded_database: bytes) -> Database:
    """A database that is only read here, and so may serve all examples."""
    path = tmp_path_factory.mktemp("quiet") / "liaison.db"
    path.write_bytes(seeded_database)
    return Database(path, Clock())


def plan_of(db: Database, content: bytes, name: str = "台账.xlsx", **options: Any) -> ImportPlan:
    return plan_roster_import(OPERATOR, db, content, name, **options)


def taken_from(plan: ImportPlan) -> list[Firm]:
    """The values of all rows, in the order of the file; a plan with a problem is none."""
    assert plan.problems == []
    return [
        {key: value for key, value in outcome.values.items() if value is not None}
        for outcome in plan.outcomes
    ]


def by_name(found: Sequence[Firm]) -> list[Firm]:
    return sorted(found, key=lambda firm: firm["name"])


def rows_of(roster: Sequence[Firm], keys: Sequence[str] = KEYS) -> list[Row]:
    return [labels_of(keys), *(cells_of(firm, keys) for firm in roster)]


def adds_up(plan: ImportPlan, last_row: int) -> bool:
    """Every row under the first header is data, skipped or a header again, and no row is two."""
    seen: set[int] = set()
    for sheet in plan.sheets:
        rows = [each.row_number for each in plan.outcomes if each.sheet == sheet.sheet]
        rows += [*sheet.header_rows, *(number for number, _ in sheet.skipped)]
        if len(rows) != len(set(rows)):
            return False
        seen.update(rows)
    first = min(number for sheet in plan.sheets for number in sheet.header_rows)
    return seen >= set(range(first, last_row + 1)) and plan.counts()["rows"] == len(plan.outcomes)


@few
@given(roster=firms(), keys=st.permutations(KEYS), gap=st.integers(0, 5), lead=st.integers(0, 3))
def test_the_order_of_columns(
    quiet: Database, roster: list[Firm], keys: list[str], gap: int, lead: int
) -> None:
    rows = [[*row[:gap], None, *row[gap:]] for row in rows_of(roster, keys)]
    content = book(rows, at=f"{'ABCD'[lead]}1")
    assert taken_from(plan_of(quiet, content)) == roster


@few
@given(roster=firms(least=2), random=st.randoms())
def test_the_order_of_rows(quiet: Database, roster: list[Firm], random: Any) -> None:
    shuffled = random.sample(roster, len(roster))
    assert taken_from(plan_of(quiet, book(rows_of(shuffled)))) == shuffled


ORNAMENTS: dict[str, Callable[[], Row]] = {
    "blank": list,
    "blank text": lambda: ["  ", "\u3000"],
    "header": labels_of,
    "subtotal": lambda: ["小  计", None, None, None, 12],
    "total": lambda: ["合计：", None, None, None, "12家"],
    "signature": lambda: ["填表人：试样", None, None, "审核人：试样"],
    "note": lambda: ["注：数据截至前一日 24 时。"],
    "example": lambda: ["示例：湖州某某有限公司", "填写 18 位代码"],
}


@few
@given(
    roster=firms(),
    above=st.lists(st.sampled_from([[], ["湖州市企业复工台账"], ["单位：人", None, "2020年2月"]])),
    ornaments=st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from(sorted(ORNAMENTS))), max_size=6
    ),
)
def test_what_stands_around_the_rows(
    quiet: Database, roster: list[Firm], above: list[Row], ornaments: list[tuple[int, str]]
) -> None:
    header, *rows = rows_of(roster)
    for place, ornament in ornaments:
        rows.insert(place, ORNAMENTS[ornament]())
    while rows and not any(rows[-1]):
        rows.pop()  # what is blank below the last row is not in the file
    plan = plan_of(quiet, book([*above[:9], header, *rows]))
    assert taken_from(plan) == roster
    assert adds_up(plan, last_row=len(above[:9]) + 1 + len(rows))


@few
@given(roster=firms(least=2), parts=st.integers(1, 4))
def test_one_sheet_or_several(quiet: Database, roster: list[Firm], parts: int) -> None:
    dealt = [roster[part::parts] for part in range(parts) if roster[part::parts]]
    sheets = {f"第{number}批": rows_of(part) for number, part in enumerate(dealt)}
    found = taken_from(plan_of(quiet, books(sheets)))
    assert found == [firm for part in dealt for firm in part]


@few
@given(roster=firms(least=2), cut=st.integers(1, 5))
def test_one_file_or_two(quiet: Database, roster: list[Firm], cut: int) -> None:
    files = [part for part in (roster[:cut], roster[cut:]) if part]
    found = [firm for part in files for firm in taken_from(plan_of(quiet, book(rows_of(part))))]
    assert found == roster


def by_county(roster: Sequence[Firm]) -> dict[str, list[Row]]:
    """The rows without their county, by the county's name."""
    place = KEYS.index("county")
    found: dict[str, list[Row]] = {}
    for row in map(cells_of, roster):
        found.setdefault(row[place], []).append([*row[:place], *row[place + 1 :]])
    return found


def in_sections(groups: dict[str, list[Row]], header: Row) -> bytes:
    sections = ([[f"{county}（{len(rows)}家）"], *rows] for county, rows in groups.items())
    return book([header, *(row for section in sections for row in section)])


def in_merged_cells(groups: dict[str, list[Row]], header: Row) -> bytes:
    rows: list[Row] = [["所属县区", *header]]
    merged = []
    for county, group in groups.items():
        merged.append(f"A{len(rows) + 1}:A{len(rows) + len(group)}")
        rows.extend([county if number == 0 else None, *row] for number, row in enumerate(group))
    return book(rows, merged=[each for each in merged if len(set(each[1:].split(":A"))) > 1])


def in_sheets(groups: dict[str, list[Row]], header: Row) -> bytes:
    return books({county: [header, *rows] for county, rows in groups.items()})


def under_titles(groups: dict[str, list[Row]], header: Row) -> bytes:
    return books(
        {
            f"表{number}": [[f"湖州市{county}复工企业名册"], header, *rows]
            for number, (county, rows) in enumerate(groups.items())
        }
    )


@few
@given(
    roster=firms(least=2),
    tell=st.sampled_from([in_sections, in_merged_cells, in_sheets, under_titles]),
)
def test_where_the_county_is_told(
    quiet: Database, roster: list[Firm], tell: Callable[[dict[str, list[Row]], Row], bytes]
) -> None:
    header = [label for label in labels_of() if label != "所属县区"]
    found = taken_from(plan_of(quiet, tell(by_county(roster), header)))
    assert by_name(found) == by_name(roster)


SYNONYMS = reference.header_labels("enterprises")
DECORATED: list[Callable[[str], str]] = [
    lambda label: label,
    lambda label: f"*{label}",
    lambda label: f" {label}\n",
    lambda label: f"3.{label}",
    lambda label: f"{label}（必填）",
    wide,
    lambda label: " ".join(label) if not label.isascii() else label.upper(),
]


@few
@given(data=st.data(), roster=firms())
def test_the_wording_of_the_header(
    quiet: Database, data: st.DataObject, roster: list[Firm]
) -> None:
    labels = [
        data.draw(st.sampled_from(DECORATED))(data.draw(st.sampled_from(SYNONYMS[key])))
        for key in KEYS
    ]
    _, *rows = rows_of(roster)
    plan = plan_of(quiet, book([labels, *rows]), kind="enterprises")
    assert list(plan.sheets[0].columns.values()) == list(KEYS)
    assert taken_from(plan) == roster


@few
@given(data=st.data(), roster=firms(most=3))
def test_the_writing_of_cells(quiet: Database, data: st.DataObject, roster: list[Firm]) -> None:
    with quiet.read() as connection:
        forms = forms_of(reference.load(connection))
    header, *rows = rows_of(roster)
    written = [
        [
            data.draw(st.sampled_from(forms[key](firm[key])))
            if key in forms and key in firm
            else cell
            for key, cell in zip(KEYS, row, strict=True)
        ]
        for firm, row in zip(roster, rows, strict=True)
    ]
    assert taken_from(plan_of(quiet, book([header, *written]), year=2020)) == roster


@few
@given(
    roster=firms(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    delimiter=st.sampled_from(",;\t"),
)
def test_a_workbook_or_a_text(
    quiet: Database, roster: list[Firm], encoding: str, delimiter: str
) -> None:
    content = text(rows_of(roster), encoding, delimiter)
    assert taken_from(plan_of(quiet, content, "台账.csv")) == roster


SAVED_AGAIN = [
    "title_and_signature",
    "merged_towns",
    "sections_with_counts",
    "two_level_header",
    "header_in_row_seven",
    "sheets_by_county",
    "blank_rows_and_columns",
    "credit_codes",
    "dates",
    "dates_from_1904",
    "counts",
    "names_and_brackets",
    "areas",
    "english",
    "officers",
    "commissioners",
]
BY_ID = {each.make.__name__: each for each in ALL.values()}
OFFICE_FORMATS = ["xls", "ods", "xlsx"]


@pytest.fixture(scope="module")
def saved_by_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The awkward samples as LibreOffice saves them, a folder a format; one start a format."""
    if not has_office():
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    for name in SAVED_AGAIN:
        (folder / f"{name}.xlsx").write_bytes(BY_ID[name].make())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    sources = [str(folder / f"{name}.xlsx") for name in SAVED_AGAIN]
    for ending in OFFICE_FORMATS:
        out = ["--outdir", str(folder / ending)]
        command = ["soffice", profile, "--headless", "--convert-to", ending, *out, *sources]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize("ending", OFFICE_FORMATS)
@pytest.mark.parametrize("name", SAVED_AGAIN)
def test_libreoffice_saves_the_same_roster(
    quiet: Database, saved_by_office: Path, name: str, ending: str
) -> None:
    sample = BY_ID[name]
    converted = (saved_by_office / ending / f"{name}.{ending}").read_bytes()
    before = plan_of(quiet, sample.make(), sample.name, **sample.options)
    after = plan_of(quiet, converted, sample.name, **sample.options)
    assert [each.values for each in after.outcomes] == [each.values for each in before.outcomes]
    assert [each.kind for each in after.outcomes] == [each.kind for each in before.outcomes]
    assert [(p.row_number, p.column, p.code) for p in after.problems] == [
        (p.row_number, p.column, p.code) for p in before.problems
    ]
    assert [(each.sheet, each.skipped) for each in after.sheets] == [
        (each.sheet, each.skipped) for each in before.sheets
    ]


SCRAPS: list[Any] = [
    *(
        None,
        None,
        None,
        "",
        "  ",
        "/",
        0,
        12,
        3.5,
        "合计",
        "小计",
        "一、织里镇（2家）",
        "注：",
        "填表人：",
    ),
    *(
        "企业名称",
        "信用代码",
        "所属县区",
        "员工总数",
        "姓名",
        "警号",
        "派出所",
        "联系电话",
        "身份证号",
    ),
    *(
        "湖州试样1号有限公司",
        credit_code(7),
        "吴兴区",
        "织里镇",
        "部分复工",
        "13900000001",
        "2月10日",
    ),
    *("示例", "2020-02-10", "abc", "序号", "第 1 页", "很多", True),
]


@settings(few, max_examples=60)
@given(rows=st.lists(st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=7), min_size=1))
def test_of_any_sheet_every_row_is_accounted_for(quiet: Database, rows: list[Row]) -> None:
    header = ["序号", "企业名称", "信用代码", "所属县区", "员工总数"]
    while rows and all(cell is None or not str(cell).strip() for cell in rows[-1]):
        rows.pop()  # what is blank below the last row is not in the file
    try:
        plan = plan_of(quiet, book([header, *rows]), kind="enterprises")
    except LiaisonError:
        return
    assert adds_up(plan, last_row=len(rows) + 1)
