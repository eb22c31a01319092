"""The catalogue of measures in a browser: words, rules, retirement, order, out and in again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState
from liaison.services.accounts import add_account
from liaison.services.catalogue import get_catalogue, get_measure
from liaison.services.support import set_measure
from liaison.store import support
from liaison.store.database import Database
from tests.browser.screen import DESKTOP, PHONE, Screen, Size, Visit
from tests.conftest import make_enterprise
from tests.running_app import PASSWORD, RunningApp, serve

CODE = "M02"
MADE, TRADED = "湖州甲纺织有限公司", "湖州乙商贸有限公司"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONGUES = {"zh-CN": "货运通行", "en": "Freight"}
BOTH = pytest.mark.parametrize("language", list(TONGUES))


@pytest.fixture
def office(tmp_path: Path, seeded_database: bytes) -> Iterator[RunningApp]:
    """An app of its own with an administrator, a maker who is done with a measure, a trader."""
    path = tmp_path / "liaison.db"
    path.write_bytes(seeded_database)
    db = Database(path)
    add_account(OPERATOR, db, "root", Role.ADMINISTRATOR, password=PASSWORD)
    made = make_enterprise(db, name=MADE, industry="C")
    traded = make_enterprise(db, name=TRADED, industry="F")
    with db.write() as connection:
        support.open_measures(connection, [made, traded], on=db.today())
    set_measure(OPERATOR, db, made, CODE, state=MeasureState.DONE, note="通行证 7 号")
    with serve(path, tmp_path / "log.txt") as app:
        yield app


def enter(
    visit: Visit, office: RunningApp, size: Size, language: str = "zh-CN", path: str = "/catalogue"
) -> Screen:
    screen = visit(size, language, app=office)
    screen.sign_in_at(path, "root", PASSWORD)
    return screen


def press(screen: Screen, key: str, code: str = CODE) -> None:
    """Press a button of a measure's card."""
    card = screen.part(f"catalogue-{code}")
    screen.press_button(screen.say(f"catalogue_page.{key}"), card)


def field(screen: Screen, key: str, version: int = 1) -> Locator:
    return screen.dialog().locator(f".st-key-{CODE}-{version}-{key}").locator("input, textarea")


@BOTH
def test_words_are_edited_and_what_is_refused_stays_typed(
    visit: Visit, office: RunningApp, size: Size, language: str
) -> None:
    screen = enter(visit, office, size, language)
    screen.fits()
    screen.is_accessible()
    title = "title" if language == "zh-CN" else "title_en"
    label = screen.say(f"changes.measure.{title}")
    limit = 40 if language == "zh-CN" else 80
    press(screen, "edit")
    field(screen, title).fill("x" * 5000)
    field(screen, "default_days").fill("999999")
    screen.press_button(screen.say("catalogue_page.form.save"), screen.dialog())
    screen.sees(screen.say("errors.too_long", label=label, limit=limit), screen.dialog())
    assert len(field(screen, title).input_value()) == 5000
    field(screen, title).fill(TONGUES[language])
    screen.press_button(screen.say("catalogue_page.form.save"), screen.dialog())
    screen.sees(screen.say("errors.measure_days_out_of_range", limit=365), screen.dialog())
    assert field(screen, "default_days").input_value() == "999999"
    field(screen, "default_days").fill("9")
    screen.press_button(screen.say("catalogue_page.form.save"), screen.dialog())
    expect(screen.dialog()).to_have_count(0)
    screen.sees_notice(TONGUES[language])
    screen.sees(screen.say("catalogue_page.default_some", number=9, all=10))
    saved = get_measure(OPERATOR, office.db, CODE)
    assert (saved.title_in(language), saved.default_days) == (TONGUES[language], 9)


def test_a_rule_is_shown_with_what_it_means_before_it_is_written(
    visit: Visit, office: RunningApp, size: Size
) -> None:
    screen = enter(visit, office, size)
    press(screen, "edit")
    industries = screen.dialog().locator(f".st-key-{CODE}-1-industries").get_by_role("combobox")
    screen.press(industries)
    industries.fill("制造业")
    screen.press(screen.page.get_by_role("option", name="制造业").first)
    screen.page.keyboard.press("Tab")  # Escape would close the dialog where the list is gone
    screen.press_button(screen.say("catalogue_page.form.save"), screen.dialog())
    screen.sees(screen.say("catalogue_page.confirm.left_out", number=1), screen.dialog())
    assert get_measure(OPERATOR, office.db, CODE).rule.is_for_all, "nothing is written yet"
    screen.press_button(screen.say("catalogue_page.confirm.change_button"), screen.dialog())
    expect(screen.dialog()).to_have_count(0)
    out = screen.say.label("state", MeasureState.NOT_APPLICABLE)
    screen.press_link(f"{out} 1", screen.part(f"catalogue-{CODE}"))
    screen.arrives(screen.say("enterprises_page.title"))
    screen.sees(TRADED)
    expect(screen.page.get_by_text(MADE)).to_have_count(0)


