"""What an administrator sets up: rosters in and back out, pairs, accounts."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.records import ImportBatch
from liaison.domain.roles import OPERATOR, Role
from liaison.services.enterprises import get_enterprise, list_enterprises, update_enterprise
from liaison.services.roster_import import (
    commit_roster_import,
    list_imports,
    plan_roster_import,
)
from liaison.store.enterprise_rows import EnterpriseRow
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, PHONE, Screen, Size, Visit
from tests.conftest import credit_code
from tests.running_app import PASSWORD
from tests.workbooks import rows_of, xlsx

TITLE = ["织里镇复工企业名册"]
GROUPS = ["基本情况", None, None, None, None, "联系方式", None]
HEADER = ["企业名称", "统一社会信用代码", "所属县区", "所属乡镇", "复工状态", "联系人", "联系电话"]
TOTAL = ["合计", "3家"]
SIGNED = ["填表人：王某", None, "填报日期：2026年11月24日"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_messy_roster_goes_in_and_back_out(visitor: Screen, city: City) -> None:
    names = invented(visitor.size, "童装")
    screen = city.enter(visitor, Role.ADMINISTRATOR)
    screen.go("import_roster")
    upload(screen, "织里.xlsx", messy_roster(names, 7_000 if screen.size == DESKTOP else 7_100))
    screen.sees(screen.say("import_page.columns.certain"))
    screen.press_button(screen.say("import_page.columns.next"))
    write = screen.button(screen.say("import_page.changes.commit_some", write=2, reject=1))
    expect(write).to_be_visible()
    assert written(city, names) == []
    rejects = screen.page.get_by_role(
        "link", name=screen.say("import_page.changes.rejects", number=1)
    )
    file_name, content = screen.download(rejects)
    assert file_name == "退回的行-织里.xlsx"
    assert any("必填" in str(cell) for row in rows_of(content) for cell in row)
    screen.press(write)
    screen.sees(screen.say("import_page.done.written", new=2, changed=0))
    assert written(city, names) == sorted(names)
    screen.press_button(screen.say("import_page.again"))
    take_back(screen, latest_import(city))
    assert written(city, names) == []


def test_all_conflicts_are_settled_at_one_press(visitor: Screen, city: City) -> None:
    first, second = invented(visitor.size, "纺织")
    number = 7_600 if visitor.size == DESKTOP else 7_700
    header = ["企业名称", "统一社会信用代码", "所属县区", "员工总数"]
    rows = [
        [first, credit_code(number), "吴兴区", 10],
        [second, credit_code(number + 1), "吴兴区", 20],
    ]
    plan = plan_roster_import(OPERATOR, city.db, xlsx([header, *rows]), "纺织.xlsx")
    commit_roster_import(OPERATOR, city.db, plan)
    for row in found(city, [first, second]):
        update_enterprise(OPERATOR, city.db, row.id, version=None, changes={"employees": 7})
    screen = city.enter(visitor, Role.ADMINISTRATOR)
    screen.go("import_roster")
    upload(screen, "纺织.xlsx", xlsx([header, *rows]))
    screen.press_button(screen.say("import_page.columns.next"))
    keep = screen.say("import_page.conflicts.keep", value=7)
    screen.press(screen.page.get_by_role("radio", name=keep).first)
    screen.sees(screen.say("import_page.conflicts.about", cells=2, open=1))
    screen.press_button(screen.say("import_page.conflicts.all_take"))
    screen.sees(screen.say("import_page.conflicts.about", cells=2, open=0))
    screen.press_button(screen.say("import_page.changes.commit_all", write=2))
    screen.sees(screen.say("import_page.done.written", new=0, changed=2))
    views = [get_enterprise(OPERATOR, city.db, row.id) for row in found(city, [first, second])]
    assert sorted(view.enterprise.employees or 0 for view in views) == [10, 20]


def test_new_enterprises_have_their_pair_at_once(visitor: Screen, city: City) -> None:
    names = invented(visitor.size, "机械")
    number = 7_200 if visitor.size == DESKTOP else 7_300
    plan = plan_roster_import(OPERATOR, city.db, messy_roster(names, number), "织里.xlsx")
    commit_roster_import(OPERATOR, city.db, plan, good_rows_only=True)
    screen = city.enter(visitor, Role.ADMINISTRATOR)
    screen.go("pairing")
    screen.sees(screen.say("pairing_page.gaps.none"))
    for row in found(city, names):
        assert row.officer is not None
        assert row.commissioner is not None
        view = get_enterprise(OPERATOR, city.db, row.id)
        assert len(view.measures) == 10, "a pair opens the measures"


def test_a_new_account_signs_in_with_its_one_time_password(visit: Visit, city: City) -> None:
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR)
    screen.go("accounts")
    screen.press_button(screen.say("accounts_page.add"))
    form = screen.dialog()
    screen.choose("account-role", screen.say.label("role", Role.OFFICIAL))
    expect(screen.part("account-area")).to_be_visible()
    screen.write(form.get_by_label(screen.say("accounts_page.name")).last, "nanxun-official")
    screen.press_button(screen.say("accounts_page.create"), form)
    password = form.get_by_test_id("stCode").inner_text().strip()
    screen.press_button(screen.say("accounts_page.one_time_close"), form)
    expect(form).to_have_count(0)
    newcomer = visit(PHONE)
    newcomer.refusals.add(401)
    newcomer.ask_for("/login")
    newcomer.sign_in("nanxun-official", password)
    newcomer.sees(newcomer.say("errors.new_password_needed"))
    newcomer.write(newcomer.page.locator("#password"), password)
    newcomer.write(newcomer.page.locator("#new_password"), PASSWORD)
    newcomer.write(newcomer.page.locator("#new_password_again"), PASSWORD)
    newcomer.press_button(newcomer.say("web_frame.sign_in.replace_button"))
    newcomer.arrives(newcomer.say("dashboard.title"))


def test_a_closed_account_is_out_at_once(visit: Visit, city: City) -> None:
    city.app.add_account("leaving", Role.OFFICIAL)
    leaving = visit(PHONE)
    leaving.sign_in_at("/", "leaving", PASSWORD)
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR)
    screen.go("accounts")
    field = screen.part("search").get_by_role("textbox")
    screen.write(field, "leaving")
    field.press("Enter")
    expect(screen.page.locator("[class*='st-key-account-'][class*='-row']")).to_have_count(1)
    screen.press_button(screen.say("accounts_page.disable"))
    confirm = screen.say("accounts_page.confirm", what=screen.say("accounts_page.disable"))
    screen.press_button(confirm, screen.dialog())
    screen.sees_notice(screen.say("accounts_page.disable_done", name="leaving"))
    leaving.press(leaving.page.get_by_role("radio").last)
    leaving.sees(leaving.say("errors.signed_out"))


def invented(size: Size, trade: str) -> list[str]:
    return [f"湖州试样{size.name}{number}号{trade}有限公司" for number in (1, 2)]


def messy_roster(names: list[str], number: int) -> bytes:
    """Title, a header of two levels, two good rows, one without a name, a total, a signature."""
    place = ["吴兴区", "织里镇", "部分复工"]
    rows = [
        [name, credit_code(number + each), *place, "张某", f"1390572{number + each}"]
        for each, name in enumerate(names)
    ]
    nameless = [None, credit_code(number + 9), *place, "李某", None]
    return xlsx({"织里镇": [TITLE, [], GROUPS, HEADER, *rows, nameless, TOTAL, SIGNED]})


def upload(screen: Screen, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": XLSX, "buffer": content}
    screen.page.locator("input[type=file]").set_input_files([file])
    screen.press_button(screen.say("import_page.file.read"))


def take_back(screen: Screen, batch: ImportBatch) -> None:
    """Undo an import in the list of those of the past."""
    screen.press(screen.part(f"undo-{batch.id}").get_by_role("button"))
    screen.press_button(screen.say("import_page.past.undo_confirm"), screen.dialog())
    done = screen.say("import_page.past.undo_done", file=batch.file_name, removed=2, restored=0)
    screen.sees(re.compile(re.escape(done)))


def latest_import(city: City) -> ImportBatch:
    return list_imports(OPERATOR, city.db).rows[0]


def found(city: City, names: list[str]) -> list[EnterpriseRow]:
    listed = [
        list_enterprises(OPERATOR, city.db, EnterpriseFilter(search=name)).rows for name in names
    ]
    return [row for rows in listed for row in rows]


def written(city: City, names: list[str]) -> list[str]:
    return sorted(row.name for row in found(city, names))
