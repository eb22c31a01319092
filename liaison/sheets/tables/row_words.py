"""The words by which a row says that it is a total, a signature, a note, an example, a section."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from liaison.domain.fields import Cell

Reason = Literal[
    "blank",
    "title",
    "header",
    "section",
    "total",
    "signature",
    "note",
    "example",
    "other_table",
]

_TOTAL = re.compile(
    r"(?:.{0,12}(?:合计|小计|总计)数?|[本全]?[县区市镇乡]?(?:共计|累计|汇总|总数|总和|平均)"
    r"|其中|(?:sub-?|grand)?totals?|sum)(?:[:(].*|共?\d+(?:\.\d+)?[家户个人名条项]?.{0,8})?",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:填表|填报|制表|报送|审核|审批|复核)(?:人|单位|日期|时间|部门|领导)"
    r"|(?:填表|填报|制表|审核|审批|复核|经办|审定|签发):"
    r"|(?:经办|联系|(?:单位|部门)?负责|统计|分管|主管|主要)(?:人|领导|负责人)(?:\(?签[字名章]\)?)?:"
    r"|(?:单位|部门)?\(?(?:签[字名章]|盖章|公章)\)?:?$|(?:单位|部门)\((?:盖章|公章|签章)\)"
    r"|(?:日期|(?:联系|咨询|监督)?电话):|(?:\d{2,4}|_*)年(?:\d{0,2}|_*)月(?:\d{0,2}|_*)日$"
    r"|(?:preparedby|filled(?:in)?by|reviewedby|approvedby|signature|date):",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[*※]?(?:备?注|附注|说明|注意|注释|填[表报]说明|notes?|remarks?)(?:事项)?\d*[:.、)]|※"
    r"|(?:注|备注|填[表报]说明|填写说明|注意事项|notes?)$|(?:计量|金额)?单位:",
    re.IGNORECASE,
)
#: A sentence under the table that begins where names stand.
_SENTENCE = re.compile(
    r"(?:以上|以下|本表|此表|上表|截至|截止).{2,}|(?:数据|统计)(?:截至|截止|时间|口径|来源|范围|为|含|不含).*"
    r"|.*[。；;！!？?].*|\d[.、)].{2,}|[^:]{1,8}:.*|第\d+页.*|共\d+页|page\d+.*"
    r"|\(?(?:接|续)上?[表页]\d*\)?|转下[表页]",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"[(\[【]?(?:填写|填报)?(?:(?:示例|样例)(?:企业|公司|单位|数据|行|[A-Z]?\d|[:.、)\]】]|$)|例如|例:|如:)"
    r"|example|e\.g\.|例\d*$",
    re.IGNORECASE,
)
_ENTERPRISE = re.compile(
    r".{2,}(?:公司|厂|店|合作社|中心|集团|事务所|经营部|商行|超市|酒店|饭店|宾馆|农场|市场|学校|医院|银行"
    r"|工作室|门市部|分部|个体户)(?:\([^()]*\))?|.+\b(?:co\.?,? ?ltd\.?|inc\.?|ltd\.?|llc)",
    re.IGNORECASE,
)
_SHORT_ENTERPRISE = re.compile(
    r"[\u4e00-\u9fff()·a-z]{2,}(?:实业|部|社|行|站|院|园|场|馆|所|铺|坊|楼|城|吧|轩|阁|加工点)(?:\(.*\))?"
    r"|[a-z][a-z0-9.,&'()-]{2,}",
    re.IGNORECASE,
)
NUMERAL = re.compile(r"\(?(?:[一二三四五六七八九十]+|\d+)[)、.]?")
COUNT = re.compile(r"共?\d+[家户个]?")
SECTION = re.compile(
    r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)).{1,40}"
    r"|.{1,20}?(?:区|县|镇|乡|街道)(?:企业)?(?:\(.*\)|:?共?\d+[家户].*)?"
    r"|.{1,30}\(共?\d+[家户个].*\)"
    r"|(?:规模?以?[上下]|限额?以?[上下]|重点|其[他它])(?:工业|服务业|商贸业?)?(?:企业|单位|类)?(?:名单)?"
)
_PLACE = re.compile(r".{1,12}?(?:区|县|镇|乡|街道)(?:\(.*\)|:?共?\d+[家户个].*)?")
_UNITS = re.compile(
    r"\(?(?:人|名|个|家|户|元|万元|亿元|千瓦时|万千瓦时|度|kwh|%|％|吨|平方米|年月日|是/否|/|-|—)\)?",
    re.IGNORECASE,
)
_COUNTING = (
    [str(number) for number in range(1, 100)],
    list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    list("甲乙丙丁戊己庚辛壬癸"),
    list("一二三四五六七八九十"),
)
_CIRCLED = re.compile(r"[()\[\]栏第列.]")
_LEAST_NUMBERED = 2


def squeeze(text: str) -> str:
    """The text in half-width characters without any blanks, since people space out 合  计."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_enterprise_name(text: str) -> bool:
    """The text ends as enterprises' names do."""
    return _ENTERPRISE.fullmatch(text) is not None


def may_be_enterprise(text: str) -> bool:
    """The text could be an enterprise's name though nothing stands beside it."""
    return is_enterprise_name(text) or _SHORT_ENTERPRISE.fullmatch(text) is not None


def reason_in(first: str, name: str, filled: int) -> Reason | None:
    """What the row's first text and its name say that it is; both squeezed."""
    words = (first, name)
    if any(_TOTAL.fullmatch(word) and not _is_only_named_so(word) for word in words):
        return "total"
    if _SIGNATURE.match(first) and not _is_only_named_so(first):
        return "signature"
    if _NOTE.match(first) and filled <= 2 and not _is_only_named_so(first):
        return "note"
    return "example" if any(map(_EXAMPLE.match, words)) else None


def _is_only_named_so(text: str) -> bool:
    """An enterprise such as 合计科技有限公司; a colon is in no name."""
    return ":" not in text and is_enterprise_name(text)


def is_sentence(text: str) -> bool:
    return _SENTENCE.fullmatch(text) is not None and not is_enterprise_name(text)


def is_section(text: str, known: Collection[str]) -> bool:
    """The text names an area or a part of the table; `known` holds names that do for certain."""
    if text.casefold() in known:
        return True
    return SECTION.fullmatch(text) is not None and not is_enterprise_name(text)


def is_place(text: str, known: Collection[str]) -> bool:
    return text.casefold() in known or _PLACE.fullmatch(text) is not None


def are_units(texts: Iterable[str]) -> bool:
    return all(map(_UNITS.fullmatch, texts))


def are_numbered(cells: Sequence[Cell]) -> bool:
    """The columns' numbers under a header: 1 2 3, (1) (2) (3), A B C, or 甲 乙 1 2."""
    words = [_numbering(cell) for cell in cells]
    if len(words) < _LEAST_NUMBERED:
        return False
    place = 0
    for series in sorted(_COUNTING, key=lambda series: series[0] != words[0]):
        run = 0
        while place < len(words) and run < len(series) and words[place] == series[run]:
            place, run = place + 1, run + 1
    return place == len(words)


def _numbering(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _CIRCLED.sub("", squeeze(str(cell))).upper()
