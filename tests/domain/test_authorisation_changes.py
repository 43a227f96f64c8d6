"""What changed between two lists of authorisations, and by when France compétences is told (R6113-16-1)."""

from datetime import date

import pytest

from app.domain.authorisation_changes import (
    AuthorisationChange,
    AuthorisationChangeKind,
    changes_between,
    last_day_to_tell,
)
from app.domain.evaluators import Authorisation

FIRST = Authorisation(certification_code="cqp-a", region="11", from_day=date(2026, 1, 1))
SECOND = Authorisation(certification_code="cqp-a", region="84", from_day=date(2026, 1, 1))
ENDED = Authorisation(certification_code="cqp-a", region="11", from_day=date(2026, 1, 1), until_day=date(2026, 12, 31))
ANEW = Authorisation(certification_code="cqp-a", region="11", from_day=date(2027, 1, 1))


def test_what_is_there_on_both_sides_is_no_change() -> None:
    assert list(changes_between([FIRST, SECOND], [SECOND, FIRST])) == []


def test_granted_changed_and_withdrawn_are_told_apart_in_a_steady_order() -> None:
    ended = list(changes_between([SECOND, FIRST], [ANEW, ENDED]))

    assert ended == [
        AuthorisationChange(kind=AuthorisationChangeKind.CHANGED, authorisation=ENDED, former_until=None),
        AuthorisationChange(kind=AuthorisationChangeKind.GRANTED, authorisation=ANEW),
        AuthorisationChange(kind=AuthorisationChangeKind.WITHDRAWN, authorisation=SECOND),
    ]


def test_a_term_that_is_taken_off_says_what_it_was() -> None:
    (change,) = changes_between([ENDED], [FIRST])

    assert (change.kind, change.former_until) == (AuthorisationChangeKind.CHANGED, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changed_on", "due_on"),
    [(date(2026, 11, 29), date(2027, 1, 29)), (date(2026, 12, 31), date(2027, 2, 28))],
)
def test_two_months_are_given_to_tell_of_a_change(changed_on: date, due_on: date) -> None:
    assert last_day_to_tell(changed_on) == due_on
