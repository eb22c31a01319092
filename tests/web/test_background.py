"""Work in threads of its own: how far it is, and calling it off before it began."""

from __future__ import annotations

from threading import Event

import pytest

from liaison.domain.errors import Cancelled
from liaison.domain.progress import Report, Stage
from liaison.web.background import HowFar, Job


@pytest.mark.parametrize(
    ("far", "rate", "left"),
    [
        pytest.param(HowFar(Stage.WRITE, 500, 2_000, 2.0), 250.0, 6.0, id="half way"),
        pytest.param(HowFar(Stage.READ, 500, None, 2.0), 250.0, None, id="rows are not counted"),
        pytest.param(HowFar(Stage.WRITE, 0, 2_000, 0.0), 0.0, None, id="just begun"),
    ],
)
def test_rate_and_time_left(far: HowFar, rate: float, left: float | None) -> None:
    assert (far.rate, far.seconds_left) == (rate, left)


def test_work_that_waits_is_called_off_at_once() -> None:
    go_on = Event()

    def occupy(report: Report) -> bool:
        return go_on.wait(20)

    others = [Job(occupy) for _ in range(4)]
    waiting = Job(lambda report: pytest.fail("it was called off before it began"))
    try:
        assert not waiting.wait(0.05)
        waiting.cancel()
        assert waiting.is_done
        with pytest.raises(Cancelled):
            waiting.result()
    finally:
        go_on.set()
    assert all(job.result() for job in others)


def test_an_error_of_the_work_is_raised_where_its_result_is_taken() -> None:
    def fail(report: Report) -> None:
        raise Cancelled("import_cancelled")

    job = Job(fail)
    assert job.wait(5)
    with pytest.raises(Cancelled):
        job.result()
