"""R66: In pathway 1 the competences of a partial award stay acquired for five years from the date of the jury."""

from datetime import date

import pytest

from app.domain.assessment import ExemptionKind
from app.domain.deadlines import deadlines_of
from app.domain.deliberation import Outcome, Retained
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.scope import scope_of
from tests.builders import P1, TODAY, a_case, a_decision
from tests.rules.answers import accepted
from tests.rules.jury import deliberated, sitting
from tests.rules.stages import assessment_of, decided, on_agenda, opened

PARTLY = assessment_of(P1, acquired=("C1",))
UNTIL = date(2031, 11, 23)


@pytest.mark.parametrize(
    ("jury", "until"),
    [
        (date(2026, 11, 23), date(2031, 11, 23)),
        (date(2028, 2, 29), date(2033, 2, 28)),
        (date(2028, 2, 28), date(2033, 2, 28)),
        (date(2027, 3, 1), date(2032, 3, 1)),
    ],
)
def test_a_partial_award_is_kept_five_years_from_the_day_of_the_jury(jury: date, until: date) -> None:
    case = a_case(on_agenda(P1, assessment=PARTLY), on=jury)
    answer = accepted(deliberated(case, session=sitting(held_on=jury)))
    assert answer.decision is not None
    assert answer.decision.retained == (Retained(competence_code="C1", until=until),)


def test_the_term_is_a_parameter_read_on_the_jurys_day() -> None:
    ten = ParameterValue(rule="R66", name="years", value=10, since=TODAY, source="CPNE")
    case = a_case(on_agenda(P1, assessment=PARTLY), parameters=ParametersInForce((ten,)))
    answer = accepted(deliberated(case))
    assert answer.decision is not None
    assert answer.decision.retained[0].until == date(2036, 11, 23)


@pytest.mark.parametrize(("on", "kept"), [(date(2031, 11, 22), True), (UNTIL, True), (date(2031, 11, 24), False)])
def test_the_last_day_is_included(on: date, kept: bool) -> None:
    decision = a_decision(
        Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C1", until=UNTIL),), decided_on=TODAY
    )
    earlier = decided(P1, number="2026-000009", decisions=(decision,))
    scope = scope_of(a_case(opened(P1), earlier=(earlier,), on=on))
    assert [(e.competence_code, e.kind, e.source, e.until) for e in scope.exemptions] == (
        [("C1", ExemptionKind.RETAINED, "dossier 2026-000009, jury du 23\xa0novembre\xa02026", UNTIL)] if kept else []
    )
    (due,) = deadlines_of(a_case(earlier, on=on))
    assert (due.code, due.due_on, due.overdue, due.rule.number) == ("retention", UNTIL, not kept, "R66")


def test_what_stays_with_a_certification_awarded_in_full_has_no_term() -> None:
    answer = accepted(deliberated(a_case(on_agenda(P1))))
    assert answer.decision is not None
    assert {kept.until for kept in answer.decision.retained} == {None}
    assert deadlines_of(a_case(answer)) == ()
