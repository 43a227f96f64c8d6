"""D60: a text that is required says something, and a ground names only rules that exist."""

from dataclasses import replace

import pytest

from app.domain.admissibility import decide
from app.domain.assessment import Result, without_comment
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Ground
from app.domain.requirements import CANDIDATE_OBSERVATIONS, EVALUATOR_OBSERVATIONS
from app.domain.rules import RULES
from tests.builders import P2, P3, TODAY, a_case, a_request, an_assessment
from tests.rules.answers import accepted, pointers, reasons
from tests.rules.stages import ready_to_submit

BLANKS = ["", " ", "\n\t", "\u00a0", "\u200b", "\u2060\ufeff", "\u202e", "\u3164", "\u2800", "\u00ad", "...", "-"]


def refused(way: str, verdict: str, *rules: str | None) -> object:
    grounds = tuple(Ground(rule=rule, text="motif") for rule in rules)
    decision = AdmissibilityDecision(verdict=AdmissibilityVerdict(verdict), grounds=grounds, decided_on=TODAY)
    return decide(a_case(ready_to_submit(way, admissibility=a_request())), decision)


@pytest.mark.parametrize("way", [P2, P3])
@pytest.mark.parametrize("verdict", ["inadmissible", "incomplete"])
@pytest.mark.parametrize("unknown", ["R0", "R80", "R99", "D0", "D99"])
def test_d60_a_ground_names_no_rule_that_does_not_exist(way: str, verdict: str, unknown: str) -> None:
    answer = refused(way, verdict, "R31", unknown)

    assert reasons(answer) == {("unknown_rule", "D60")}
    assert pointers(answer) == ["/grounds/1/rule"]


@pytest.mark.parametrize("known", [*RULES, None])
def test_d60_a_ground_may_name_any_rule_that_exists_or_none(known: str | None) -> None:
    accepted(refused(P2, "inadmissible", known))


@pytest.mark.parametrize("blank", BLANKS)
def test_d60_a_blank_comment_is_none(blank: str) -> None:
    results = (Result(competence_code="C1", acquired=True, comment=blank),)
    assert without_comment(results) == ("C1",)
    assert without_comment((replace(results[0], comment=f"{blank}Vu"),)) == ()


@pytest.mark.parametrize("blank", BLANKS)
def test_d60_blank_observations_are_none(blank: str) -> None:
    said = an_assessment(candidate_observations="Rien.", evaluator_observations="Rien.")
    unsaid = replace(said, candidate_observations=blank, evaluator_observations=blank)

    for requirement in (CANDIDATE_OBSERVATIONS, EVALUATOR_OBSERVATIONS):
        assert not requirement.missing(a_case(ready_to_submit(P2, assessment=said)))
        assert requirement.missing(a_case(ready_to_submit(P2, assessment=unsaid)))
