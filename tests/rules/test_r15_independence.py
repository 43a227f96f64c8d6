"""R15: The authorised evaluator is legally and economically independent of the company and of the training body."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessing import record_assessment
from app.domain.assigning import Declaration, accept_assignment, choose_evaluator
from app.domain.evaluators import AffiliationKind
from tests.builders import (
    BODY_SIRET,
    COMPANY_SIRET,
    P1,
    P3,
    a_case,
    a_choice,
    a_training_body,
    an_affiliation,
    an_evaluator,
)
from tests.rules.answers import accepted, pointers, reasons
from tests.rules.stages import (
    AGENCY_SIRET,
    HOST_SIRET,
    HOSTED,
    OUTSIDE_SIRET,
    assessment_of,
    day,
    hosted,
    opened,
    ready_to_assess,
    registered,
)

OF_COMPANY = {("evaluator_not_independent_of_company", "R15")}
OF_BODY = {("evaluator_not_independent_of_training_body", "R15")}


@pytest.mark.parametrize("kind", AffiliationKind)
@pytest.mark.parametrize(("siret", "reason"), [(COMPANY_SIRET, OF_COMPANY), (BODY_SIRET, OF_BODY)])
def test_any_tie_to_the_company_or_the_training_body_excludes(
    kind: AffiliationKind, siret: str, reason: set[tuple[str, str]]
) -> None:
    tied = an_evaluator(affiliations=(an_affiliation(kind, siren=siret[:9]),))
    case = a_case(opened(P1, training_body=a_training_body()))
    assert reasons(choose_evaluator(case, tied, a_choice())) == reason


@pytest.mark.parametrize(("siret", "reason"), [(COMPANY_SIRET, OF_COMPANY), (BODY_SIRET, OF_BODY)])
def test_so_does_being_the_company_or_the_body_oneself(siret: str, reason: set[tuple[str, str]]) -> None:
    case = a_case(opened(P1, training_body=a_training_body()))
    assert reasons(choose_evaluator(case, an_evaluator(siren=siret[:9]), a_choice())) == reason


@pytest.mark.parametrize(
    ("dates", "independent"),
    [
        ({"until_day": day(29)}, True),
        ({"until_day": day(30)}, False),
        ({"from_day": day(30)}, False),
        ({"from_day": day(31)}, True),
    ],
)
def test_a_tie_counts_on_the_planned_day(dates: dict[str, Any], independent: bool) -> None:
    tied = an_evaluator(affiliations=(an_affiliation(siren=COMPANY_SIRET[:9], **dates),))
    answer = choose_evaluator(a_case(), tied, a_choice(planned_on=day(30)))
    assert accepted(answer) if independent else reasons(answer) == OF_COMPANY


@pytest.mark.parametrize("way", [P1, P3])
def test_a_tie_that_exists_on_a_day_of_the_assessment_excludes_once_not_once_a_day(way: str) -> None:
    siret = COMPANY_SIRET if way == P1 else OUTSIDE_SIRET
    tied = an_evaluator(affiliations=(an_affiliation(siren=siret[:9], from_day=day(-5)),))
    case = a_case(ready_to_assess(way), evaluator=tied)
    accepted(record_assessment(case, assessment_of(way, held_on=(day(-6),))))
    answer = record_assessment(case, assessment_of(way, held_on=(day(-5), day(-4))))
    assert reasons(answer) == OF_COMPANY
    assert len(pointers(answer)) == 1


@pytest.mark.parametrize("status", HOSTED)
@pytest.mark.parametrize("siret", [HOST_SIRET, COMPANY_SIRET, AGENCY_SIRET])
def test_of_a_hosted_worker_it_is_the_employer_and_the_host(status: Any, siret: str) -> None:
    dossier = opened(P1)
    dossier = replace(dossier, candidate=replace(dossier.candidate, employment=hosted(status)))
    tied = an_evaluator(affiliations=(an_affiliation(siren=siret[:9]),))
    assert reasons(choose_evaluator(a_case(dossier), tied, a_choice())) == OF_COMPANY


def test_in_the_common_law_vae_the_company_is_the_employer_that_the_candidate_names() -> None:
    tied = an_evaluator(affiliations=(an_affiliation(siren=OUTSIDE_SIRET[:9]),))
    assert reasons(choose_evaluator(a_case(registered(P3)), tied, a_choice())) == OF_COMPANY


def test_only_somebody_who_declares_to_be_independent_accepts() -> None:
    case = a_case(registered(P1))
    answer = accept_assignment(case, Declaration(independent=False, conflicts=("Un cousin y travaille",)))
    assert reasons(answer) == {("independence_not_declared", "R15")}
    kept = accepted(accept_assignment(case, Declaration(independent=True, conflicts=("Un cousin y travaille",))))
    assert kept.acceptance is not None
    assert (kept.acceptance.accepted_on, kept.acceptance.conflicts) == (case.on, ("Un cousin y travaille",))
