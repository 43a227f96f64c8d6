"""D1 to D10: the order of the steps, the outcome, and how long what is acquired stays."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.assessing import complete_assessment
from app.domain.assessment import Exemption, ExemptionKind
from app.domain.case import Case
from app.domain.certification import Lineage
from app.domain.deliberation import CompetenceDecision, Outcome, Retained
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, JuryRegistrationState
from app.domain.framework_succession import succession_faults
from app.domain.jury_registration import register_to_jury
from app.domain.pathways import pathway_of
from app.domain.progress import status_of
from app.domain.scope import scope_of
from app.domain.uploads import readable_kinds
from tests.builders import P1, P2, P3, TODAY, a_case, a_decision, a_framework, a_scope
from tests.rules.answers import accepted, pairs, reasons
from tests.rules.jury import a_motion, deliberated
from tests.rules.stages import (
    P1B,
    a_session,
    admissible,
    assessment_of,
    decided,
    on_agenda,
    opened,
    ready_for_jury,
    ready_to_complete,
    ready_to_register,
    ready_to_submit,
    registered,
    without,
)


def partly(until: date | None, **changes: Any) -> Dossier:
    decision = a_decision(Outcome.PARTIALLY_AWARDED, retained=(Retained(competence_code="C1", until=until),))
    return decided(P1, decisions=(decision,), **changes)


def test_d1_the_common_law_vae_has_its_own_order_and_its_status_never_goes_back() -> None:
    assert [step.code for step in pathway_of(P3).steps] == [
        "admissibility",
        "vae_portfolio",
        "assessment",
        "registration",
        "jury",
    ]
    stages = (opened(P3), admissible(P3), registered(P3), ready_to_complete(P3), ready_to_register(P3), on_agenda(P3))
    assert [status_of(stage).value for stage in stages] == [
        "registration_in_progress",
        "registration_in_progress",
        "awaiting_assessment",
        "awaiting_assessment",
        "awaiting_jury",
        "awaiting_jury",
    ]


def test_d2_the_invitation_ends_the_assessment_and_the_observations_open_the_jury() -> None:
    accepted(complete_assessment(a_case(ready_to_complete(P1, trade_observations=None))))
    answer = register_to_jury(a_case(ready_for_jury(P1, trade_observations=None)), a_session(), 0)
    assert reasons(answer) == {("trade_observations_missing", "D2")}


def test_d3_the_registration_to_a_jury_is_read_beside_the_status() -> None:
    assert {state.value for state in JuryRegistrationState} == {"none", "registered", "postponed", "withdrawn"}
    assert opened(P1).jury_registration.state is JuryRegistrationState.NONE
    assert status_of(ready_for_jury(P1)) == status_of(on_agenda(P1)) == "awaiting_jury"


def test_d4_the_outcome_is_computed_and_what_is_held_counts() -> None:
    held = Exemption(competence_code="C1", kind=ExemptionKind.CQPI, source="CQPI")
    scope = a_scope(assessed=("C2", "C3"), exemptions=(held,))
    whole = assessment_of(P1, acquired=())
    none_else = replace(whole, results=whole.results[1:])
    answer = accepted(deliberated(a_case(on_agenda(P1, scope=scope, assessment=none_else))))
    assert answer.decision is not None
    assert answer.decision.outcome is Outcome.PARTIALLY_AWARDED


def test_d5_the_jury_decides_competence_by_competence_and_says_why_it_departs() -> None:
    case = a_case(on_agenda(P1))
    silent = CompetenceDecision(code="C2", validated=False)
    assert reasons(deliberated(case, a_motion(words=(silent,)))) == {("reason_missing", "D5")}
    said = replace(silent, reason="Le geste n'est pas sûr.")
    answer = accepted(deliberated(case, a_motion(words=(said,))))
    assert answer.decision is not None
    assert [word.validated for word in answer.decision.competences] == [True, False, True]


def test_d6_the_cerfa_is_asked_at_admissibility_and_registration_and_shown_to_the_jury() -> None:
    from app.domain.admissibility import submit
    from app.domain.preparation import complete_registration

    cerfa = DocumentKind.CERFA_12818
    for way in (P2, P3):
        asked = submit(a_case(without(ready_to_submit(way), cerfa)), TODAY)
        assert "cerfa_12818_missing" in {code for code, _ in reasons(asked)}
    for way in (P1B, P2, P3):
        asked = complete_registration(a_case(without(ready_to_register(way), cerfa)))
        assert "cerfa_12818_missing" in {code for code, _ in reasons(asked)}
        assert cerfa in readable_kinds(on_agenda(way), "jury")
    accepted(register_to_jury(a_case(without(ready_for_jury(P2), cerfa)), a_session(), 0))


@pytest.mark.parametrize(("way", "until"), [(P1, date(2031, 11, 23)), (P1B, None), (P2, None), (P3, None)])
def test_d7_retention_follows_the_pathway(way: str, until: date | None) -> None:
    answer = accepted(deliberated(a_case(on_agenda(way, assessment=assessment_of(way, acquired=("C1",))))))
    assert answer.decision is not None
    assert {kept.until for kept in answer.decision.retained} == {until}


def in_2028(dossier: Dossier, lineage: Lineage) -> Case:
    old = a_framework()
    later = a_framework(version="2028", in_force_from=date(2028, 1, 1))
    later = replace(later, competences=tuple(replace(c, lineage=lineage) for c in later.competences))
    return a_case(opened(P1), on=date(2028, 6, 1), framework=later, frameworks=(old, later), earlier=(dossier,))


@pytest.mark.parametrize("lineage", ["modified", "new", "unchanged"])
def test_d8_a_new_framework_does_not_end_a_term_of_pathway_1(lineage: Lineage) -> None:
    (kept,) = scope_of(in_2028(partly(date(2031, 11, 23)), lineage)).exemptions
    assert (kept.competence_code, kept.until) == ("C1", date(2031, 11, 23))


def test_d8_a_competence_without_its_like_is_not_carried_over() -> None:
    case = in_2028(partly(date(2031, 11, 23)), "new")
    renamed = replace(case.framework, competences=tuple(replace(c, code=f"N{c.code}") for c in case.framework.current))
    assert scope_of(replace(case, framework=renamed, frameworks=(a_framework(), renamed))).exemptions == ()


@pytest.mark.parametrize(("lineage", "kept"), [("modified", 0), ("new", 0), ("unchanged", 1)])
def test_d9_a_modification_ends_a_retention_without_term_competence_by_competence(lineage: Lineage, kept: int) -> None:
    assert len(scope_of(in_2028(partly(None), lineage)).exemptions) == kept


def test_d9_only_the_versions_after_the_one_that_it_was_judged_by_count() -> None:
    first = a_framework(version="2011", in_force_from=date(2011, 4, 27))
    judged = a_framework(version="2017", in_force_from=date(2017, 1, 1))
    judged = replace(judged, competences=tuple(replace(c, lineage="modified") for c in judged.competences))
    case = a_case(opened(P2), framework=judged, frameworks=(first, judged), earlier=(partly(None),))
    assert [e.competence_code for e in scope_of(case).exemptions] == ["C1"]
    unknown = partly(None, scope=a_scope(framework_version="1999"))
    assert scope_of(replace(case, earlier=(unknown,))).exemptions == ()


def test_d9_a_new_version_says_what_became_of_each_competence() -> None:
    former = a_framework()
    silent = a_framework("C1", "C2", version="2028")
    assert pairs(succession_faults(silent, former)) == {("lineage_missing", "D9"), ("competence_left_out", "D9")}


UNTIL, LATER = date(2028, 1, 1), date(2031, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [(UNTIL, LATER, LATER), (LATER, UNTIL, LATER), (UNTIL, None, None), (None, UNTIL, None), (UNTIL, UNTIL, UNTIL)],
)
def test_d10_of_two_terms_the_longer_counts_and_none_shortens_another(
    one: date | None, other: date | None, counts: date | None
) -> None:
    scope = scope_of(a_case(opened(P1), earlier=(partly(one, number="A"), partly(other, number="B"))))
    (kept,) = scope.exemptions
    assert kept.until == counts
    assert scope.assessed == ("C2", "C3")


def test_d10_a_later_partial_award_prolongs_no_earlier_term() -> None:
    held = Exemption(competence_code="C1", kind=ExemptionKind.RETAINED, source="dossier A", until=UNTIL)
    whole = assessment_of(P1, acquired=("C2",))
    dossier = on_agenda(
        P1,
        scope=a_scope(assessed=("C2", "C3"), exemptions=(held,)),
        assessment=replace(whole, results=whole.results[1:]),
    )
    answer = accepted(deliberated(a_case(dossier)))
    assert answer.decision is not None
    assert answer.decision.retained == (
        Retained(competence_code="C1", until=UNTIL),
        Retained(competence_code="C2", until=date(2031, 11, 23)),
    )


def test_d10_what_was_exempted_when_the_scope_was_frozen_stands_for_that_jury() -> None:
    held = Exemption(competence_code="C1", kind=ExemptionKind.RETAINED, source="dossier A", until=TODAY)
    whole = assessment_of(P1)
    dossier = on_agenda(
        P1,
        scope=a_scope(assessed=("C2", "C3"), exemptions=(held,)),
        assessment=replace(whole, results=whole.results[1:]),
    )
    answer = accepted(deliberated(a_case(dossier, on=date(2026, 11, 24))))
    assert answer.decision is not None
    assert answer.decision.outcome is Outcome.AWARDED