def test_a_measure_is_retired_read_and_restored(
    visit: Visit, office: RunningApp, size: Size
) -> None:
    screen = enter(visit, office, size)
    press(screen, "retire")
    said = screen.say("catalogue_page.confirm.set_aside", number=2, unfinished=1)
    screen.sees(said, screen.dialog())
    screen.press_button(screen.say("catalogue_page.confirm.retire_button"), screen.dialog())
    expect(screen.dialog()).to_have_count(0)
    screen.settle()
    screen.press(screen.page.get_by_text(screen.say("catalogue_page.retired", number=1)))
    done = screen.say.label("state", MeasureState.DONE)
    screen.press_link(f"{done} 1", screen.part(f"catalogue-{CODE}"))
    screen.arrives(screen.say("enterprises_page.title"))
    screen.sees(re.compile("停用时保留记录"))
    screen.fits()
    screen.press_link(MADE)
    screen.arrives(MADE)
    screen.press(screen.page.get_by_text(screen.say("measures.retired", number=1)))
    screen.sees("通行证 7 号")
    screen.fits()
    screen.is_accessible()
    screen.open_app(f"/bulk?measure={CODE}")
    screen.sees(re.compile("不能再更新"))
    expect(screen.part("bulk-apply")).to_have_count(0)
    screen.open_app("/catalogue")
    screen.press(screen.page.get_by_text(screen.say("catalogue_page.retired", number=1)))
    press(screen, "restore")
    screen.sees(screen.say("catalogue_page.confirm.brought_back", number=2), screen.dialog())
    screen.press_button(screen.say("catalogue_page.confirm.restore_button"), screen.dialog())
    expect(screen.dialog()).to_have_count(0)
    screen.sees_notice("运输保畅")
    assert get_measure(OPERATOR, office.db, CODE).retired_on is None


def test_the_order_is_moved_and_the_catalogue_goes_out_and_in_again(
    visit: Visit, office: RunningApp, size: Size
) -> None:
    screen = enter(visit, office, size, "zh-CN" if size is DESKTOP else "en")
    press(screen, "up")
    screen.settle()
    title = get_measure(OPERATOR, office.db, CODE).title_in(screen.say.language)
    screen.sees_notice(screen.say("catalogue_page.moved", title=title))
    assert codes(office)[:3] == [CODE, "M01", "M03"]
    link = screen.page.get_by_role("link", name=screen.say("catalogue_page.export"))
    _, content = screen.download(link)
    import_file(screen, content)
    screen.sees(screen.say("catalogue_page.file.nothing"))
    screen.press_button(screen.say("catalogue_page.file.another"))
    screen.settle()
    upload(screen, edited(content, screen, [("position", 2, 12), ("on_request", 3, "也许")]))
    screen.sees(screen.say("problems.not_yes_or_no"))
    expect(screen.part("catalogue-write")).to_have_count(0)
    screen.press_button(screen.say("catalogue_page.file.another"))
    screen.settle()
    upload(screen, edited(content, screen, [("position", 2, 12)]))
    screen.sees(screen.say("catalogue_page.file.order"))
    screen.fits()
    screen.press_button(screen.say("catalogue_page.file.write", new=0, changed=1))
    screen.sees_notice(screen.say("catalogue_page.file.written", new=0, changed=1))
    assert codes(office) == [*(f"M{number:02}" for number in (1, *range(3, 11))), CODE]


def test_who_may_not_see_it_is_told_so(visit: Visit, office: RunningApp) -> None:
    add_account(OPERATOR, office.db, "chief", Role.OFFICIAL, password=PASSWORD)
    screen = visit(PHONE, app=office)
    screen.refusals.add(403)
    screen.ask_for("/catalogue")
    screen.sign_in("chief", PASSWORD)
    screen.sees(screen.say("errors.not_permitted"))


def codes(office: RunningApp) -> list[str]:
    return [each.code for each in get_catalogue(OPERATOR, office.db).in_force]


def import_file(screen: Screen, content: bytes) -> None:
    screen.press_button(screen.say("catalogue_page.import"))
    screen.settle()
    upload(screen, content)


def upload(screen: Screen, content: bytes) -> None:
    file = {"name": "目录.xlsx", "mimeType": XLSX, "buffer": content}
    screen.page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    expect(screen.button(screen.say("catalogue_page.file.read"))).to_be_enabled()
    screen.press_button(screen.say("catalogue_page.file.read"))


def edited(content: bytes, screen: Screen, cells: list[tuple[str, int, object]]) -> bytes:
    """The workbook with cells replaced, each by its field and row."""
    workbook = load_workbook(BytesIO(content))
    sheet = workbook.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    for key, row, value in cells:
        sheet.cell(row, columns[screen.say(f"changes.measure.{key}")]).value = value  # type: ignore[assignment]
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
