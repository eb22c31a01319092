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
from liaison.domain.parsing import NO_RESULT
from liaison.locales import LANGUAGES, words
from liaison.sheets.reading import reader_child
from liaison.sheets.reading.reader import Cell, ReadLimits, Sheet, read_workbook
from tests.samples import make_samples
from tests.samples.binary_workbooks import compound_file, xls, xlsb
from tests.samples.make_samples import SMALL_ROSTER, archive_of, saved, workbook

CSV_TEXT = "企业名称,统一社会信用代码,员工总数\n湖州试样纺织有限公司,0123456789,120\n"


def read_one(content: bytes, file_name: str = "名册.xlsx", **limits: Any) -> Sheet:
    sheets = read_workbook(content, file_name, limits=ReadLimits(**limits))
    assert len(sheets) == 1
    return sheets[0]


def refusal(content: bytes, file_name: str = "名册.xlsx", **limits: Any) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_one(content, file_name, **limits)
    assert caught.value.values["file"] == file_name
    for language in LANGUAGES:
        sentence = words(language)(f"errors.{caught.value.code}", **caught.value.values)
        assert file_name in sentence
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
    sheet = read_one(make_samples.empty_results())
    assert sheet.rows == [["a"], ["a"]]


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


def test_characters_that_no_workbook_carries_are_left_out() -> None:
    assert read_one(xls([["吴兴\x01区", "甲\x0b乙", "\x02", 1]])).rows == [
        ["吴兴区", "甲\n乙", None, 1]
    ]
    assert read_one(b"a\x0c,b\n1,\x1b2\n", "a.csv").rows == [["a\n", "b"], ["1", "2"]]


def test_sheets_of_the_same_name_are_told_apart() -> None:
    sheets = read_workbook(make_samples.many_sheets(3, name="a" * 40), "a.xlsx")
    assert [sheet.name for sheet in sheets] == ["a" * 31, "a" * 27 + " (2)", "a" * 27 + " (3)"]


def test_more_rows_than_one_message_arrive_in_order() -> None:
    rows = [[f"企业{number}", number] for number in range(2_500)]
    assert read_one(workbook(rows)).rows == rows


@pytest.fixture(scope="session")
def office_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small roster, and with formulas, as LibreOffice saves them."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")
    roster = workbook([*SMALL_ROSTER, ["b", dt.date(2020, 2, 10)]], merged=["B3:C3"])
    sources = {"roster.xlsx": roster, "formulas.xlsx": workbook([["a"], ["=1/0", "=NA()", "=1+1"]])}
    for name, content in sources.items():
        (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for ending in ("xls", "ods"):
        subprocess.run(
            [office, profile, "--headless", "--convert-to", ending, "--outdir", folder]
            + [folder / name for name in sources],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


@pytest.fixture
def converted(office_files: Path) -> dict[str, bytes]:
    """The small roster by the ending of its format."""
    return {path.suffix: path.read_bytes() for path in office_files.glob("roster.*")}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_content_decides_the_format_and_not_the_name(
    converted: dict[str, bytes], suffix: str
) -> None:
    sheet = read_one(converted[suffix], "名册.csv")
    assert sheet.rows == [*SMALL_ROSTER, ["b", dt.date(2020, 2, 10), None]]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: xls(SMALL_ROSTER), id="as WPS saved it until 2019"),
        pytest.param(lambda: workbook(SMALL_ROSTER), id="as WPS saves it now"),
    ],
)
def test_kingsoft_workbooks_are_read(make: Callable[[], bytes]) -> None:
    assert read_one(make(), "名册.et").rows == SMALL_ROSTER


DAYS = [["复工日期"], [dt.date(2020, 2, 29)], [dt.date(1904, 1, 2)]]


@pytest.mark.parametrize("date1904", [False, True], ids=["from 1900", "from 1904"])
@pytest.mark.parametrize(
    "make", [make_samples.days_xlsx, xls, xlsb], ids=[".xlsx", ".xls", ".xlsb"]
)
def test_days_are_right_in_both_date_systems(make: Callable[..., bytes], date1904: bool) -> None:
    assert read_one(make(DAYS, date1904=date1904)).rows == DAYS


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda rows: workbook(rows, merged=["A1:C1", "A3:A4"]),
            id=".xlsx",
        ),
        pytest.param(lambda rows: xls(rows, merged=[(0, 0, 0, 2), (2, 0, 3, 0)]), id=".xls"),
        pytest.param(lambda rows: xlsb(rows, merged=[(0, 0, 0, 2), (2, 0, 3, 0)]), id=".xlsb"),
    ],
)
def test_merged_ranges_of_excel_s_formats(make: Callable[[Any], bytes]) -> None:
    rows = [["名册", None, None], ["县区", "企业", "人数"], ["吴兴区", "甲", 1], [None, "乙", 2]]
    sheet = read_one(make(rows))
    assert sheet.rows == rows
    assert set(sheet.merged) == {(1, 0, 1, 2), (3, 0, 4, 0)}


