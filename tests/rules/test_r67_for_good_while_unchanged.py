"""R67: In pathways 2 and 3 the competences of a partial award stay acquired as long as the framework is not
modified."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.assessment import ExemptionKind
from app.domain.certification import Framework, Lineage
from app.domain.deliberation import Outcome, Retained
from app.domain.dossier import Dossier
from app.domain.scope import scope_of
from tests.builders import P1, P2, P3, TODAY, a_case, a_decision, a_framework
from tests.rules.answers import accepted
from tests.rules.bridge import bridge_on_agenda
from tests.rules.jury import deliberated
from tests.rules.stages import P1B, assessment_of, decided, on_agenda, opened

FOR_GOOD = (P1B, P2, P3)
OLD = a_framework()


def newer(version: str, starts: date, **lineages: Lineage | None) -> Framework:
    framework = a_framework(version=version, in_force_from=starts)
    return replace(
        framework,
        competences=tuple(replace(c, lineage=lineages.get(c.code, "unchanged")) for c in framework.competences),
    )


def exempted(way: str, *later: Framework, on: date = TODAY, until: date | None = None) -> list[str]:
    decision = a_decision(
        Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C1", until=until),), decided_on=TODAY
    )
    current = later[-1] if later else OLD
    case: Any = a_case(
        opened(way), framework=current, frameworks=(OLD, *later), earlier=(decided(way, decisions=(decision,)),), on=on
    )
    return [exemption.competence_code for exemption in scope_of(case).exemptions]


@pytest.mark.parametrize("way", FOR_GOOD)
def test_a_partial_award_by_vae_has_no_term(way: str) -> None:
    partly = on_agenda(way, assessment=assessment_of(way, acquired=("C1",)))
    answer = accepted(deliberated(a_case(partly)))
    assert answer.decision is not None
    assert answer.decision.retained == (Retained(competence_code="C1", until=None),)


@pytest.mark.parametrize("way", FOR_GOOD)
def test_it_is_kept_however_long(way: str) -> None:
    assert exempted(way, on=date(2090, 1, 1)) == ["C1"]


@pytest.mark.parametrize("way", FOR_GOOD)
@pytest.mark.parametrize(("lineage", "kept"), [("unchanged", True), (None, True), ("modified", False), ("new", False)])
def test_a_new_framework_keeps_it_while_that_competence_is_unchanged(
    way: str, lineage: Lineage | None, kept: bool
) -> None:
    later = newer("2028", date(2028, 1, 1), C1=lineage)
    assert exempted(way, later, on=date(2028, 6, 1)) == (["C1"] if kept else [])


def test_each_version_in_between_counts() -> None:
    modified, again = newer("2028", date(2028, 1, 1), C1="modified"), newer("2030", date(2030, 1, 1))
    assert exempted(P2, modified, again, on=date(2030, 6, 1)) == []
    assert exempted(P2, newer("2028", date(2028, 1, 1), C2="modified"), again, on=date(2030, 6, 1)) == ["C1"]


def test_an_example_that_a_confirmed_version_of_the_same_day_overrules_ends_nothing() -> None:
    example = replace(newer("2028-essai", date(2028, 1, 1), C1="modified"), confirmed=False)
    assert exempted(P2, example, newer("2028", date(2028, 1, 1)), on=date(2028, 6, 1)) == ["C1"]


def test_a_version_that_is_still_to_come_ends_nothing() -> None:
    to_come = newer("2028", date(2028, 1, 1), C1="modified")
    decision = a_decision(Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C1", until=None),))
    case = a_case(opened(P2), frameworks=(OLD, to_come), earlier=(decided(P2, decisions=(decision,)),))
    assert [e.competence_code for e in scope_of(case).exemptions] == ["C1"]


def test_a_competence_that_was_left_out_is_not_unchanged() -> None:
    left_out = replace(newer("2028", date(2028, 1, 1)), competences=OLD.competences[1:])
    assert exempted(P2, left_out, newer("2030", date(2030, 1, 1)), on=date(2030, 6, 1)) == []


def recognised(*codes: str) -> Dossier:
    """What the jury left of a bridge request that brings those competences (R78)."""
    case = a_case(bridge_on_agenda(), bridged_competences=frozenset(codes))
    return accepted(deliberated(case))


def test_what_a_bridge_brought_has_no_term_either_being_no_training() -> None:
    decision = recognised("C1", "C2").decision
    assert decision is not None
    assert (decision.outcome, decision.retained) == (
        Outcome.PARTIALLY_AWARDED,
        (Retained(competence_code="C1", until=None), Retained(competence_code="C2", until=None)),
    )


@pytest.mark.parametrize(("lineage", "assessed"), [("unchanged", ("C3",)), ("modified", ("C1", "C3"))])
def test_the_rest_is_assessed_in_pathway_1_and_what_the_bridge_brought_is_not_while_unchanged(
    lineage: Lineage, assessed: tuple[str, ...]
) -> None:
    later = newer("2030", date(2030, 1, 1), C1=lineage)
    case = a_case(opened(P1), framework=later, frameworks=(OLD, later), earlier=(recognised("C1", "C2"),))
    scope = scope_of(replace(case, on=date(2040, 1, 1)))
    assert scope.assessed == assessed
    assert {exemption.kind for exemption in scope.exemptions} == {ExemptionKind.RETAINED}


def test_of_an_award_whose_certificate_was_revoked_nothing_stays() -> None:
    awarded = decided(P2, decisions=(a_decision(retained=(Retained(competence_code="C1", until=None),)),))
    partly = decided(P2, decisions=(a_decision(Outcome.PARTIALLY_AWARDED, retained=awarded.decisions[0].retained),))
    for earlier, kept in ((awarded, set()), (partly, {"C1"})):
        assert scope_of(a_case(opened(P1), earlier=(earlier,), revoked=frozenset({earlier.id}))).exempted == kept
