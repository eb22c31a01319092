"""Header labels as people type them: what to disregard, and when two mean the same."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

_OPENING = str.maketrans("【〔[{〈《", "((((((")
_CLOSING = str.maketrans("】〕]}〉》", "))))))")
_ASIDE = re.compile(r"\(([^()]*)\)")
_NUMBERING = re.compile(r"^(?:[①-⑳]|\(?\d{1,2}\)|\d{1,2}[.、]|[一二三四五六七八九十]+、)\s*")
_SMALL_ASIDE = re.compile(
    r"(?:单位)?[::]?(?:人|个|名|家|户|人次|元|万元|亿元|千瓦时|万千瓦时|度|kwh|%|平方米|天)"
    r"|(?:必填|选填|可选|非必填)项?|required|optional|persons?|people|percent|全称|盖章|加盖公章"
    r"|\d+位|.*年.*月.*|y{2,4}.*m{1,2}.*|(?:如|例|例如|格式|请|下拉|可多).*"
)
_MARKED = re.compile(r"(?:必填|选填)项?$")
#: Words that may stand before or after a label without changing what it means.
_FILLER = re.compile(
    r"(?:企业|公司|单位|本|的|所属|所在|及|情况|信息|号码|姓名|名称|具体|详细|目前|当前|现|主要|总"
    r"|company|enterprise|the|name)*"
)
#: Characters that turn a label into another one: 未返岗 is not 返岗.
_TELLING = frozenset("未不非无拟原新增减已停缺上下前后昨今应需外内预计划本地基准0123456789")
_SERIAL = frozenset({"序号", "序", "编号", "no", "number", "serial", "serialno", "index"})
_LATIN_WORDS = re.compile(r"[a-z]{2,}(?:[ '/-]+[a-z]{2,})*")
_CHINESE_WORDS = re.compile(r"[\u4e00-\u9fff]+(?:/[\u4e00-\u9fff]+)*")
_LONGEST = 40
_LEAST_RATIO = 0.8
_LEAST_RATIO_ASCII = 0.93  # county and country are 0.92 alike
_SHORTEST = 4


def without_numbering(label: str) -> str:
    """The label in half-width lower case with one kind of bracket and without "1." or "一、"."""
    label = _NUMBERING.sub("", label.strip())  # before NFKC makes a plain digit of ①
    label = unicodedata.normalize("NFKC", label).casefold()
    return _NUMBERING.sub("", label.translate(_OPENING).translate(_CLOSING).strip())


def normalise(label: str) -> str:
    """The label's letters and digits alone, without units, marks and numbering.

    Brackets around anything but a unit or an instruction only lose the brackets: 县（区） is 县区.
    """
    text = _ASIDE.sub(_keep_telling_aside, without_numbering(label))
    return _MARKED.sub("", "".join(filter(str.isalnum, text)))


def _keep_telling_aside(aside: re.Match[str]) -> str:
    inner = "".join(aside[1].split())
    return "" if _SMALL_ASIDE.fullmatch(inner) else inner


def heading(cell: object) -> str:
    """A header cell as one line with its blanks; Chinese is joined where people broke it."""
    lines = ("" if cell is None else str(cell)).splitlines()
    line = ""
    for part in filter(None, map(str.strip, lines)):
        latin = line[-1:].isascii() and part[:1].isascii()
        line += f" {part}" if line and latin else part
    return line


def is_serial_label(label: str) -> bool:
    """The column counts the rows."""
    return normalise(label.rpartition("/")[2]) in _SERIAL


def aside_and_rest(label: str) -> tuple[str, str] | None:
    """("专员", "联系电话") for 联系电话（专员）; None without brackets."""
    text = without_numbering(label)
    aside = _ASIDE.search(text)
    return (aside[1], _ASIDE.sub("", text)) if aside else None


def by_language(label: str) -> tuple[str, str] | None:
    """("返岗人数", "On duty") for a label in two languages; None for one."""
    text = without_numbering(label)
    latin = " ".join(_LATIN_WORDS.findall(text))
    chinese = "".join(_CHINESE_WORDS.findall(text))
    return (chinese, latin) if latin and chinese else None


def is_filler(text: str) -> bool:
    return _FILLER.fullmatch(text) is not None


def likeness(heading: str, label: str) -> float:
    """How surely two normalised labels mean the same, 0 or at least 0.8; 1 is left to equality."""
    if not heading or not label or len(heading) > _LONGEST:
        return 0.0
    if _extends(heading, label) or _extends(label, heading):
        return 0.9
    return _misspelling(heading, label)


def _extends(longer: str, shorter: str) -> bool:
    """The longer is the shorter with filler words around it."""
    if len(shorter) == 1:  # names nothing by itself
        return False
    before, found, after = longer.partition(shorter)
    return bool(found) and is_filler(before) and is_filler(after)


def _misspelling(heading: str, label: str) -> float:
    if min(len(heading), len(label)) < _SHORTEST or abs(len(heading) - len(label)) > 1:
        return 0.0
    if len(set(heading) & set(label)) * 2 < len(label):
        return 0.0
    matcher = SequenceMatcher(None, heading, label, autojunk=False)
    ratio = matcher.ratio()
    least = _LEAST_RATIO_ASCII if label.isascii() else _LEAST_RATIO
    if ratio < least or any(_tells(edit, heading, label) for edit in matcher.get_opcodes()):
        return 0.0
    return round(min(ratio, 0.95), 2)


def _tells(edit: tuple[str, int, int, int, int], heading: str, label: str) -> bool:
    """The difference changes the meaning: a telling character, or a word put in front."""
    operation, i1, i2, j1, j2 = edit
    if operation == "equal":
        return False
    in_front = i1 == j1 == 0 and operation != "replace"
    return in_front or not _TELLING.isdisjoint(heading[i1:i2] + label[j1:j2])
