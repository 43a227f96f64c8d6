"""The jury decides competence by competence; the outcome and what stays acquired follow (R63–R67, D4, D5, D7, D10)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.domain.assessment import Exemption, ExemptionKind
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.deliberating import Motion, correct_material_error, deliberate, redeliberate
from app.domain.deliberation import CompetenceDecision, DecisionKind, Outcome, Retained
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, JuryRegistration, JuryRegistrationState, Status
from app.domain.jury import College, CollegeVotes, JurySession, Member, SessionState, Votes
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.panel import MemberAccount
from app.domain.progress import status_of
from app.domain.refusal import Refusal, RefusalKind
from tests import builders as a
from tests.builders import DIRECT_VARIANT

EMPLOYER, EMPLOYER_TOO, UNION, UNION_TOO = a.an_id(51), a.an_id(52), a.an_id(53), a.an_id(54)
NOBODY: tuple[MemberAccount, ...] = ()
HAVING_ASSESSED = (MemberAccount(user_id=UNION, email="marc@example.org", evaluator_id=a.a_choice().evaluator_id),)
UNTIL = date(2031, 11, 23)


def a_session(*present: UUID, **changes: Any) -> JurySession:
    """Two members of each college; the first employer presides; all are present unless said."""
    session = JurySession(
        id=a.an_id(5),
        held_on=a.TODAY,
        registration_closes_on=a.TODAY,
        place="Paris",
        capacity=10,
        state=SessionState.OPEN,
        members=(
            Member(user_id=EMPLOYER, name="Jeanne", college=College.EMPLOYERS, chair=True),
            Member(user_id=EMPLOYER_TOO, name="Henri", college=College.EMPLOYERS),
            Member(user_id=UNION, name="Marc", college=College.EMPLOYEES),
            Member(user_id=UNION_TOO, name="Nour", college=College.EMPLOYEES),
        ),
        present=present or (EMPLOYER, EMPLOYER_TOO, UNION, UNION_TOO),
        chair=EMPLOYER,
    )
    return replace(session, **changes)


def votes(employees: tuple[int, int, int] = (2, 0, 0), employers: tuple[int, int, int] = (2, 0, 0)) -> Votes:
    """For, against and abstained, of each college."""
    return Votes(
        employees=CollegeVotes(in_favour=employees[0], against=employees[1], abstained=employees[2]),
        employers=CollegeVotes(in_favour=employers[0], against=employers[1], abstained=employers[2]),
    )


def word(code: str, *, validated: bool = True, reason: str | None = None) -> CompetenceDecision:
    return CompetenceDecision(code=code, validated=validated, reason=reason)


def a_motion(*words: CompetenceDecision, **changes: Any) -> Motion:
    """Everybody votes for it."""
    return replace(Motion(words=words, votes=votes()), **changes)


def on_agenda(pathway: str = a.P1, **changes: Any) -> Dossier:
    """Everything before the jury is done, C3 not acquired, and the dossier is registered to the session."""
    registered = JuryRegistration(state=JuryRegistrationState.REGISTERED, session_id=a.an_id(5), registered_on=a.TODAY)
    before = _a_bridge() if pathway == a.BRIDGE else _an_assessed_dossier()
    return replace(a.a_dossier(pathway, registered_on=a.TODAY, jury_registration=registered, **before), **changes)


def _an_assessed_dossier() -> dict[str, Any]:
    return {
        "skills_identification": a.a_skills_identification(),
        "training_plan": a.a_training_plan(),
        "admissibility": a.an_admission(),
        "portfolio_completed_on": a.TODAY,
        "evaluator": a.a_choice(),
        "acceptance": a.an_acceptance(),
        "scope": a.a_scope(),
        "assessment": a.an_assessment(acquired=("C1", "C2")),
        "assessment_completed_on": a.TODAY,
        "documents": a.documents(*DocumentKind),
    }


def _a_bridge() -> dict[str, Any]:
    held = HeldCertification(
        code="PH04",
        certifier="pharma",
        number="1",
        awarded_on=a.TODAY,
        verification=Verification(verified=True, reason="Vu", on=a.TODAY),
    )
    return {"documents": a.documents(*DocumentKind), "candidate": a.a_candidate(held_certifications=(held,))}


def decided(case: Case, motion: Motion, session: JurySession | None = None) -> Dossier:
    answer = deliberate(case, session or a_session(), motion, accounts=NOBODY, decision_id=a.an_id(9))
    assert isinstance(answer, Dossier), answer
    return answer


def refusal(
    case: Case, motion: Motion, session: JurySession | None = None, accounts: tuple[MemberAccount, ...] = NOBODY
) -> Refusal:
    answer = deliberate(case, session or a_session(), motion, accounts=accounts, decision_id=a.an_id(9))
    assert isinstance(answer, Refusal)
    return answer


def codes(answer: Refusal) -> list[str]:
    return [violation.code for violation in answer.violations]


# --- the words --------------------------------------------------------------------------------------------------------


def test_what_the_jury_does_not_name_gets_the_evaluators_result() -> None:
    decision = decided(a.a_case(on_agenda()), a_motion()).decision

    assert decision is not None
    assert [(w.code, w.validated) for w in decision.competences] == [("C1", True), ("C2", True), ("C3", False)]
    assert decision.outcome is Outcome.PARTIALLY_AWARDED


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        pytest.param((word("C3", reason="Vu en séance"),), Outcome.AWARDED, id="R64 all held: awarded"),
        pytest.param((word("C1", validated=False, reason="Non"),), Outcome.PARTIALLY_AWARDED, id="R73 some: partial"),
        pytest.param(
            (word("C1", validated=False, reason="Non"), word("C2", validated=False, reason="Non")),
            Outcome.NOT_AWARDED,
            id="R74 none: not awarded",
        ),
    ],
)
def test_d4_the_outcome_is_computed_from_the_competences(
    words: tuple[CompetenceDecision, ...], outcome: Outcome
) -> None:
    dossier = decided(a.a_case(on_agenda()), a_motion(*words))

    assert dossier.decision is not None
    assert dossier.decision.outcome is outcome
    assert status_of(dossier) is Status(outcome)


def test_d4_a_competence_held_already_counts_as_held() -> None:
    scope = a.a_scope(
        assessed=("C1", "C2"),
        exemptions=(Exemption(competence_code="C3", kind=ExemptionKind.SHARED, source="un autre CQP"),),
    )

    dossier = decided(a.a_case(on_agenda(scope=scope)), a_motion())

    assert dossier.decision is not None
    assert dossier.decision.outcome is Outcome.AWARDED


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        pytest.param((word("C9"),), RefusalKind.INVALID, "unknown_competence", id="no such competence"),
        pytest.param((word("C1"), word("C1")), RefusalKind.INVALID, "competence_twice", id="two words on one"),
        pytest.param((word("C3"),), RefusalKind.RULES_REFUSED, "reason_missing", id="D5 departs without a reason"),
        pytest.param((word("C3", reason=" "),), RefusalKind.RULES_REFUSED, "reason_missing", id="D5 an empty reason"),
        pytest.param(
            (word("C1", validated=False),), RefusalKind.RULES_REFUSED, "reason_missing", id="D5 departs downwards too"
        ),
    ],
)
def test_a_word_that_cannot_stand_is_refused(
    words: tuple[CompetenceDecision, ...], kind: RefusalKind, code: str
) -> None:
    answer = refusal(a.a_case(on_agenda()), a_motion(word("C2"), *words))

    assert answer.kind is kind
    assert code in codes(answer)
    (fault, *_) = answer.violations
    assert fault.pointer == ("/competences/1/reason" if code == "reason_missing" else "/competences/1/code")
    assert words[0].code in fault.detail.fr
    assert words[0].code in fault.detail.en


def test_d5_a_competence_neither_assessed_nor_exempted_cannot_be_validated() -> None:
    assessment = replace(a.an_assessment(), results=a.an_assessment().results[:2])

    answer = refusal(a.a_case(on_agenda(assessment=assessment)), a_motion(word("C3", reason="Vu en séance")))

    assert codes(answer) == ["competence_not_assessed"]
    assert answer.violations[0].pointer == "/competences/0/validated"
    assert answer.violations[0].detail.fr.startswith("C3 ")


def test_a_competence_held_from_an_earlier_jury_is_not_taken_away() -> None:
    kept = Exemption(competence_code="C3", kind=ExemptionKind.RETAINED, source="un jury", until=UNTIL)
    scope = a.a_scope(assessed=("C1", "C2"), exemptions=(kept,))

    answer = refusal(a.a_case(on_agenda(scope=scope)), a_motion(word("C3", validated=False, reason="Non")))

    assert codes(answer) == ["competence_already_held"]
    assert answer.violations[0].pointer == "/competences/0/validated"
    assert answer.violations[0].detail.fr.startswith("C3 ")


# --- what stays acquired ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pathway", "changes", "until"),
    [
        pytest.param(a.P1, {}, UNTIL, id="R66 individualised training: five years, last day included"),
        pytest.param(a.P1, {"variant": DIRECT_VARIANT}, None, id="D7 direct assessment: for good"),
        pytest.param(a.P2, {}, None, id="R67 simplified VAE: for good"),
        pytest.param(a.P3, {}, None, id="R67 common-law VAE: for good"),
    ],
)
def test_what_is_validated_stays_acquired_by_pathway(pathway: str, changes: dict[str, Any], until: date | None) -> None:
    decision = decided(a.a_case(on_agenda(pathway, **changes)), a_motion()).decision

    assert decision is not None
    assert decision.retained == (
        Retained(competence_code="C1", until=until),
        Retained(competence_code="C2", until=until),
    )


@pytest.mark.parametrize(
    ("jury_day", "until"),
    [
        pytest.param(date(2028, 2, 29), date(2033, 2, 28), id="29 February becomes the 28th"),
        pytest.param(date(2027, 12, 31), date(2032, 12, 31), id="the last day of a year"),
    ],
)
def test_d10_five_years_are_calendar_years_from_the_day_of_the_jury(jury_day: date, until: date) -> None:
    session = a_session(held_on=jury_day)

    decision = decided(a.a_case(on_agenda(), on=jury_day), a_motion(), session).decision

    assert decision is not None
    assert decision.decided_on == jury_day
    assert {retained.until for retained in decision.retained} == {until}


def test_d10_a_later_partial_award_never_prolongs_an_earlier_term() -> None:
    kept = Exemption(competence_code="C3", kind=ExemptionKind.RETAINED, source="un jury", until=date(2028, 1, 1))
    scope = a.a_scope(assessed=("C1", "C2"), exemptions=(kept,))
    assessment = a.an_assessment(acquired=("C1",))

    decision = decided(a.a_case(on_agenda(scope=scope, assessment=assessment)), a_motion()).decision

    assert decision is not None
    assert decision.retained == (
        Retained(competence_code="C1", until=UNTIL),
        Retained(competence_code="C3", until=date(2028, 1, 1)),
    )


def test_nothing_stays_acquired_where_nothing_is_validated_and_all_of_a_full_award_stays_for_good() -> None:
    none = decided(a.a_case(on_agenda(assessment=a.an_assessment(acquired=()))), a_motion()).decision
    full = decided(a.a_case(on_agenda(assessment=a.an_assessment())), a_motion()).decision

    assert none is not None
    assert full is not None
    assert none.retained == ()
    assert {retained.until for retained in full.retained} == {None}


def test_a_bridge_is_frozen_by_its_jury_which_may_recognise_a_part_of_it() -> None:
    case = a.a_case(on_agenda(a.BRIDGE), bridged_competences=frozenset({"C1", "C2"}))

    whole = decided(case, a_motion())
    part = decided(case, a_motion(word("C2", validated=False, reason="Unité trop ancienne")))

    assert whole.scope is not None
    assert whole.scope.assessed == ("C3",)
    assert whole.decision is not None
    assert whole.decision.outcome is Outcome.PARTIALLY_AWARDED
    assert part.decision is not None
    assert part.decision.retained == (Retained(competence_code="C1", until=None),)
    assert codes(refusal(case, a_motion(word("C3", reason="Oui")))) == ["competence_not_assessed"]


# --- the panel (D31) --------------------------------------------------------------------------------------------------

BOTH_ALONE = (EMPLOYER, UNION)


@pytest.mark.parametrize(
    ("present", "motion", "expected"),
    [
        pytest.param((), {"votes": votes()}, [], id="two and two"),
        pytest.param(
            (EMPLOYER, EMPLOYER_TOO, UNION), {"votes": votes((1, 0, 0), (1, 0, 0))}, [], id="the smaller's number"
        ),
        pytest.param((EMPLOYER, EMPLOYER_TOO), {"votes": votes()}, ["college_absent"], id="nobody of a college"),
        pytest.param(
            BOTH_ALONE,
            {"votes": votes((1, 0, 0), (1, 0, 0)), "recused": (UNION,)},
            ["college_absent"],
            id="nobody left of a college",
        ),
        pytest.param((), {"votes": votes((2, 0, 0), (1, 0, 0))}, ["unequal_colleges"], id="more of one college"),
        pytest.param(
            (EMPLOYER, EMPLOYER_TOO, UNION),
            {"votes": votes((2, 0, 0), (2, 0, 0))},
            ["too_many_voters", "too_many_voters"],
            id="more than the smaller college has",
        ),
        pytest.param(
            (),
            {"votes": votes((2, 0, 0), (2, 0, 0)), "recused": (EMPLOYER_TOO,)},
            ["too_many_voters", "too_many_voters"],
            id="a recusal makes its college the smaller",
        ),
        pytest.param((), {"votes": votes((1, 1, 0), (0, 2, 0))}, ["no_majority"], id="more against"),
        pytest.param((), {"votes": votes((0, 0, 2), (0, 0, 2))}, ["too_few_votes"], id="nobody says anything"),
        pytest.param((), {"votes": votes((1, 0, 1), (1, 0, 1))}, [], id="an abstention is no vote against"),
        pytest.param((), {"votes": votes((1, 0, 1), (0, 0, 2))}, ["too_few_votes"], id="one of four speaks"),
        pytest.param((), {"votes": votes((1, 0, 0), (1, 0, 0))}, [], id="half of those who may"),
        pytest.param((), {"votes": votes((2, 0, 0), (0, 2, 0))}, ["tied_vote"], id="a tie postpones"),
        pytest.param((), {"votes": votes((0, 2, 0), (2, 0, 0))}, ["tied_vote"], id="a tie, whatever the chair's side"),
        pytest.param((), {"votes": votes((1, 0, 1), (0, 1, 1))}, ["tied_vote"], id="a tie among those who speak"),
    ],
)
def test_d31_a_vote_stands_with_equal_colleges_and_a_majority(
    present: tuple[UUID, ...], motion: dict[str, Any], expected: list[str]
) -> None:
    answer = deliberate(
        a.a_case(on_agenda()), a_session(*present), a_motion(**motion), accounts=NOBODY, decision_id=a.an_id(9)
    )

    assert (codes(answer) if isinstance(answer, Refusal) else []) == expected
    if isinstance(answer, Refusal):
        assert answer.kind is RefusalKind.RULES_REFUSED
        assert {violation.rule.number for violation in answer.violations if violation.rule} <= {"D31", "D55"}


@pytest.mark.parametrize(
    ("chair_of", "employees", "employers", "recused", "stands"),
    [
        pytest.param(EMPLOYER, (0, 2, 0), (2, 0, 0), (), True, id="the chair's college is for"),
        pytest.param(EMPLOYER, (2, 0, 0), (0, 2, 0), (), False, id="the chair's college is against"),
        pytest.param(UNION, (2, 0, 0), (0, 2, 0), (), True, id="an employee presides, whose college is for"),
        pytest.param(UNION, (0, 2, 0), (2, 0, 0), (), False, id="an employee presides, whose college is against"),
        pytest.param(EMPLOYER, (1, 1, 0), (1, 1, 0), (), False, id="the chair's college is divided"),
        pytest.param(EMPLOYER, (0, 1, 0), (1, 0, 0), (EMPLOYER,), False, id="the chair stands back"),
    ],
)
def test_d31_where_the_chair_decides_a_tie_it_is_by_the_side_of_the_chairs_college(
    chair_of: UUID,
    employees: tuple[int, int, int],
    employers: tuple[int, int, int],
    recused: tuple[UUID, ...],
    stands: bool,
) -> None:
    chair = ParameterValue(rule="D31", name="tie_rule", value="chair", since=date(2026, 1, 1), source="CPNE")
    case = a.a_case(on_agenda(), parameters=ParametersInForce((chair,)))

    answer = deliberate(
        case,
        a_session(chair=chair_of),
        a_motion(votes=votes(employees, employers), recused=recused),
        accounts=NOBODY,
        decision_id=a.an_id(9),
    )

    assert isinstance(answer, Dossier) is stands


def test_d31_what_stands_against_a_vote_points_to_it_and_says_how_many_may_vote() -> None:
    case, present = a.a_case(on_agenda()), (EMPLOYER, EMPLOYER_TOO, UNION)

    too_many = refusal(case, a_motion(), a_session(*present))
    assert [violation.pointer for violation in too_many.violations] == ["/votes/employees", "/votes/employers"]
    assert all(violation.detail.fr.endswith("chaque côté en a 1.") for violation in too_many.violations)
    against = refusal(case, a_motion(votes=votes((0, 2, 0), (0, 2, 0))))
    assert [violation.pointer for violation in against.violations] == ["/votes"]
    assessed = refusal(case, a_motion(), accounts=HAVING_ASSESSED)
    assert [violation.pointer for violation in assessed.violations] == ["/recused"]


def test_d31_who_works_for_the_candidates_company_stands_back() -> None:
    session = a_session()
    members = (*session.members[:3], replace(session.members[3], employer_siren=a.COMPANY_SIRET[:9]))
    session = replace(session, members=members)
    without = a_motion(votes=votes((1, 0, 0), (1, 0, 0)), recused=(UNION_TOO,))

    stood_back = decided(a.a_case(on_agenda()), without, session).decision
    assert stood_back is not None
    assert stood_back.recused == (UNION_TOO,)
    assert codes(refusal(a.a_case(on_agenda()), a_motion(), session)) == ["member_must_be_recused"]
    assert "Nour" in refusal(a.a_case(on_agenda()), a_motion(), session).violations[0].detail.fr


def test_d31_who_assessed_the_candidate_stands_back_where_present() -> None:
    case = a.a_case(on_agenda())
    away = a_session(EMPLOYER, EMPLOYER_TOO, UNION_TOO)
    one_each = a_motion(votes=votes((1, 0, 0), (1, 0, 0)))

    assert codes(refusal(case, a_motion(), accounts=HAVING_ASSESSED)) == ["member_must_be_recused"]
    assert isinstance(deliberate(case, away, one_each, accounts=HAVING_ASSESSED, decision_id=a.an_id(9)), Dossier)


def test_somebody_who_does_not_sit_cannot_stand_back() -> None:
    answer = refusal(a.a_case(on_agenda()), a_motion(recused=(a.an_id(99),)))

    assert (answer.kind, codes(answer)) == (RefusalKind.INVALID, ["unknown_member"])


def test_all_that_stands_against_a_decision_is_told_at_once() -> None:
    motion = a_motion(word("C3"), votes=votes((1, 1, 0), (0, 1, 0)))

    assert codes(refusal(a.a_case(on_agenda()), motion)) == ["reason_missing", "unequal_colleges", "no_majority"]


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dossier", "session", "kind", "code"),
    [
        pytest.param({}, {"state": SessionState.PLANNED}, RefusalKind.STEP_NOT_OPEN, "session_not_open", id="not open"),
        pytest.param({}, {"state": SessionState.CLOSED}, RefusalKind.STEP_NOT_OPEN, "session_not_open", id="closed"),
        pytest.param({}, {"id": a.an_id(6)}, RefusalKind.STEP_NOT_OPEN, "not_on_this_agenda", id="another session"),
        pytest.param(
            {"jury_registration": JuryRegistration()},
            {},
            RefusalKind.STEP_NOT_OPEN,
            "not_registered_to_jury",
            id="not registered",
        ),
        pytest.param({"decisions": (a.a_decision(),)}, {}, RefusalKind.ALREADY_DONE, None, id="decided already"),
    ],
)
def test_a_dossier_is_decided_once_on_the_agenda_of_an_open_session(
    dossier: dict[str, Any], session: dict[str, Any], kind: RefusalKind, code: str | None
) -> None:
    answer = refusal(a.a_case(on_agenda(**dossier)), a_motion(), a_session(**session))

    assert answer.kind is kind
    assert codes(answer) == ([code] if code else [])


# --- corrections (D39) ------------------------------------------------------------------------------------------------


def test_d39_a_new_deliberation_cites_the_decision_that_it_replaces_and_both_stay() -> None:
    first = decided(a.a_case(on_agenda()), a_motion())
    later = a_session(id=a.an_id(7))

    again = redeliberate(
        a.a_case(first),
        later,
        a_motion(word("C3", reason="Pièce retrouvée")),
        accounts=NOBODY,
        decision_id=a.an_id(10),
        reason="Pièce égarée",
    )

    assert isinstance(again, Dossier)
    assert again.decision is not None
    assert [decision.kind for decision in again.decisions] == [DecisionKind.DELIBERATION, DecisionKind.REDELIBERATION]
    assert again.decision.replaces == a.an_id(9)
    assert (again.decision.outcome, again.jury_registration.session_id) == (Outcome.AWARDED, later.id)


def test_d39_a_new_deliberation_takes_an_open_session_and_a_vote() -> None:
    first = a.a_case(decided(a.a_case(on_agenda()), a_motion()))
    undecided = a.a_case(on_agenda())

    def again(case: Case, session: JurySession, motion: Motion) -> list[str]:
        answer = redeliberate(case, session, motion, accounts=NOBODY, decision_id=a.an_id(10), reason="Erreur")
        return codes(answer) if isinstance(answer, Refusal) else []

    assert again(first, a_session(state=SessionState.CLOSED), a_motion()) == ["session_not_open"]
    assert again(first, a_session(), a_motion(votes=votes((2, 0, 0), (0, 2, 0)))) == ["tied_vote"]
    assert again(undecided, a_session(), a_motion()) == ["not_decided"]


def test_d39_a_material_error_leaves_the_outcome_as_it_is() -> None:
    first = decided(a.a_case(on_agenda()), a_motion(word("C2", validated=False, reason="Non vue")))
    right = (word("C2", validated=False, reason="Non vu"),)
    swapped = (word("C1", validated=False, reason="Non vu"), word("C2"))

    corrected = put_right(first, *right)
    other = put_right(first, *swapped)

    assert isinstance(corrected, Dossier)
    assert corrected.decision is not None
    assert first.decision is not None
    assert [w.reason for w in corrected.decision.competences] == [None, "Non vu", None]
    assert corrected.decision.retained == first.decision.retained
    assert (corrected.decision.kind, corrected.decision.replaces) == (DecisionKind.MATERIAL_ERROR, a.an_id(9))
    assert (corrected.decision.votes, corrected.decision.recused) == (None, ())
    assert (corrected.decision.corrected_by, corrected.decision.corrected_on) == ("Simon Leroy", a.TODAY)
    assert isinstance(other, Refusal)
    assert codes(other) == ["validated_would_change", "validated_would_change"]


def put_right(dossier: Dossier, *words: CompetenceDecision) -> Dossier | Refusal:
    return correct_material_error(
        a.a_case(dossier), words, decision_id=a.an_id(10), reason="Coquille", by="Simon Leroy", signed=True
    )


def test_d39_what_a_material_error_does_not_name_stays_as_the_jury_said() -> None:
    first = decided(a.a_case(on_agenda()), a_motion(word("C2", validated=False, reason="Non vu")))

    corrected = put_right(first, word("C1"))

    assert isinstance(corrected, Dossier)
    assert corrected.decision is not None
    assert corrected.decision.competences[1] == word("C2", validated=False, reason="Non vu")


def test_a_word_or_a_member_that_there_is_not_hides_nothing_of_what_is_wrong_with_the_rest() -> None:
    case = a.a_case(on_agenda())
    too_many = votes(employees=(5, 0, 0))
    unknown = refusal(case, a_motion(word("C9"), word("C3"), votes=too_many))
    twice = refusal(case, a_motion(word("C3"), word("C3"), votes=too_many))
    stranger = refusal(case, a_motion(word("C3"), recused=frozenset({a.an_id(99)}), votes=too_many))

    assert unknown.kind is twice.kind is stranger.kind is RefusalKind.INVALID
    assert codes(unknown)[:2] == ["unknown_competence", "reason_missing"]
    assert [each.pointer for each in unknown.violations][:2] == ["/competences/0/code", "/competences/1/reason"]
    assert len(codes(unknown)) > 2
    assert codes(twice)[:2] == ["competence_twice", "competence_twice"]
    assert "reason_missing" not in codes(twice)
    assert codes(twice)[2:] == codes(unknown)[2:]
    assert codes(stranger)[1:] == ["reason_missing"]
