"""Uploads of every kind and quality: each ends in sheets or in one refusal."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from liaison.domain.errors import UnreadableWorkbook
from liaison.sheets import reader_child
from liaison.sheets.reader import Cell, ReadLimits, Sheet, read_workbook
from tests.samples import make_samples
from tests.samples.make_samples import SMALL_ROSTER, saved, workbook

CSV_TEXT = "企业名称,统一社会信用代码,员工总数\n湖州试样纺织有限公司,0123456789,120\n"


def read_one(content: bytes, file_name: str = "名册.xlsx", **limits: Any) -> Sheet:
    sheets = read_workbook(content, file_name, limits=ReadLimits(**limits))
    assert len(sheets) == 1
    return sheets[0]


def refusal(content: bytes, file_name: str = "名册.xlsx", **limits: Any) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_one(content, file_name, **limits)
    assert caught.value.values["file"] == file_name
    return caught.value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param(12.0, 12, id="whole float"),
        pytest.param(12.5, 12.5, id="fraction"),
        pytest.param(-3, -3, id="negative"),
        pytest.param(True, True, id="boolean"),
        pytest.param(" 织里镇\n", " 织里镇\n", id="text untouched"),
        pytest.param("0012", "0012", id="leading zeros"),
        pytest.param(dt.date(2020, 2, 10), dt.date(2020, 2, 10), id="date"),
        pytest.param(dt.datetime(2020, 2, 10), dt.date(2020, 2, 10), id="midnight is a date"),
        pytest.param(
            dt.datetime(2020, 2, 10, 8, 30),
            dt.datetime(2020, 2, 10, 8, 30),
            id="moment",
        ),
        pytest.param(dt.time(8, 30), dt.time(8, 30), id="time of day"),
        pytest.param(dt.timedelta(hours=30), dt.timedelta(hours=30), id="duration"),
    ],
)
def test_a_cell_keeps_its_value_and_type(written: Cell, read: Cell) -> None:
    cell = read_one(workbook([["企业名称", written]])).rows[0][1]
    assert cell == read
    assert type(cell) is type(read)


def test_numbers_and_booleans_that_are_equal_stay_apart() -> None:
    assert list(map(type, read_one(workbook([[True, 1, "1", 0, False]])).rows[0])) == [
        bool,
        int,
        str,
        int,
        bool,
    ]


def test_rows_keep_their_place_in_the_sheet() -> None:
    sheet = read_one(workbook([["a", None, "b"], [None] * 3, [None, 2, None]], at=(4, 3)))
    assert (sheet.first_row_number, sheet.first_column) == (4, 2)
    assert sheet.rows == [["a", None, "b"], [None, None, None], [None, 2, None]]


def test_empty_rows_and_columns_at_the_end_are_cut() -> None:
    sheet = read_one(workbook([["a", '=""'], ["b", '=""'], ['=""', '=""']]))
    assert sheet.rows == [["a"], ["b"]]


def test_merged_ranges_have_excel_rows_and_column_indexes() -> None:
    sheet = read_one(workbook([["标题", None], ["a", "b"]], at=(2, 1), merged=["A2:B2", "A3:A5"]))
    assert set(sheet.merged) == {(2, 0, 2, 1), (3, 0, 5, 0)}


def test_every_worksheet_comes_hidden_and_empty_ones_too() -> None:
    book = openpyxl.Workbook()
    book["Sheet"]["A1"] = "x"
    book.create_sheet("藏").sheet_state = "hidden"
    book["藏"]["A1"] = "y"
    book.create_sheet("空")
    book.create_chartsheet("图")
    sheets = read_workbook(saved(book), "a.xlsx")
    assert [(sheet.name, sheet.visible, sheet.rows) for sheet in sheets] == [
        ("Sheet", True, [["x"]]),
        ("藏", False, [["y"]]),
        ("空", True, []),
    ]


def test_more_rows_than_one_message_arrive_in_order() -> None:
    rows = [[f"企业{number}", number] for number in range(2_500)]
    assert read_one(workbook(rows)).rows == rows


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The small roster as LibreOffice saves it in other formats."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")
    source = folder / "roster.xlsx"
    source.write_bytes(workbook([*SMALL_ROSTER, ["b", dt.date(2020, 2, 10)]]))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for ending in ("xls", "ods"):
        subprocess.run(
            [office, profile, "--headless", "--convert-to", ending, "--outdir", folder, source],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return {path.suffix: path.read_bytes() for path in folder.glob("roster.*")}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_content_decides_the_format_and_not_the_name(
    converted: dict[str, bytes], suffix: str
) -> None:
    sheet = read_one(converted[suffix], "名册.csv")
    assert sheet.rows == [*SMALL_ROSTER, ["b", dt.date(2020, 2, 10), None]]


def test_strict_open_xml_is_read() -> None:
    assert read_one(make_samples.strict_ooxml()).rows == SMALL_ROSTER


def test_a_wrong_dimension_is_not_believed() -> None:
    assert read_one(make_samples.wrong_dimension()).rows == SMALL_ROSTER


@pytest.mark.parametrize(
    ("file_name", "sheet"),
    [
        pytest.param("../吴兴 区.csv", "吴兴 区", id="folder and blank"),
        pytest.param("-c.csv", "-c", id="like an option"),
        pytest.param("a\0b.csv", "a\0b", id="zero character"),
        pytest.param("\ud83d.csv", "\ud83d", id="half a character"),
        pytest.param("长" * 100_000 + ".csv", "长" * 251, id="very long"),
        pytest.param("", "", id="no name"),
    ],
)
def test_any_file_name_will_do(file_name: str, sheet: str) -> None:
    assert read_one(CSV_TEXT.encode(), file_name).name == sheet


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_tables_in_every_encoding_and_with_every_separator(
    encoding: str, delimiter: str
) -> None:
    sheet = read_one(CSV_TEXT.replace(",", delimiter).encode(encoding), "吴兴区.csv")
    assert sheet.name == "吴兴区"
    assert sheet.rows == [
        ["企业名称", "统一社会信用代码", "员工总数"],
        ["湖州试样纺织有限公司", "0123456789", "120"],
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("a;b\n\"x,y\";2\n", [["a", "b"], ["x,y", "2"]], id="comma inside"),
        pytest.param('a,b\n"x\ny",2\n', [["a", "b"], ["x\ny", "2"]], id="line break inside"),
        pytest.param('a,b\n"x""y",2\n', [["a", "b"], ['x"y', "2"]], id="doubled quote"),
        pytest.param('a,b\n"x"y,2\n', [["a", "b"], ["xy", "2"]], id="stray quote"),
        pytest.param("a,b,c\r\n1\r\n", [["a", "b", "c"], ["1", None, None]], id="ragged"),
        pytest.param("sep=;\na;b\n1;2,5\n", [["a", "b"], ["1", "2,5"]], id="separator line"),
        pytest.param("标题,,\na,b,c\n\n1,2,3\n", [["标题", None, None], ["a", "b", "c"],
                     [None] * 3, ["1", "2", "3"]], id="title and blank row"),
        pytest.param("企业名称\n甲\n", [["企业名称"], ["甲"]], id="one column"),
    ],
)  # fmt: skip
def test_text_tables_as_people_save_them(text: str, rows: list[list[str | None]]) -> None:
    assert read_one(text.encode(), "a.csv").rows == rows


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no bytes": (bytes, "empty_file"),
    "blanks only": (lambda: b" \r\n\0", "empty_file"),
    "empty workbook": (lambda: workbook([]), "no_rows"),
    "commas only": (lambda: b",,\n,,\n", "no_rows"),
    "truncated": (make_samples.truncated, "damaged"),
    "looping xls": (make_samples.looping_xls, "too_much_memory"),
    "zip bomb": (lambda: make_samples.zip_bomb(megabytes=150), "too_much_memory"),
    "cell in last corner": (make_samples.lone_cell_in_last_corner, "too_much_memory"),
    "cell in last row": (make_samples.lone_cell_in_last_row, "too_many_rows"),
    "cell in last column": (make_samples.lone_cell_in_last_column, "too_many_columns"),
    "encrypted": (make_samples.encrypted_xlsx, "encrypted"),
    "picture": (make_samples.png, "not_a_workbook"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj", "not_a_workbook"),
    "binary": (lambda: bytes(range(256)) * 8, "not_a_workbook"),
    "letter": (make_samples.word_document, "not_a_workbook"),
    "prose": (lambda: "各位领导：名单随后报送。".encode(), "not_a_workbook"),
    "web page": (make_samples.html_table, "unsupported_format"),
    "xml of 2003": (make_samples.spreadsheet_xml, "unsupported_format"),
    "utf-8 with a wrong byte": (lambda: b"\xff," + CSV_TEXT.encode(), "unknown_encoding"),
    "unclosed quote": (lambda: b'a,b\n"never closed,1\n2,3\n', "unclosed_quote"),
}


@pytest.fixture(params=REFUSED)
def refused_file(request: pytest.FixtureRequest) -> tuple[bytes, str]:
    make, code = REFUSED[request.param]
    return make(), code


def test_what_cannot_be_read_is_refused_with_its_reason(refused_file: tuple[bytes, str]) -> None:
    content, code = refused_file
    assert refusal(content, memory_bytes=300 << 20).code == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        pytest.param({"rows": 1}, "too_many_rows", id="rows"),
        pytest.param({"columns": 2}, "too_many_columns", id="columns"),
        pytest.param({"file_bytes": 100}, "too_large", id="bytes"),
    ],
)
def test_limits_are_kept(limits: dict[str, Any], code: str) -> None:
    refused = refusal(workbook(SMALL_ROSTER), **limits)
    assert refused.code == code
    assert refused.values["limit"] in limits.values()
    assert refused.values.get("sheet", "Sheet1") == "Sheet1"


def test_what_just_fits_the_limits_is_read() -> None:
    assert read_one(workbook(SMALL_ROSTER), rows=2, columns=3).rows == SMALL_ROSTER


def test_a_slow_file_is_given_up_and_its_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    refused = refusal(make_samples.many_rows(1_000_000), seconds=0.2)
    assert (refused.code, refused.values["seconds"]) == ("too_slow", 0.2)
    assert [process.returncode for process in started] == [-signal.SIGKILL]


@pytest.mark.parametrize(
    ("script", "error", "words"),
    [
        pytest.param("import os; os.abort()", RuntimeError, "cannot start", id="never starts"),
        pytest.param(
            "import sys, pickle; pickle.dump('ready', sys.stdout.buffer); sys.stdin.buffer.read()",
            UnreadableWorkbook,
            "damaged",
            id="ends without an answer",
        ),
        pytest.param(
            "import sys, os, pickle; sys.stdin.buffer.read(); "
            "pickle.dump('ready', sys.stdout.buffer); pickle.dump(os.system, sys.stdout.buffer)",
            UnreadableWorkbook,
            "damaged",
            id="answers with code to run",
        ),
    ],
)
def test_a_child_that_misbehaves_harms_nobody(
    monkeypatch: pytest.MonkeyPatch, script: str, error: type[Exception], words: str
) -> None:
    monkeypatch.setattr("liaison.sheets.reader._BOOT", script)
    with pytest.raises(error, match=words):
        read_workbook(workbook(SMALL_ROSTER), "a.xlsx")


def test_the_child_loads_no_heavy_module() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import liaison.sheets.reader_child; "
        "print(sorted({'openpyxl', 'pandas', 'numpy', 'liaison.domain.fields'} & set(sys.modules)))"
    )
    root = str(Path(reader_child.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-I", "-c", script, root], check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == "[]"


def test_many_uploads_at_once_do_not_mix() -> None:
    found: dict[int, list[list[Cell]]] = {}

    def read(number: int) -> None:
        found[number] = read_one(workbook([[f"企业{number}", number]])).rows

    threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [[f"企业{number}", number]] for number in range(6)}
