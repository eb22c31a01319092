"""What a member's label means under its group's: 总数 under 员工情况 is 员工总数."""

from __future__ import annotations

import re

from liaison.sheets.tables.labels import normalise

NAME_WORDS = frozenset({"姓名", "名字", "名称", "全称", "name", "fullname"})
PHONE_WORDS = frozenset(
    {"电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "联系手机"}
    | {"座机", "固话", "号码", "phone", "telephone", "tel", "mobile", "phonenumber"}
)
#: A number that names a person where the name is not given.
STAFF_WORDS = frozenset({"工号", "警号", "编号", "staffno", "staffnumber", "badge"})
#: Labels that mean nothing without knowing whose they are.
PERSONAL_WORDS = (
    NAME_WORDS
    | PHONE_WORDS
    | STAFF_WORDS
    | {"单位", "所属单位", "工作单位", "部门", "职务", "职位", "unit", "position"}
)
_NEUTRAL = re.compile(
    r"(?:基本|概况|联系|方式|用工|员工|生产|经营|复工|复产|登记|注册|资料|信息|情况|企业|公司|单位"
    r"|其中|统计|basic|general|enterprise|company|details?|information|info|contact|ofwhich)*"
)
_CONTACT = re.compile(
    r"(?:企业|公司|单位|复工)?(?:联系|联络|对接|负责)人?(?:方式|信息|情况|资料)*|contact(?:details?|info)?"
)
_ENDS = re.compile(r"(?:信息|情况|资料|名单|统计|状况|数据|明细|及?联系方式|details?|info)+$")
_PREFIXES = (
    r"(?:企业|复工|复产|驻企|结对|派驻|包联|包企|联系|服务|助企|镇街|责任|对接|项目|社区|辖区)*"
)
_PEOPLE = {
    "commissioner": re.compile(_PREFIXES + r"(?:专员|指导员|服务员|联络员)"),
    "officer": re.compile(_PREFIXES + r"(?:警官|民警|警长)"),
}
_TOPICS = {
    "staff": re.compile(
        r"(?:企业|公司|单位)?(?:现有|在册|全部)?(?:员工|用工|职工|从业人员|人员|工人)(?:返岗|到岗|复工|返工)?"
        r"(?:人数)?|staff|employees?|workers|workforce"
    ),
    "returned": re.compile(
        r"(?:已|实际)?(?:返岗|到岗|上岗|在岗|返工)(?:员工|人员|职工|人数)?|returned|onduty"
    ),
    "operation": re.compile(
        r"(?:企业|公司)?(?:复工|复产|复工复产|开工|生产经营|营业)|operation|resumption"
    ),
    "planned": re.compile(
        r"(?:计划|拟|预计)(?:复工|复产|复工复产|开工)|(?:复工|复产|复工复产|开工)计划|plan(?:ned)?"
    ),
    "power": re.compile(r"(?:企业)?日?(?:用电|电量|电力|用电量)|electricity|power"),
    "capacity": re.compile(r"(?:产能|生产能力)(?:恢复)?|output"),
}
_ASPECTS = {
    "total": re.compile(
        r"(?:企业|公司)?(?:员工|职工|用工|从业|人员)?(?:总数|总人数|人数|数|数量|总量|总计|合计|现有人?数?"
        r"|在册人?数?|全部)|total|number|all"
    ),
    "returned": re.compile(
        r"(?:其中)?(?:已|实际|现已?)?(?:返岗|到岗|上岗|在岗|复工|返工|实到)(?:员工|人员|职工)?(?:总?人?数)?"
        r"|returned|onduty|back"
    ),
    "state": re.compile(r"状态|情况|现状|是否已?(?:复工|复产|开工)?|status|state"),
    "day": re.compile(r"(?:实际)?(?:时间|日期)|(?:actual)?date|since"),
    "planned": re.compile(r"(?:计划|拟|预计)(?:时间|日期)?|planned(?:date)?|expected"),
    "today": re.compile(r"当日|今日|当天|本日|日用量|today"),
    "base": re.compile(r"基准|基期|基数|正常|去年同期|上年同期|停工前|base|usual|normal"),
    "rate": re.compile(r"恢复率|恢复比例|利用率|比例|率|percent|rate"),
}
_MEANING = {
    ("staff", "total"): "employees",
    ("staff", "returned"): "employees_on_duty",
    ("returned", "total"): "employees_on_duty",
    ("operation", "returned"): "employees_on_duty",
    ("operation", "state"): "status",
    ("operation", "day"): "resumed_on",
    ("operation", "planned"): "planned_on",
    ("planned", "day"): "planned_on",
    ("power", "today"): "power_kwh",
    ("power", "base"): "base_power_kwh",
    ("capacity", "rate"): "capacity_percent",
}


def stem(group: str) -> str:
    """The group's label without the words that only say that it is one: 员工情况 is 员工."""
    word = normalise(group)
    return _ENDS.sub("", word) or word


def is_neutral(group: str) -> bool:
    """The group names no owner, so that a phone under it is the enterprise's."""
    return _NEUTRAL.fullmatch(normalise(group)) is not None


def is_contact(group: str) -> bool:
    """The group is about whom to talk to, so that a name under it is that person's."""
    return _CONTACT.fullmatch(normalise(group)) is not None


def person_of(group: str) -> str | None:
    """The field of the commissioner or officer whom the group is about."""
    word = stem(group)
    return next((field for field, words in _PEOPLE.items() if words.fullmatch(word)), None)


def nearest_first(upper: str) -> list[str]:
    """The whole heading, then its levels from the one right above the member upwards."""
    levels = upper.split("/")
    return [upper, *reversed(levels)] if len(levels) > 1 else [upper]


def field_under(upper: str, lower: str) -> str | None:
    """The field that the two words make together, though neither names it alone."""
    aspects = _found(_ASPECTS, normalise(lower))
    for group in nearest_first(upper) if aspects else ():
        for topic in _found(_TOPICS, stem(group)):
            for aspect in aspects:
                if field := _MEANING.get((topic, aspect)):
                    return field
    return None


def is_member(label: str) -> bool:
    """The label is one that people write under a group's."""
    word = normalise(label)
    return word in PERSONAL_WORDS or bool(_found(_ASPECTS, word))


def _found(patterns: dict[str, re.Pattern[str]], word: str) -> list[str]:
    return [name for name, pattern in patterns.items() if pattern.fullmatch(word)]
