"""Contact cards on paper and as a picture: they scan, read, fit, and many take little memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import LANGUAGES, words
from liaison.sheets.cards.card import ROLES, Both, CardWords, ContactCard, Person, legible
from liaison.sheets.cards.fitting import fit
from liaison.sheets.cards.layout import HEIGHT, WIDTH, Ink, Modules, draw_card
from liaison.sheets.cards.picture import write_picture
from liaison.sheets.cards.sheet import write_sheets
from liaison.sheets.cards.typefaces import (
    FOLDER,
    PLACEHOLDER,
    SHIPPED,
    Typefaces,
    read_face,
    typefaces,
)
from tests.running_app import ROOT
from tests.scanned import codes_in, fonts_of, pages_of, text_of

ADDRESS = "https://lianluo.example.gov.cn/e/AAAAARJVjkgHkXLCIH5g1NLtB-b"
LONGEST = "湖州" + "某" * 196 + "公司"
MANY = ["".join(map(chr, range(0x4E00 + at, 0x4E00 + at + 20))) for at in range(0, 700, 20)]
STEPS = ((12.0, 1), (9.0, 2), (6.0, 3))
DAY = date(2026, 11, 30)


def told(language: str = "zh-CN") -> CardWords:
    return CardWords(words(language), Both("湖州市", "Huzhou"), DAY)


def person(name: str = "沈丽华", unit: str = "织里镇人民政府", *phones: str) -> Person:
    return Person(name, unit, phones or ("13957200001",))


def card(number: int = 0, name: str = "", people: Sequence[Person | None] = ()) -> ContactCard:
    return ContactCard(
        name or f"湖州试样{number}号纺织有限公司",
        "吴兴区 · 织里镇",
        "吴兴区",
        tuple(people) or (person(), person("王建国", "织里派出所", "13905720002")),
        f"{ADDRESS}{number}",
    )


def written(path: Path, cards: Sequence[ContactCard], language: str = "zh-CN") -> Path:
    faces = typefaces()
    drawn = [legible(each, faces)[0] for each in cards]
    with path.open("wb") as out:
        write_sheets(out, drawn, told(language), faces, title="联络卡", language=language)
    return path


AWKWARD = {
    "very long": card(1, LONGEST),
    "long in English": card(2, "Zhejiang Huzhou International Advanced Manufacturing Co. " * 3),
    "without blanks": card(3, "W" * 200),
    "nobody": card(4, people=(None, None)),
    "no phone": card(5, people=(Person("李四", "", ()), None)),
    "many phones": card(
        6,
        people=(
            person("买买提·吐尔逊阿不都拉克里木", "湖州市公安局南太湖新区分局龙溪派出所" * 3,
                   "0572-2000000-8001 办公室", "13900000001 张三", "13900000002 李四"),
            person("欧阳", "某" * 200, "见通讯录第三页，或打值班室电话转接"),
        ),
    ),
    "odd characters": card(7, "𠮷祥㙟😀👩‍👩‍👧科技\t有限\x07公司\u200b\ufe0f"),
    "nothing but odd": card(8, "😀"),
}  # fmt: skip


@pytest.mark.parametrize("count", [1, 8, 9, 17])
def test_eight_cards_stand_on_a_page(tmp_path: Path, count: int) -> None:
    pdf = written(tmp_path / "cards.pdf", [card(number) for number in range(count)])
    pages = pages_of(pdf)
    assert len(pages) == -(-count // 8)
    found = [code for page in pages for code in codes_in(page)]
    assert sorted(found) == sorted(f"{ADDRESS}{number}" for number in range(count))


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_phones_can_be_searched(tmp_path: Path, language: str) -> None:
    text = text_of(written(tmp_path / "cards.pdf", [card(7)], language))
    for told_of in ("湖州试样7号纺织有限公司", "沈丽华", "织里镇人民政府", "13957200001"):
        assert told_of in text
    for both in ("复工专员", "Commissioner", "项目警官", "Project officer", "2026-11-30"):
        assert both in text


def test_every_font_of_a_file_goes_along(tmp_path: Path) -> None:
    pdf = written(tmp_path / "cards.pdf", [card(number) for number in range(9)])
    assert fonts_of(pdf) == [["yes", "yes", "yes"]]
    assert pdf.stat().st_size < 60_000


def test_a_file_with_many_characters_can_be_searched(tmp_path: Path) -> None:
    """A part of a font holds 256."""
    pdf = written(tmp_path / "cards.pdf", [card(each, name) for each, name in enumerate(MANY)])
    shown = "".join(text_of(pdf).split())
    assert [name for name in MANY if name not in shown] == []
    assert fonts_of(pdf) == [["yes", "yes", "yes"]] * 4


def test_a_file_knows_its_title_its_language_and_how_it_is_printed(tmp_path: Path) -> None:
    pdf = written(tmp_path / "cards.pdf", [card()])
    about = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, encoding="utf-8")
    assert re.search(r"^Title: +联络卡$", about.stdout, re.MULTILINE)
    assert "anonymous" not in about.stdout
    for each in (b"/Lang (zh-CN)", b"/PrintScaling /None", b"/DisplayDocTitle true"):
        assert each in pdf.read_bytes()


def test_files_that_are_written_at_once_do_not_disturb_each_other() -> None:
    """Letters with accents are put together from others, which are looked up in the font."""
    name = "".join(each for each in map(chr, range(0xC0, 0x250)) if typefaces().glyph(each))[:190]

    def size(_: int) -> int:
        out = BytesIO()
        write_sheets(out, [card(1, name)], told(), typefaces(), title="", language="en")
        return len(out.getvalue())

    alone, interval = size(0), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert set(threads.map(size, range(80))) == {alone}
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize("which", AWKWARD)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_awkward_card_scans_too(tmp_path: Path, which: str, language: str) -> None:
    one = AWKWARD[which]
    drawn, _ = legible(one, typefaces())
    assert codes_in(write_picture(drawn, told(language), typefaces())) == [one.address]
    pdf = written(tmp_path / "cards.pdf", [one], language)
    assert codes_in(pages_of(pdf)[0]) == [one.address]


class _Measuring:
    """A pen that keeps where texts end."""

    def __init__(self) -> None:
        self.texts: list[tuple[float, float, float, float, str]] = []
        self.square: tuple[float, float, float] | None = None

    def text(
        self, x: float, y: float, text: str, size: float, ink: Ink, *, bold: bool = False
    ) -> None:
        wide = typefaces().width(text, size) * 25.4 / 72
        self.texts.append((x, y - size * 0.25, x + wide, y, text))

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float, ink: Ink) -> None:
        assert 0 <= x <= to_x <= WIDTH
        assert 0 <= y <= to_y <= HEIGHT

    def code(self, x: float, y: float, side: float, modules: Modules) -> None:
        self.square = (x, y, side)
        self.quiet = 4 * side / len(modules)


@pytest.mark.parametrize("which", AWKWARD)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_leaves_the_card_or_comes_near_its_code(which: str, language: str) -> None:
    pen = _Measuring()
    drawn, _ = legible(AWKWARD[which], typefaces())
    draw_card(pen, typefaces(), drawn, told(language))
    assert pen.square
    left, top, side = pen.square
    assert side >= 22
    for x, y, end, base, text in pen.texts:
        assert 3 <= x <= end <= WIDTH - 3, text
        assert 3 <= y <= base <= HEIGHT - 3, text
        is_beside = end <= left - pen.quiet or base <= top - pen.quiet
        assert is_beside or y >= top + side + pen.quiet - 0.6, text
    assert left + side + pen.quiet <= WIDTH


@pytest.mark.parametrize("name", [LONGEST, "Zhejiang Huzhou Advanced Manufacturing Co., Ltd. " * 4])
def test_a_long_name_is_never_cut(tmp_path: Path, name: str) -> None:
    shown = text_of(written(tmp_path / "cards.pdf", [card(1, name)]))
    assert "".join(name.split()) in "".join(shown.split())


def test_a_gap_says_where_to_ask(tmp_path: Path) -> None:
    text = text_of(written(tmp_path / "cards.pdf", [card(1, people=(None, person()))]))
    assert "待配" in text
    assert "吴兴区复工专班" in text
    text = text_of(written(tmp_path / "english.pdf", [card(1, people=(person(), None))], "en"))
    assert "To be assigned" in text


def test_characters_without_a_shape_are_seen_and_counted() -> None:
    drawn, replaced = legible(AWKWARD["odd characters"], typefaces())
    assert replaced == 6
    assert drawn.name == f"{PLACEHOLDER}祥{PLACEHOLDER * 5}科技 有限公司"
    assert legible(card(), typefaces()) == (card(), 0)


def test_a_number_is_never_broken_over_two_lines() -> None:
    faces = typefaces()
    for width in (20, 40, 60):
        for text in ("13900000001 张三", "电话 0572-2000000-8001"):
            pieces = " ".join(fit(faces, text, width, ((9, 1), (6, 2), (2.2, 3))).lines)
            assert pieces == text


def test_lines_are_of_about_one_length_and_begin_with_no_closing_mark() -> None:
    faces = typefaces()
    fitted = fit(faces, "一二三四五六七八九十甲乙丙", 12 * 9.5, STEPS)
    assert [len(line) for line in fitted.lines] in ([7, 6], [6, 7])
    fitted = fit(faces, "湖州某某（浙江）有限公司德清分公司", 9 * 9, STEPS)
    assert not any(line.startswith(("）", "，")) or line.endswith("（") for line in fitted.lines)


def test_what_fits_nowhere_ends_in_dots() -> None:
    fitted = fit(typefaces(), "某" * 100, 60, STEPS)
    assert len(fitted.lines) == 3
    assert fitted.lines[-1].endswith("…")


def with_rare(tmp_path: Path, name: str) -> Typefaces:
    """The shipped face and one that has 𠮷, as a box."""
    pen = TTGlyphPen(None)
    for place, corner in enumerate(((100, 0), (100, 800), (900, 800), (900, 0))):
        (pen.lineTo if place else pen.moveTo)(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "rare"])
    builder.setupCharacterMap({ord("𠮷"): "rare"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "rare": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "rare": (1000, 100)})
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"psName": name})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path / "rare.ttf"
    builder.save(path)
    return Typefaces([read_face(FOLDER / SHIPPED), read_face(path)])


@pytest.mark.parametrize("name", ["Rare", "WenQuanYiMicroHei"])
def test_a_face_that_was_put_beside_ours_helps_out(tmp_path: Path, name: str) -> None:
    faces = with_rare(tmp_path, name)
    named = card(1, "湖州𠮷祥有限公司")
    assert legible(named, faces) == (named, 0)
    pdf = tmp_path / "cards.pdf"
    with pdf.open("wb") as out:
        write_sheets(out, [named], told(), faces, title="", language="en")
    assert "湖州𠮷祥有限公司" in text_of(pdf)
    assert fonts_of(pdf) == [["yes", "yes", "yes"]] * 2
    assert codes_in(pages_of(pdf)[0]) == [named.address]
    assert codes_in(write_picture(named, told(), faces)) == [named.address]


def test_a_picture_is_as_large_on_paper_as_a_card() -> None:
    with Image.open(BytesIO(write_picture(card(), told(), typefaces()))) as picture:
        assert [round(each) for each in picture.info["dpi"]] == [300, 300]
        assert picture.width == pytest.approx(WIDTH / 25.4 * 300, abs=1)
        assert picture.height == pytest.approx(HEIGHT / 25.4 * 300, abs=1)


_MANY = """
import re, sys, tempfile
from pathlib import Path
from tests.sheets.test_cards import card, told, typefaces, write_sheets

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

def write(count):
    with tempfile.TemporaryFile() as out:
        cards = (card(number) for number in range(count))
        assert write_sheets(out, cards, told(), typefaces(), title="", language="en") == count

write(80)
before = peak()
write(2_000)
print(peak() - before)
"""


def test_a_card_takes_little_memory_until_its_file_is_written() -> None:
    """1.1 kB; 3.4 kB where reportlab keeps pages as they were drawn."""
    done = subprocess.run(
        [sys.executable, "-c", _MANY], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert float(done.stdout) < 4


def test_the_order_of_the_people_is_told_by_their_roles() -> None:
    assert ROLES == (LiaisonRole.COMMISSIONER, LiaisonRole.OFFICER)
    assert [role.first for role in told().roles] == ["复工专员", "项目警官"]