def test_a_binary_workbook_s_ranges_are_told_from_the_same_bytes_in_a_cell() -> None:
    block = b"\xb1\x01\x04\x01\0\0\0\xb0\x01\x10" + bytes(16)
    sheet = read_one(xlsb([["a", block.decode("utf-16-le", "replace")], ["b"]]))
    assert sheet.merged == ()


def test_merged_ranges_of_an_ods_count_repeated_rows_and_columns() -> None:
    sheet = read_one(make_samples.merged_ods(), "a.ods")
    assert set(sheet.merged) == {(1, 0, 1, 2), (4, 1, 5, 1)}
    assert sheet.rows[3] == ["1", "吴兴区", "甲"]


def test_libreoffice_s_merged_ranges_are_the_same(converted: dict[str, bytes]) -> None:
    assert {suffix: read_one(content).merged for suffix, content in converted.items()} == {
        ".xlsx": ((3, 1, 3, 2),),
        ".xls": ((3, 1, 3, 2),),
        ".ods": ((3, 1, 3, 2),),
    }


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make_samples.unknown_state, id="a state that Excel does not know"),
        pytest.param(make_samples.macro_sheet, id="a sheet of macros"),
    ],
)
def test_sound_worksheets_are_read_beside_what_calamine_refuses(
    make: Callable[[], bytes],
) -> None:
    assert read_one(make()).rows == SMALL_ROSTER


def test_errors_and_formulas_without_a_result_do_not_pass_for_blanks() -> None:
    sheet = read_one(make_samples.unread_cells())
    assert [row[:4] for row in sheet.rows[2:]] == [
        ["#REF!", "甲乙", 2, "#N/A"],
        [NO_RESULT + '=B3&"丙"', None, NO_RESULT + "=(…)", None],
    ]


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_errors_that_libreoffice_saved_do_not_pass_for_blanks(
    office_files: Path, ending: str
) -> None:
    sheet = read_one((office_files / f"formulas.{ending}").read_bytes())
    assert sheet.rows == [["a", None, None], ["#DIV/0!", "#N/A", 2]]


@pytest.mark.parametrize("make", [xls, xlsb], ids=[".xls", ".xlsb"])
def test_errors_of_binary_workbooks_do_not_pass_for_blanks(make: Callable[..., bytes]) -> None:
    rows = [["a", "#REF!", None], ["#N/A", True, 1.5], [None, None, "#DIV/0!"]]
    assert read_one(make(rows)).rows == rows


def test_a_column_of_formulas_without_results_is_there_on_either_side() -> None:
    rows = [["=ROW()-1", "甲", "=C1"], ["=ROW()-1", "乙", "=C2"]]
    sheet = read_one(workbook(rows, at=(3, 2)))
    assert (sheet.first_row_number, sheet.first_column) == (3, 1)
    assert sheet.rows == marked(rows)


def test_a_sheet_of_nothing_but_formulas_without_results_is_there() -> None:
    rows = [["=Sheet2!A1", None, None], [None, None, "=Sheet2!C2"]]
    sheet = read_one(workbook(rows, at=(3, 2)))
    assert (sheet.first_row_number, sheet.first_column, sheet.rows) == (3, 1, marked(rows))


def test_formulas_without_results_below_the_last_value_are_there() -> None:
    rows = [["企业名称", "人数"], ["甲", 1], ["=A2", "=B2"]]
    assert read_one(workbook(rows)).rows == marked(rows)


def test_text_that_looks_like_a_formula_is_no_formula() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "=1+1"])
    book.active["B1"].data_type = "s"
    assert read_one(saved(book)).rows == [["甲", "=1+1"]]


