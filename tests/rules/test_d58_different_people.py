"""D58: in a dossier, people who must be different people are, by account, by address and by name."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessing import complete_assessment, invite_trade_evaluator, record_assessment
from app.domain.assessment import NamedProfessional, Observer, ObserverCapacity
from app.domain.assigning import choose_evaluator, distinguish_seats
from app.domain.dossier import Dossier, Trainer, Tutor
from app.domain.identifiers import CCNIC
from app.domain.preparation import record_skills_identification
from app.domain.seats import EmployerAccount, Seat
from tests.builders import (
    COMPANY_SIRET,
    P1,
    P2,
    P3,
    a_candidate,
    a_case,
    a_choice,
    a_skills_identification,
    a_trade_evaluator,
    an_affiliation,
    an_evaluator,
    an_id,
)
from tests.rules.answers import INVALID, accepted, pointers, reasons
from tests.rules.stages import OUTSIDE_SIRET, assessment_of, opened, ready_to_assess, ready_to_complete

SPELLINGS = ("Esther Vidal", "esther  vidal", "VIDAL Esther", "Ésther Vidàl", "Vidal, Esther")
ELSEWHERE = "somebody@example.org"


def somebody(seat: Seat, name: str, email: str = ELSEWHERE) -> dict[str, Any]:
    """The dossier's member that puts somebody of that name in the seat."""
    match seat:
        case Seat.CANDIDATE:
            return {
                "candidate": a_candidate(
                    birth_name=name.rsplit(maxsplit=1)[-1], first_names=name.split(maxsplit=1)[0], email=email
                )
            }
        case Seat.TUTOR:
            return {"tutor": Tutor(name=name, position="Chef d'équipe", email=email)}
        case Seat.TRAINER:
            return {"trainers": (Trainer(name=name, email=email),)}
        case Seat.TECHNICAL_EXPERT:
            known = a_skills_identification()
            return {
                "skills_identification": replace(known, technical_expert=replace(known.technical_expert, name=name))
            }
        case _:
            return {"trade_evaluator": a_trade_evaluator(name=name, email=email)}


BARRED = {
    Seat.CANDIDATE: ("evaluator_is_candidate", "D58"),
    Seat.TUTOR: ("evaluator_is_tutor", "R19"),
    Seat.TRAINER: ("evaluator_trained_the_candidate", "D17"),
    Seat.TECHNICAL_EXPERT: ("evaluator_is_technical_expert", "D58"),
    Seat.TRADE_EVALUATOR: ("evaluator_is_trade_evaluator", "D42"),
}


@pytest.mark.parametrize("seat", BARRED)
def test_the_authorised_evaluator_is_nobody_else_of_the_dossier(seat: Seat) -> None:
    dossier = opened(P1, **somebody(seat, "Esther Vidal"))

    assert reasons(choose_evaluator(a_case(dossier), an_evaluator(), a_choice())) == {BARRED[seat]}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_name_is_compared_without_case_accents_order_and_spaces(name: str) -> None:
    dossier = opened(P1, **somebody(Seat.TUTOR, name))

    assert reasons(choose_evaluator(a_case(dossier), an_evaluator(), a_choice())) == {BARRED[Seat.TUTOR]}


@pytest.mark.parametrize("seat", [Seat.TUTOR, Seat.TRAINER, Seat.CANDIDATE])
def test_an_address_is_enough_whatever_the_name(seat: Seat) -> None:
    dossier = opened(P1, **somebody(seat, "Nadia Roche", an_evaluator().email.upper()))

    assert reasons(choose_evaluator(a_case(dossier), an_evaluator(), a_choice())) == {BARRED[seat]}


def test_whoever_acts_for_the_company_does_not_assess_its_people() -> None:
    barred = {("evaluator_acts_for_the_company", "R15")}
    for account in (
        EmployerAccount(email="rh@example.org", evaluator_id=an_evaluator().id),
        EmployerAccount(email=an_evaluator().email),
    ):
        case = a_case(opened(P1), employer_accounts=(account,))
        assert reasons(choose_evaluator(case, an_evaluator(), a_choice())) == barred
    other = EmployerAccount(email="rh@example.org", evaluator_id=an_id(99))
    accepted(choose_evaluator(a_case(opened(P1), employer_accounts=(other,)), an_evaluator(), a_choice()))


