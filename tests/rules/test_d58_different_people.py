"""D58: in a dossier, people who must be different people are, by account, by address and by name."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from app.domain.assessing import complete_assessment, invite_trade_evaluator, record_assessment
from app.domain.assessment import NamedProfessional, Observer, ObserverCapacity
from app.domain.assigning import choose_evaluator, distinguish_seats
from app.domain.dossier import Dossier, Trainer, Tutor
from app.domain.identifiers import CCNIC
from app.domain.preparation import record_skills_identification
from app.domain.seats import EmployerAccount, Seat, SeatDistinction
from tests.builders import (
    COMPANY_SIRET,
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_choice,
    a_decision,
    a_skills_identification,
    a_trade_evaluator,
    an_affiliation,
    an_evaluator,
    an_id,
)
from tests.rules.answers import INVALID, TOO_LATE, accepted, kind_of, pointers, reasons
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

    answer = choose_evaluator(a_case(dossier), an_evaluator(), a_choice())

    assert reasons(answer) == {BARRED[seat]}
    assert pointers(answer) == ["/evaluator_id"]


def test_a_candidate_without_a_first_name_is_known_by_the_other() -> None:
    nameless = a_candidate(birth_name="Vidal", first_names=" ")
    dossier = opened(P1, candidate=nameless)

    answer = choose_evaluator(a_case(dossier), an_evaluator(name="vidal"), a_choice())

    assert reasons(answer) == {BARRED[Seat.CANDIDATE]}


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
        answer = choose_evaluator(case, an_evaluator(), a_choice())
        assert reasons(answer) == barred
        assert pointers(answer) == ["/evaluator_id"]
    other = EmployerAccount(email="rh@example.org", evaluator_id=an_id(99))
    accepted(choose_evaluator(a_case(opened(P1), employer_accounts=(other,)), an_evaluator(), a_choice()))


@pytest.mark.parametrize("seat", [Seat.CANDIDATE, Seat.TUTOR, Seat.TRAINER])
def test_the_trade_professional_is_neither_candidate_nor_tutor_nor_trainer(seat: Seat) -> None:
    dossier = ready_to_assess(P1, trade_evaluator=None, **somebody(seat, "Paul Martin"))
    answer = invite_trade_evaluator(a_case(dossier), a_trade_evaluator(name="MARTIN  Paul", email="x@example.org"))

    assert reasons(answer) == {("trade_evaluator_is_somebody_else", "D42")}
    assert pointers(answer) == ["/name"]


@pytest.mark.parametrize("seat", [Seat.CANDIDATE, Seat.TUTOR, Seat.TRAINER, Seat.EVALUATOR])
def test_nor_is_the_trade_professional_anybody_who_has_the_same_address(seat: Seat) -> None:
    address = an_evaluator().email if seat is Seat.EVALUATOR else "x@example.org"
    there = {} if seat is Seat.EVALUATOR else somebody(seat, "Nadia Roche", address)
    dossier = ready_to_assess(P1, trade_evaluator=None, **there)

    answer = invite_trade_evaluator(a_case(dossier), a_trade_evaluator(name="Paul Martin", email=address.upper()))

    assert reasons(answer) == {("trade_evaluator_is_somebody_else", "D42")}
    assert pointers(answer) == ["/email"]


def test_nor_is_the_trade_professional_the_evaluator_by_name() -> None:
    case = a_case(ready_to_assess(P1, trade_evaluator=None))

    answer = invite_trade_evaluator(case, a_trade_evaluator(name="Vidal, Esther"))

    assert pointers(answer) == ["/name"]


def test_nor_is_the_professional_whom_a_common_law_vae_names() -> None:
    named = NamedProfessional(name="Vidal Esther", employer_siren="555666777", employer_idcc=CCNIC)
    answer = record_assessment(a_case(ready_to_assess(P3)), assessment_of(P3, professional=named))

    assert reasons(answer) == {("trade_evaluator_is_somebody_else", "D42")}
    assert pointers(answer) == ["/trade_evaluator"]


@pytest.mark.parametrize("capacity", ObserverCapacity)
def test_who_observes_does_not_assess(capacity: ObserverCapacity) -> None:
    watching = assessment_of(P1, observers=(Observer(name="VIDAL Esther", capacity=capacity),))

    assert reasons(record_assessment(a_case(ready_to_assess(P1)), watching)) == {("observer_assesses", "R19")}


def test_two_experts_are_two_and_neither_is_the_candidate() -> None:
    known = a_skills_identification()
    twice = replace(known, interview_expert=replace(known.interview_expert, name=known.technical_expert.name))
    one_person = record_skills_identification(a_case(opened(P2)), twice)
    assert reasons(one_person) == {("technical_expert_is_interview_expert", "R25")}
    assert pointers(one_person) == ["/interview_expert/name"]
    for expert, place in (("technical_expert", known.technical_expert), ("interview_expert", known.interview_expert)):
        case = a_case(opened(P2, **somebody(Seat.CANDIDATE, place.name)))
        answer = record_skills_identification(case, known)
        assert reasons(answer) == {(f"{expert}_is_candidate", "R25")}
        assert pointers(answer) == [f"/{expert}/name"]


@pytest.mark.parametrize(
    ("told_apart", "taken"),
    [
        ((Seat.TECHNICAL_EXPERT, Seat.INTERVIEW_EXPERT), True),
        ((Seat.CANDIDATE, Seat.TECHNICAL_EXPERT, Seat.INTERVIEW_EXPERT), True),
        ((Seat.TECHNICAL_EXPERT, Seat.CANDIDATE), False),
        ((Seat.TUTOR, Seat.INTERVIEW_EXPERT), False),
    ],
)
def test_two_experts_of_one_name_are_two_where_the_secretariat_said_so(
    told_apart: tuple[Seat, ...], taken: bool
) -> None:
    known = a_skills_identification()
    namesakes = replace(known, interview_expert=replace(known.interview_expert, name=known.technical_expert.name))
    said = SeatDistinction(seats=told_apart, reason="Deux cartes vues.", on=TODAY)

    answer = record_skills_identification(a_case(opened(P2, seat_distinctions=(said,))), namesakes)

    assert accepted(answer) if taken else reasons(answer) == {("technical_expert_is_interview_expert", "R25")}


def everybody_called(name: str) -> dict[str, Any]:
    """The members of a dossier in which each seat is taken by somebody of that name."""
    named = NamedProfessional(name=name, employer_siren="555666777", employer_idcc=CCNIC)
    known = a_skills_identification()
    return {
        **somebody(Seat.CANDIDATE, name, "candidate@example.org"),
        **somebody(Seat.TUTOR, name, "tutor@example.org"),
        **somebody(Seat.TRAINER, name, "trainer@example.org"),
        "skills_identification": replace(
            known,
            technical_expert=replace(known.technical_expert, name=name),
            interview_expert=replace(known.interview_expert, name=name),
        ),
        "assessment": assessment_of(P3, professional=named),
        "evaluator": a_choice(),
    }


@pytest.mark.parametrize("seats", [*combinations(Seat, 2)], ids=str)
def test_any_two_seats_of_a_dossier_may_be_told_apart(seats: tuple[Seat, Seat]) -> None:
    case = a_case(opened(P1, **everybody_called("Esther Vidal")))

    told_apart = accepted(distinguish_seats(case, frozenset(seats), "Deux états civils vus."))

    assert told_apart.seat_distinctions == (
        SeatDistinction(seats=tuple(sorted(seats)), reason="Deux états civils vus.", on=TODAY),
    )


def with_namesake() -> Dossier:
    return opened(P1, **somebody(Seat.TUTOR, "Esther Vidal"), evaluator=a_choice())


def test_where_only_the_name_is_the_same_the_secretariat_may_say_that_they_are_two() -> None:
    seats = frozenset({Seat.TUTOR, Seat.EVALUATOR})
    told_apart = accepted(distinguish_seats(a_case(with_namesake()), seats, "Deux états civils vus."))

    accepted(choose_evaluator(a_case(told_apart), an_evaluator(), a_choice()))
    assert told_apart.seat_distinctions == (
        SeatDistinction(seats=(Seat.EVALUATOR, Seat.TUTOR), reason="Deux états civils vus.", on=TODAY),
    )


def test_nobody_is_told_apart_in_a_dossier_that_is_over() -> None:
    over = replace(with_namesake(), decisions=(a_decision(),))

    assert kind_of(distinguish_seats(a_case(over), frozenset({Seat.TUTOR, Seat.EVALUATOR}), "Vu.")) is TOO_LATE


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
    assert pointers(answer) == ["/seats"]


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