def marked(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows with formulas as the reader tells them from texts."""
    return [
        [NO_RESULT + cell if isinstance(cell, str) and cell[0] == "=" else cell for cell in row]
        for row in rows
    ]


def test_a_formula_beyond_the_limits_does_not_widen_the_sheet() -> None:
    assert read_one(make_samples.formula_in_last_column()).rows == [*SMALL_ROSTER]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make_samples.deep_nesting, id=".xlsx"),
        pytest.param(make_samples.deep_nesting_ods, id=".ods"),
    ],
)
def test_deep_nesting_does_no_harm(make: Callable[[], bytes]) -> None:
    assert read_one(make()).rows


def test_strict_open_xml_is_read() -> None:
    assert read_one(make_samples.strict_ooxml()).rows == SMALL_ROSTER


def test_a_wrong_dimension_is_not_believed() -> None:
    assert read_one(make_samples.wrong_dimension()).rows == SMALL_ROSTER


@pytest.mark.parametrize(
    ("file_name", "sheet"),
    [
        pytest.param("../吴兴 区.csv", "吴兴 区", id="folder and blank"),
        pytest.param("-c.csv", "-c", id="like an option"),
        pytest.param("a\0b.csv", "a_b", id="zero character"),
        pytest.param("\ud83d.csv", "_", id="half a character"),
        pytest.param("名册[2020]:终.csv", "名册_2020__终", id="what no sheet may be called"),
        pytest.param("长" * 100_000 + ".csv", "长" * 31, id="very long"),
        pytest.param("", "Sheet", id="no name"),
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
    "truncated xls": (lambda: xls(SMALL_ROSTER)[:700], "damaged"),
    "xls without its container": (lambda: xls(SMALL_ROSTER)[512:], "damaged"),
    "looping xls": (make_samples.looping_xls, "too_much_memory"),
    "zip bomb": (lambda: make_samples.zip_bomb(megabytes=150), "too_much_memory"),
    "cell in last corner": (make_samples.lone_cell_in_last_corner, "too_much_memory"),
    "cell in last row": (make_samples.lone_cell_in_last_row, "too_many_rows"),
    "cell in last column": (make_samples.lone_cell_in_last_column, "too_many_columns"),
    "cell in every place": (make_samples.repeated_ods, "too_much_memory"),
    "endless merges": (make_samples.endless_merges, "too_much_memory"),
    "many merges": (lambda: make_samples.endless_merges(200_001), "too_many_merges"),
    "a million columns of text": (lambda: b"a," * 1_000_000 + b"\n", "too_many_columns"),
    "many sheets": (lambda: make_samples.many_sheets(1_001), "too_many_sheets"),
    "many full sheets": (
        lambda: make_samples.many_sheets(400, b"a" * (1 << 20)),
        "too_much_memory",
    ),
    "entities in a sheet": (make_samples.xml_bomb_in_sheet, "damaged"),
    "entities in the texts": (make_samples.xml_bomb_in_strings, "damaged"),
    "entities in an ods": (make_samples.xml_bomb_in_ods, "damaged"),
    "encrypted": (make_samples.encrypted_xlsx, "encrypted"),
    "encrypted xls": (make_samples.encrypted_xls, "encrypted"),
    "encrypted ods": (make_samples.encrypted_ods, "encrypted"),
    "encrypted as a whole": (
        lambda: archive_of("mimetype", "encrypted-package", first=make_samples.ODS.encode()),
        "encrypted",
    ),
    "picture": (make_samples.png, "picture"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj", "pdf_file"),
    "binary": (lambda: bytes(range(256)) * 8, "not_a_workbook"),
    "letter": (make_samples.word_document, "word_document"),
    "old letter": (lambda: compound_file({"WordDocument": b"x"}), "word_document"),
    "letter of OpenDocument": (
        lambda: archive_of("mimetype", first=b"application/vnd.oasis.opendocument.text"),
        "word_document",
    ),
    "rich text": (lambda: rb"{\rtf1 a, b}", "word_document"),
    "slides": (lambda: archive_of("ppt/presentation.xml"), "presentation"),
    "old slides": (lambda: compound_file({"PowerPoint Document": b"x"}), "presentation"),
    "mail": (lambda: compound_file({"__properties_version1.0": b"x"}), "not_a_workbook"),
    "numbers": (lambda: archive_of("Index/Document.iwa"), "numbers_file"),
    "workbook in a zip": (lambda: archive_of("名册.xlsx", first=workbook([])), "archive"),
    "empty zip": (archive_of, "archive"),
    "rar": (lambda: b"Rar!\x1a\x07\x00" + bytes(40), "archive"),
    "prose": (lambda: "各位领导：名单随后报送。".encode(), "not_a_workbook"),
    "web page": (make_samples.html_table, "web_page"),
    "web page behind a comment": (
        lambda: b"\xef\xbb\xbf\n<!-- made, by hand -->\n" + make_samples.html_table(),
        "web_page",
    ),
    "web page in UTF-16": (
        lambda: make_samples.html_table().decode().encode("utf-16"),
        "web_page",
    ),
    "web page with its pictures": (make_samples.mht_page, "web_page"),
    "xml of 2003": (make_samples.spreadsheet_xml, "xml_2003"),
    "xml of something": (lambda: b'<?xml version="1.0"?><list><a>1</a></list>', "xml_file"),
    "excel 3": (lambda: b"\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00", "old_excel"),
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
    monkeypatch.setattr("liaison.sheets.reading.reader._BOOT", script)
    with pytest.raises(error, match=words):
        read_workbook(workbook(SMALL_ROSTER), "a.xlsx")


def test_the_child_loads_no_heavy_module() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import liaison.sheets.reading.reader_child; "
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