@pytest.mark.parametrize("seat", [Seat.CANDIDATE, Seat.TUTOR, Seat.TRAINER])
def test_the_trade_professional_is_neither_candidate_nor_tutor_nor_trainer(seat: Seat) -> None:
    dossier = ready_to_assess(P1, trade_evaluator=None, **somebody(seat, "Paul Martin"))
    answer = invite_trade_evaluator(a_case(dossier), a_trade_evaluator(name="MARTIN  Paul", email="x@example.org"))

    assert reasons(answer) == {("trade_evaluator_is_somebody_else", "D42")}
    assert pointers(answer) == ["/name"]


def test_nor_is_the_professional_whom_a_common_law_vae_names() -> None:
    named = NamedProfessional(name="Vidal Esther", employer_siren="555666777", employer_idcc=CCNIC)
    answer = record_assessment(a_case(ready_to_assess(P3)), assessment_of(P3, professional=named))

    assert reasons(answer) == {("trade_evaluator_is_somebody_else", "D42")}


@pytest.mark.parametrize("capacity", ObserverCapacity)
def test_who_observes_does_not_assess(capacity: ObserverCapacity) -> None:
    watching = assessment_of(P1, observers=(Observer(name="VIDAL Esther", capacity=capacity),))

    assert reasons(record_assessment(a_case(ready_to_assess(P1)), watching)) == {("observer_assesses", "R19")}


def test_two_experts_are_two_and_neither_is_the_candidate() -> None:
    known = a_skills_identification()
    twice = replace(known, interview_expert=replace(known.interview_expert, name=known.technical_expert.name))
    case = a_case(opened(P2, **somebody(Seat.CANDIDATE, known.technical_expert.name)))

    assert reasons(record_skills_identification(a_case(opened(P2)), twice)) == {
        ("technical_expert_is_interview_expert", "R25")
    }
    assert reasons(record_skills_identification(case, known)) == {("technical_expert_is_candidate", "R25")}


def with_namesake() -> Dossier:
    return opened(P1, **somebody(Seat.TUTOR, "Esther Vidal"), evaluator=a_choice())


def test_where_only_the_name_is_the_same_the_secretariat_may_say_that_they_are_two() -> None:
    seats = frozenset({Seat.TUTOR, Seat.EVALUATOR})
    told_apart = accepted(distinguish_seats(a_case(with_namesake()), seats, "Deux états civils vus."))

    accepted(choose_evaluator(a_case(told_apart), an_evaluator(), a_choice()))
    assert [each.reason for each in told_apart.seat_distinctions] == ["Deux états civils vus."]


@pytest.mark.parametrize(
    ("changes", "seats", "code"),
    [
        ({}, {Seat.TUTOR}, "seat_empty"),
        ({"tutor": None}, {Seat.TUTOR, Seat.EVALUATOR}, "seat_empty"),
        ({}, {Seat.CANDIDATE, Seat.EVALUATOR}, "different_names"),
        (somebody(Seat.TUTOR, "Esther Vidal", an_evaluator().email), {Seat.TUTOR, Seat.EVALUATOR}, "same_address"),
    ],
)
def test_nothing_is_told_apart_that_is_not_two_people_of_one_name(
    changes: dict[str, Any], seats: set[Seat], code: str
) -> None:
    answer = distinguish_seats(a_case(replace(with_namesake(), **changes)), frozenset(seats), "Vu.")

    assert reasons(answer, INVALID) == {(code, None)}


@pytest.mark.parametrize("way", [P1, P2, P3])
def test_what_was_declared_since_is_judged_again_when_the_assessment_is_completed(way: str) -> None:
    dossier = ready_to_complete(way)
    siren = OUTSIDE_SIRET[:9] if way == P3 else COMPANY_SIRET[:9]
    tied = an_evaluator(affiliations=(an_affiliation(siren=siren),))
    unauthorised = an_evaluator(authorisations=())

    accepted(complete_assessment(a_case(dossier)))
    assert ("evaluator_not_independent_of_company", "R15") in reasons(
        complete_assessment(a_case(dossier, evaluator=tied))
    )
    assert ("evaluator_not_authorised", "R12") in reasons(complete_assessment(a_case(dossier, evaluator=unauthorised)))
