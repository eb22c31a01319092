"""Rows that are about the same enterprise, in one file and over its sheets."""

from __future__ import annotations

from tests.samples.expectations import Taken, sample
from tests.samples.making import FIELDS, HEADER, book, books, firm


@sample(
    "同一家写了两遍.xlsx",
    "The same code twice with other figures, the same name twice without a code, a name alike.",
    Taken(
        rows=range(2, 8),
        rejected=[3, 5],
        columns=FIELDS,
        problems=[(3, "B", "duplicate_in_file"), (5, "A", "duplicate_in_file")],
    ),
)
def twins_in_a_sheet() -> bytes:
    first, nameless = firm(1), firm(2, "湖州孪生（甲）有限公司")
    nameless[1] = None
    return book(
        [
            HEADER,
            first,
            [*first[:5], 200, 180],
            nameless,
            [nameless[0].replace("（", "(").replace("）", ")"), *nameless[1:]],
            firm(3, "湖州孪生（乙）有限公司"),
            firm(4, "湖州孪生（甲）有限公司", ("德清县", "新市镇")),
        ]
    )


@sample(
    "跨表重复.xlsx",
    "Each county listed an enterprise on the border: the second sheet's row names the first's.",
    {
        "吴兴区": Taken(rows=[2, 3]),
        "南浔区": Taken(rows=[2, 3], rejected=[3], problems=[(3, "B", "duplicate_in_file")]),
    },
)
def twins_across_sheets() -> bytes:
    other = firm(2, area=("南浔区", "练市镇"))
    return books(
        {
            "吴兴区": [HEADER, firm(1), firm(2)],
            "南浔区": [HEADER, firm(3, area=("南浔区", "练市镇")), other],
        }
    )


@sample(
    "同名不同代码.xlsx",
    "Two enterprises of one name with two valid codes: both are taken, and the likeness is said.",
    Taken(rows=[2, 3], rejected=[]),
)
def same_name_two_codes() -> bytes:
    return book([HEADER, firm(1, "湖州同名有限公司"), firm(2, "湖州同名有限公司")])
