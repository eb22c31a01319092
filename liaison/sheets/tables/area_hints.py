"""The county or town that a sheet's name, its titles and the file's name speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

_AREA = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:区|县|镇|乡|街道)|\b(?:district|county|town|subdistrict)\b",
    re.IGNORECASE,
)
_NO_AREA = re.compile(r"(?:县市|各|园|地|片|辖|社|小|校)区|区县|县区|各县|乡镇")
_SHORT_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
#: An enterprise's name says where it was registered at most.
_ENTERPRISE = re.compile(
    r"[\u4e00-\u9fff()（）]+(?:有限责任公司|有限公司|股份公司|集团公司|分公司|合作社|(?<!工)厂(?![\u4e00-\u9fff]))"
)
_LIKE_AN_AREA = re.compile(r"[市区县镇乡省]|街道|本级|其[他它]|district|county|town", re.IGNORECASE)

NamesArea = Callable[[str], bool]


def area_hint(
    name: str, titles: Iterable[str], file_name: str, known: NamesArea | None
) -> str | None:
    """The first text that names an area, without the enterprises in it, else a short sheet name.

    `known` tells the areas of the reference data; without it their endings do.
    """
    names_area = known or (lambda text: bool(_AREA.search(_NO_AREA.sub("", text))))
    for text in (name, *titles, file_name):
        plain = _ENTERPRISE.sub(" ", text).strip()
        if plain and names_area(plain):
            return plain
    return name if _SHORT_NAME.fullmatch(name) else None


def area_sections(sections: Mapping[int, str], known: NamesArea | None) -> dict[int, str]:
    """The section rows whose area holds for the rows under them.

    One that only divides the table (一、规上企业) leaves the area above it in force; one that
    names an unknown area ends it.
    """
    if known is None:
        return dict(sections)
    return {
        number: text
        for number, text in sections.items()
        if known(text) or _LIKE_AN_AREA.search(text)
    }
