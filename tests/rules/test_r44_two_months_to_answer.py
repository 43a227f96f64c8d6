"""R44: The attestation of admissibility and outil 6 go by registered letter within two months of the receipt of the
request."""

from datetime import date

import pytest

from app.domain.admissibility import decision_due_on, record_dispatch
from app.domain.deadlines import deadlines_of
from app.domain.dossier import AdmissibilityVerdict
from app.domain.law import ParametersInForce, ParameterValue
from tests.builders import P2, P3, TODAY, a_case, a_request
from tests.rules.answers import INVALID, TOO_EARLY, TOO_LATE, accepted, kind_of, reasons
from tests.rules.stages import admissible, day, ready_to_submit

WAYS = pytest.mark.parametrize("way", [P2, P3])


@WAYS
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2027, 1, 23)),
        (date(2026, 8, 31), date(2026, 10, 31)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2027, 1, 28), date(2027, 3, 28)),
        (date(2026, 7, 31), date(2026, 9, 30)),
    ],
)
def test_they_are_two_calendar_months_from_the_receipt(way: str, received: date, due: date) -> None:
    case = a_case(ready_to_submit(way, admissibility=a_request(received)), on=received)
    assert decision_due_on(case) == due


@pytest.mark.parametrize(
    ("on", "late"), [(date(2027, 1, 22), False), (date(2027, 1, 23), False), (date(2027, 1, 24), True)]
)
def test_they_are_over_the_day_after(on: date, late: bool) -> None:
    case = a_case(ready_to_submit(P2, admissibility=a_request(TODAY)), on=on)
    (due,) = deadlines_of(case)
    assert (due.code, due.overdue, due.rule.number) == ("admissibility_decision", late, "R44")


def test_silence_decides_nothing() -> None:
    late = a_case(ready_to_submit(P2, admissibility=a_request(TODAY)), on=date(2028, 1, 1))
    assert late.dossier.admissibility is not None
    assert late.dossier.admissibility.awaits_decision


def test_they_run_from_the_last_receipt_and_the_first_is_shown_beside() -> None:
    case = a_case(ready_to_submit(P3, admissibility=a_request(day(-40), day(-10))))
    (due,) = deadlines_of(case)
    assert due.due_on == date(2027, 1, 13)
    assert due.counted_from_first_receipt == date(2026, 12, 14)


def test_nothing_is_due_before_a_submission_nor_after_the_answer() -> None:
    assert decision_due_on(a_case(ready_to_submit(P2))) is None
    assert decision_due_on(a_case(admissible(P2))) is None
    answered = ready_to_submit(P2, admissibility=a_request(verdict=AdmissibilityVerdict.INCOMPLETE))
    assert decision_due_on(a_case(answered)) is None


def test_their_number_is_a_parameter_read_on_the_day_of_receipt() -> None:
    three = ParameterValue(rule="R44", name="months", value=3, since=TODAY, source="Secrétariat")
    parameters = ParametersInForce((three,))
    for received, due in ((day(-1), date(2027, 1, 22)), (day(0), date(2027, 2, 23))):
        case = a_case(ready_to_submit(P2, admissibility=a_request(received)), parameters=parameters)
        assert decision_due_on(case) == due


@WAYS
def test_a_positive_answer_goes_out_once_by_registered_letter(way: str) -> None:
    sent = accepted(record_dispatch(a_case(admissible(way)), "1A 234", TODAY))
    assert sent.admissibility is not None
    assert (sent.admissibility.dispatched_on, sent.admissibility.tracking_number) == (TODAY, "1A 234")
    assert kind_of(record_dispatch(a_case(sent), "1A 235", TODAY)) is TOO_LATE
    early = record_dispatch(a_case(ready_to_submit(way, admissibility=a_request())), "1A 234", TODAY)
    assert reasons(early, TOO_EARLY) == {("request_not_admissible", "R68")}


@WAYS
def test_it_goes_out_between_the_decision_and_today(way: str) -> None:
    case = a_case(admissible(way))
    assert reasons(record_dispatch(case, "1A 234", day(1)), INVALID) == {("day_in_the_future", None)}
    assert reasons(record_dispatch(case, "1A 234", day(-1)), INVALID) == {("before_the_decision", None)}
