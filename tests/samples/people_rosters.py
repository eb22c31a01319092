"""Rosters of people: project officers, commissioners, both, and workbooks that hold more."""

from __future__ import annotations

from tests.samples.expectations import StartsWith, Taken, sample
from tests.samples.making import FIELDS, HEADER, book, books, firm

OFFICERS = ["警号", "民警姓名", "派出所", "责任片区", "联系电话", "联系企业上限"]
OFFICER_FIELDS = "staff_no name unit grid phone capacity"


@sample(
    "项目警官名单.xlsx",
    "Staff numbers with zeros in front, names aligned with blanks, stations in merged cells.",
    Taken(
        rows=[3, 4, 5],
        skipped={1: "title", 6: "total"},
        columns=OFFICER_FIELDS,
        values={
            3: {"staff_no": "001203", "name": "张三", "role": "officer", "county": "330502"},
            4: {"staff_no": "001204", "name": "欧阳试样", "unit": "织里派出所", "county": "330502"},
            5: {"staff_no": "81205", "unit": "织里派出所", "grid": "织里第三警务网格"},
        },
    ),
    kind="officers",
)
def officers() -> bytes:
    rows = [
        ["湖州市公安局吴兴区分局项目警官名单"],
        OFFICERS,
        ["001203", "张 三", "织里派出所", "吴兴区", "13900000001", 30],
        ["００１２０４", "欧阳\u3000试样", None, "织里镇", 13900000002, "30家"],
        [81205, "李四", None, "织里第三警务网格", "暂无", None],
        ["合计", "3人"],
    ]
    return book(rows, merged=["A1:F1", "C3:C5"])


@sample(
    "复工专员AB角.xlsx",
    "Commissioners in pairs of A and B, with the days of their service.",
    Taken(
        rows=[2, 3, 4],
        columns="- staff_no name unit position county is_primary started_on ended_on status",
        values={
            2: {"is_primary": "primary", "started_on": "2020-02-08", "role": "commissioner"},
            3: {"is_primary": "deputy", "status": "away"},
            4: {"is_primary": "primary", "ended_on": "2020-03-31", "status": "on_duty"},
        },
    ),
    kind="commissioners",
)
def commissioners() -> bytes:
    header = ["序号", "工号", "专员姓名", "单位", "职务", "县区", "AB角"]
    return book(
        [
            [*header, "上岗日期", "截止日期", "在岗情况"],
            [
                1,
                "Z0001",
                "试样甲",
                "织里镇人民政府",
                "科员",
                "吴兴区",
                "A角",
                "2020-02-08",
                None,
                "在岗",
            ],
            [2, "Z0002", "试样乙", "织里镇人民政府", "副科", "吴兴区", "B角", None, None, "请假"],
            [3, "Z0003", "试样丙", "区经信局", "/", "吴兴", "主", None, "2020年3月31日", "正常"],
        ]
    )


@sample(
    "专员联系企业.xlsx",
    "Several enterprises in a cell, separated in three ways; those not on the roster are named.",
    Taken(
        rows=[2, 3],
        columns="staff_no name unit county enterprises",
        values={2: {"enterprises": StartsWith("湖州甲有限公司")}},
        problems=[(2, "E", "unknown_enterprise")] * 2 + [(3, "E", "unknown_enterprise")] * 2,
    ),
    kind="commissioners",
)
def lists_of_enterprises() -> bytes:
    return book(
        [
            ["工号", "专员姓名", "工作单位", "负责区域", "包联企业"],
            ["Z0001", "试样甲", "织里镇人民政府", "吴兴区", "湖州甲有限公司、湖州乙有限公司"],
            ["Z0002", "试样乙", "织里镇人民政府", "吴兴区", "湖州丙有限公司\n湖州丁有限公司；"],
        ]
    )


@sample(
    "双配人员名册.xlsx",
    "Officers and commissioners on one list: each row says which.",
    Taken(
        rows=[2, 3, 4],
        rejected=[4],
        columns="role staff_no name unit phone",
        values={
            2: {"role": "officer", "staff_no": "000123"},
            3: {"role": "commissioner", "staff_no": "Z0001"},
        },
        problems=[(4, "A", "unclear_role")],
    ),
    kind="liaisons",
)
def both_roles() -> bytes:
    return book(
        [
            ["人员类型", "编号", "姓名", "所属单位", "值班电话"],
            ["项目警官", "000123", "试样甲", "织里派出所", "13900000001"],
            ["企业复工专员", "Z0001", "试样乙", "织里镇人民政府", "0572-5000001"],
            [None, "Z0002", "试样丙", "织里镇人民政府", "0572-5000002"],
        ]
    )


@sample(
    "同一工号两个角色.xlsx",
    "A number may serve in both roles, but only once in each.",
    Taken(
        rows=[2, 3, 4],
        rejected=[4],
        problems=[(4, "B", "duplicate_in_file")],
    ),
    kind="liaisons",
)
def same_number_in_both_roles() -> bytes:
    return book(
        [
            ["人员类型", "工号", "姓名", "所属单位"],
            ["警官", "1001", "试样甲", "织里派出所"],
            ["专员", "1001", "试样乙", "织里镇人民政府"],
            ["民警", 1001, "试样丙", "织里派出所"],
        ]
    )


@sample(
    "企业与警官两张表.xlsx",
    "A sheet of enterprises and a sheet of officers: the larger roster is read, the other named.",
    {"企业": Taken(rows=[2, 3], columns=FIELDS)},
    unread={"警官": "other_table"},
)
def enterprises_and_people() -> bytes:
    people = [OFFICERS, ["001203", "张三", "织里派出所", "吴兴区", "13900000001", 30]]
    return books({"企业": [HEADER, firm(1), firm(2)], "警官": people})


@sample(
    "企业与警官两张表（选警官）.xlsx",
    "The same workbook, when the person says that officers are wanted.",
    {"警官": Taken(rows=[2], columns=OFFICER_FIELDS)},
    kind="officers",
    unread={"企业": "other_table"},
    chosen_kind="officers",
)
def enterprises_and_chosen_people() -> bytes:
    return enterprises_and_people()


@sample(
    "人员缺单位工号.xlsx",
    "People without a number or a unit cannot be kept: each is named with what is missing.",
    Taken(
        rows=[2, 3, 4],
        rejected=[2, 3],
        problems=[(2, "A", "required"), (3, "C", "required")],
    ),
    kind="officers",
)
def people_without_what_is_required() -> bytes:
    return book(
        [
            OFFICERS,
            [None, "试样甲", "织里派出所", "吴兴区", None, None],
            ["001", "试样乙", None, "吴兴区", None, None],
            ["002", "试样丙", "织里派出所", "吴兴区", None, None],
        ]
    )


@sample(
    "双配名册.xlsx",
    "Enterprises with their commissioner and officer in groups: two people's columns, no person's.",
    Taken(
        rows=[3],
        columns="name county commissioner - - officer - -",
        problems=[(3, "C", "unknown_person"), (3, "F", "unknown_person")],
    ),
)
def pairs_in_groups() -> bytes:
    upper = ["企业名称", "所属县区", "复工专员", None, None, "项目警官", None, None]
    lower = [None, None, "姓名", "单位", "电话", "姓名", "警号", "电话"]
    people = ["试样甲", "织里镇人民政府", "13900000001", "试样乙", "001203", "13900000002"]
    merged = ["A1:A2", "B1:B2", "C1:E1", "F1:H1"]
    return book([upper, lower, [firm(1)[0], "吴兴区", *people]], merged=merged)
