"""What a dossier says of itself: which decision was voted, whose it was on the day of the request, what stays."""

from dataclasses import fields, replace

import pytest

from app.domain.assessment import Assessment
from app.domain.deliberation import DecisionKind
from app.domain.dossier import (
    AdmissibilityVerdict,
    DecisionPutBack,
    DepartedDossier,
    Dossier,
    EmployerChangeKind,
    FormerAssignment,
    FormerEmployer,
    left_on,
)
from tests.builders import (
    TODAY,
    a_choice,
    a_decision,
    a_dossier,
    a_request,
    an_admission,
    an_assessment,
    an_employment,
    an_id,
)
from tests.rules.stages import day

VOTED, AGAIN = a_decision(), a_decision(id=an_id(41), kind=DecisionKind.REDELIBERATION)
PUT_RIGHT = a_decision(id=an_id(42), kind=DecisionKind.MATERIAL_ERROR)


@pytest.mark.parametrize(
    ("decisions", "voted"),
    [
        pytest.param((), None, id="none"),
        pytest.param((VOTED,), VOTED, id="one"),
        pytest.param((VOTED, PUT_RIGHT), VOTED, id="put right since"),
        pytest.param((VOTED, PUT_RIGHT, AGAIN), AGAIN, id="decided again"),
        pytest.param((VOTED, AGAIN, PUT_RIGHT, PUT_RIGHT), AGAIN, id="decided again, and put right twice"),
        pytest.param((PUT_RIGHT,), None, id="never voted here"),
    ],
)
def test_d56_the_deliberation_is_the_last_decision_that_was_voted(decisions: tuple[object, ...], voted: object) -> None:
    assert replace(a_dossier(), decisions=decisions).deliberation == voted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("assessment", "sittings"),
    [
        pytest.param(None, frozenset(), id="nothing of it"),
        pytest.param(an_assessment(results=()), frozenset(), id="no result"),
        pytest.param(an_assessment(held_on=(day(-3), TODAY)), frozenset({day(-3), TODAY}), id="results"),
    ],
)
def test_d63_the_sittings_of_a_former_evaluator_stay_with_their_results(
    assessment: Assessment | None, sittings: frozenset[object]
) -> None:
    former = FormerAssignment(
        choice=a_choice(),
        acceptance=None,
        assessment=assessment,
        trade_evaluator=None,
        trade_observations=None,
        until=TODAY,
        reason="Malade",
    )

    assert former.sittings == sittings


def test_d64_conditions_are_those_of_the_first_employer() -> None:
    def former(company: int) -> FormerEmployer:
        return FormerEmployer(
            kind=EmployerChangeKind.CHANGE,
            until=TODAY,
            reason="Départ",
            recorded_on=TODAY,
            version=1,
            company_id=an_id(company),
            employment=an_employment(idcc=str(company)),
        )

    one, two = former(81), former(82)
    moved = a_dossier(former_employers=(one, two))

    assert (moved.company_id_on_request, moved.employment_on_request) == (one.company_id, one.employment)
    stayed = a_dossier()
    assert (stayed.company_id_on_request, stayed.employment_on_request) == (
        stayed.company_id,
        stayed.candidate.employment,
    )


def test_d64_only_its_former_company_reads_that_it_left() -> None:
    there = a_dossier()
    departed = DepartedDossier(**{each.name: getattr(there, each.name) for each in fields(Dossier)}, left_on=day(-4))

    assert (left_on(departed), left_on(there)) == (day(-4), None)


def test_the_first_admission_is_the_earliest_put_back_or_not_and_no_refusal_is_one() -> None:
    admitted, refused = an_admission(day(-9)), a_request(day(-3), verdict=AdmissibilityVerdict.INADMISSIBLE)
    assert admitted.decision is not None
    former = DecisionPutBack(decision=admitted.decision, on=day(-5), reason="Erreur")

    assert refused.first_admitted_on is None
    assert replace(refused, put_back=(former,)).first_admitted_on == day(-9)
    assert replace(an_admission(day(-1)), put_back=(former,)).first_admitted_on == day(-9)
    assert an_admission(day(-1)).first_admitted_on == day(-1)
