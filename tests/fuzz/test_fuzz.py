"""A thousand cases of one seed; `make fuzz` runs any number of any seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.cases import case_file, new_database, run_case

SEED = 20200210
CHUNKS, CASES_A_CHUNK = 10, 100


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_mutated_file_ends_in_rows_or_in_one_clear_sentence(
    chunk: int, tmp_path: Path
) -> None:
    database = new_database(tmp_path / "liaison.db")
    first = chunk * CASES_A_CHUNK
    outcomes = [run_case(database, SEED, first + number) for number in range(CASES_A_CHUNK)]
    failures = [outcome for outcome in outcomes if outcome.failure]
    for outcome in failures:
        print(outcome.saved_as, outcome.failure, sep="\n")  # noqa: T201 - for who mends it
    assert [str(outcome.saved_as) for outcome in failures] == []
    assert len({outcome.code for outcome in outcomes}) > 3, "the mutations reach too little"
    assert sum(outcome.code == "rows" for outcome in outcomes) > CASES_A_CHUNK / 10


def test_a_case_is_the_same_file_every_time() -> None:
    assert case_file(SEED, 7) == case_file(SEED, 7) != case_file(SEED, 8)
