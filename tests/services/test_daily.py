"""What midnight does, and does only once."""

from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import RequestKind, RequestStatus
from liaison.services.daily import close_the_day, seconds_to_midnight
from liaison.services.figures import curve
from liaison.services.requests import (
    accept_request,
    answer_request,
    get_request,
    submit_request,
)
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise


def test_missed_days_are_made_good(db: Database, clock: Clock, administrator: Actor) -> None:
    make_enterprise(db)
    close_the_day(OPERATOR, db)
    clock.advance(days=3)
    close_the_day(OPERATOR, db)
    close_the_day(OPERATOR, db)
    days = [day.day for day in curve(administrator, db, days=5)]
    assert days == [9, 10, 11, 12, 13]


def test_an_undisputed_answer_settles(db: Database, clock: Clock, administrator: Actor) -> None:
    number = submit_request(administrator, db, make_enterprise(db), RequestKind.OTHER, "门口积水")
    accept_request(administrator, db, number)
    answer_request(administrator, db, number, "已排干")
    clock.advance(days=1)
    close_the_day(OPERATOR, db)
    assert get_request(administrator, db, number).status is RequestStatus.ANSWERED
    clock.advance(days=7)
    close_the_day(OPERATOR, db)
    assert get_request(administrator, db, number).status is RequestStatus.SETTLED


def test_the_city_s_midnight_is_its_own(db: Database) -> None:
    """The test clock stands at 10:00 in the city."""
    assert seconds_to_midnight(OPERATOR, db) == 14 * 3600
