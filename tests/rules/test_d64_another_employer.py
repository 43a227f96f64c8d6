"""D64, D32: whose a dossier is follows the candidate and their company; conditions stay those of the request."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from uuid_utils.compat import uuid7

from app.domain.actions import refusal_of_ended_dossier
from app.domain.admissibility import proposed_grounds
from app.domain.appeals import Appeal, AppealAgainst, Appellant
from app.domain.candidate import Employment, EmploymentStatus, Establishment
from app.domain.case import Case
from app.domain.different_people import evaluator_seat_faults
from app.domain.documents import DocumentKind
from app.domain.dossier import ClosureReason, Dossier, EmployerChangeKind, Trainer, Tutor
from app.domain.employers import EmployerChange, attach_company, change_employer, not_to_succeed, succeeded_by
from app.domain.jury import SessionState
from app.domain.known_companies import KnownCompanies
from app.domain.places import place_is_told
from app.domain.related_parties import related_parties_of
from app.domain.rules.decisions import D64
from app.domain.standing_in import stands_in, without_a_reason
from app.domain.uploads import is_readable
from app.usecases.access import Caller, Role
from app.usecases.dossiers.acting import Act, Acted
from app.usecases.dossiers.reading import case_after, without_what_was_left
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from tests import builders as b
from tests.rules.answers import INVALID, TOO_LATE, kind_of, pairs, pointers, reasons
from tests.rules.stages import SESSION, a_session, on_agenda

NEXT = b.a_company(id=b.an_id(71), siret="98765432400019", name="Plasturgie", idcc="0292", ccnic_verified=False)
ELSEWHERE = Employment(
    status=EmploymentStatus.EMPLOYEE, employer=Establishment(siret=NEXT.siret, idcc=NEXT.idcc), user_company=None
)
REASON = "Contrat reçu"
FUNDINGS = (("OPCA", "2026-CH-1"),)

SECOND_SITE = "12345678200028"

NOTHING_IS_READ = cast("UnitOfWork", None)
AN_APPEAL = Appeal(
    id=b.an_id(72),
    against=AppealAgainst.LAPSE,
    contested_on=b.TODAY,
    appellant=Appellant.EMPLOYER,
    filed_on=b.TODAY,
    acknowledged_on=b.TODAY,
    grounds="La date de réception était fausse",
)


def a_change(**changes: Any) -> EmployerChange:
    return replace(EmployerChange(on=b.TODAY, reason=REASON, goes_on=True, company=NEXT), **changes)


def under_way(pathway: str = b.P1, **changes: Any) -> Case:
    named = {
        "company_id": b.a_company().id,
        "tutor": Tutor(name="Luc", position="Chef", email="luc@example.org"),
        "trainers": (Trainer(name="Ada"),),
        "evaluator": b.a_choice(),
        "assessment": b.an_assessment(),
        "trade_evaluator": b.a_trade_evaluator(),
        "trade_observations": b.trade_observations(),
        "documents": b.documents(DocumentKind.OUTIL_2, DocumentKind.OUTIL_6),
        "appeals": (AN_APPEAL,),
        "requested_on": b.TODAY,
    }
    return b.a_case(b.a_dossier(pathway, **{**named, **changes}))


def changed(case: Case, **changes: Any) -> Dossier:
    answer = change_employer(case, a_change(**changes))
    assert isinstance(answer, Dossier), answer
    return answer


def seen_after(case: Case, **changes: Any) -> Case:
    """The case as it is judged after the change."""
    former = case.company
    assert former is not None
    return replace(case, dossier=changed(case, **changes), company=NEXT, former_companies={former.id: former})


def test_documents_and_results_stay_and_the_former_peoples_names_are_kept_apart() -> None:
    case = under_way(version=7)
    after = changed(case, fundings=FUNDINGS)

    assert (after.company_id, after.candidate.employment.employer) == (NEXT.id, None)
    assert (after.assessment, after.documents, after.evaluator) == (
        case.dossier.assessment,
        case.dossier.documents,
        case.dossier.evaluator,
    )
    assert (after.tutor, after.trainers) == (None, ())
    (former,) = after.former_employers
    assert (former.documents, former.appeals) == (tuple(each.id for each in case.dossier.documents), (AN_APPEAL.id,))
    assert (former.kind, former.until, former.reason) == (EmployerChangeKind.CHANGE, b.TODAY, REASON)
    assert (former.tutor, former.trainers) == (case.dossier.tutor, case.dossier.trainers)
    assert (former.trade_observations, former.fundings) == (case.dossier.trade_observations, FUNDINGS)
    assert (former.recorded_on, former.version) == (case.on, case.dossier.version)
    assert (former.company_id, former.employment) == (case.dossier.company_id, case.dossier.candidate.employment)


def test_the_employment_that_is_declared_is_the_new_one() -> None:
    assert changed(under_way(), employment=ELSEWHERE).candidate.employment == ELSEWHERE


def test_independence_is_judged_against_both_companies() -> None:
    parties = related_parties_of(seen_after(under_way()))
    assert {b.COMPANY_SIRET[:9], NEXT.siren} <= parties.company_sirens


def test_the_former_tutor_is_still_nobody_to_assess() -> None:
    case = seen_after(under_way())
    tutor = b.an_evaluator(name="Luc", email="luc@example.org")
    assert [fault.code for fault in evaluator_seat_faults(case, tutor)] == ["evaluator_is_tutor"]


@pytest.mark.parametrize("pathway", [b.P1, b.P2])
def test_conditions_stay_those_of_the_day_of_the_request(pathway: str) -> None:
    case = under_way(pathway)
    after = seen_after(case, employment=ELSEWHERE)

    assert (after.company_on_request, after.dossier.employment_on_request) == (
        case.company,
        case.dossier.candidate.employment,
    )
    assert after.employer == case.employer
    assert proposed_grounds(after) == proposed_grounds(case)


def test_a_company_that_succeeds_the_one_of_the_request_stands_for_it_and_another_employer_does_not() -> None:
    case = under_way()
    former = case.company
    assert former is not None
    succeeded = succeeded_by(case.dossier, former, NEXT, b.TODAY, "Fusion")

    assert case.succeeding_company == former
    assert replace(case, dossier=succeeded, company=NEXT).succeeding_company == NEXT
    assert seen_after(case).succeeding_company is None


@pytest.mark.parametrize(
    ("role", "kind", "readable"),
    [
        ("employer", DocumentKind.OUTIL_2, False),
        ("employer", DocumentKind.OUTIL_6, True),
        ("secretariat", DocumentKind.OUTIL_2, True),
    ],
)
def test_the_new_employer_reads_what_a_jury_reads_of_the_papers_of_before(
    role: str, kind: DocumentKind, readable: bool
) -> None:
    after = changed(under_way())
    (document,) = after.versions(kind)
    assert is_readable(after, document, role) is readable


def test_a_company_that_comes_back_reads_its_own_again() -> None:
    case = under_way()
    there = replace(case, dossier=changed(case), company=NEXT)
    back = changed(there, company=b.a_company())
    (document,) = back.versions(DocumentKind.OUTIL_2)

    assert is_readable(back, document, "employer")
    assert [each.company_id for each in back.left_behind] == [NEXT.id]


def test_a_candidacy_that_does_not_go_on_is_withdrawn() -> None:
    after = changed(under_way(), company=None, goes_on=False)
    assert after.closure is not None
    assert (after.closure.reason, after.closure.detail) == (ClosureReason.WITHDRAWN, REASON)
    assert (after.company_id, after.tutor) == (b.a_company().id, under_way().dossier.tutor)
    (former,) = after.former_employers
    assert (former.reason, former.tutor, former.fundings) == (REASON, None, ())


def test_it_leaves_even_a_session_that_sits_since_the_branch_says_so() -> None:
    case = b.a_case(on_agenda(b.P1))
    answer = change_employer(case, a_change(company=None, goes_on=False), a_session(state=SessionState.OPEN))
    assert isinstance(answer, Dossier)
    assert answer.closure is not None
    assert answer.closure.session_id == SESSION


def test_a_dossier_that_leaves_its_company_for_none_is_no_companys() -> None:
    after = changed(under_way(), company=None, employment=ELSEWHERE)
    assert (after.company_id, after.tutor, after.candidate.employment) == (None, None, ELSEWHERE)


def test_one_that_stays_with_its_company_keeps_its_people_and_says_the_new_employment() -> None:
    case = under_way()
    after = changed(case, company=b.a_company(), employment=b.an_employment(siret=SECOND_SITE))
    assert (after.company_id, after.tutor) == (case.dossier.company_id, case.dossier.tutor)
    (former,) = after.former_employers
    assert (former.documents, former.tutor, former.fundings) == ((), None, ())
    same = a_change(company=b.a_company(), employment=case.dossier.candidate.employment)
    assert ("employer_unchanged", "D64") in reasons(change_employer(case, same), INVALID)


def test_a_change_may_be_of_today_and_of_the_day_of_the_last_one() -> None:
    case = under_way()
    first = replace(case, dossier=changed(case), company=NEXT)
    assert isinstance(change_employer(first, a_change(company=b.a_company())), Dossier)


LATER = b.TODAY + timedelta(days=1)
IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    ({"on": LATER}, "day_in_the_future", "/on"),
    ({"on": b.TODAY - timedelta(days=1)}, "before_the_request", "/on"),
    ({"company": b.a_company()}, "employer_unchanged", "/company_id"),
    ({"goes_on": False}, "candidacy_ended", "/company_id"),
]


@pytest.mark.parametrize(("changes", "code", "place"), IMPOSSIBLE)
def test_what_cannot_be_is_refused(changes: dict[str, Any], code: str, place: str) -> None:
    answer = change_employer(under_way(), a_change(**changes))
    assert (code, "D64") in reasons(answer, INVALID)
    assert pointers(answer) == [place]


def test_a_change_comes_after_the_last_one() -> None:
    case = under_way(requested_on=b.TODAY - timedelta(days=10))
    first = replace(case, dossier=changed(case), company=NEXT)
    earlier = a_change(on=b.TODAY - timedelta(days=1), company=b.a_company())
    answer = change_employer(first, earlier)
    assert ("before_the_last_change", "D64") in reasons(answer, INVALID)
    assert pointers(answer) == ["/on"]


@pytest.mark.parametrize("over", ["decided", "closed"])
def test_a_dossier_that_is_over_has_no_other_employer(over: str) -> None:
    ended = {"decisions": (b.a_decision(),)} if over == "decided" else {"closure": changed_to_closed().closure}
    assert kind_of(change_employer(under_way(**ended), a_change())) is TOO_LATE


def changed_to_closed() -> Dossier:
    return changed(under_way(), company=None, goes_on=False)


@pytest.mark.parametrize("linked", [True, False])
def test_the_new_company_is_the_candidates_or_of_its_group(linked: bool) -> None:
    known = KnownCompanies(linked={b.COMPANY_SIRET[:9]: frozenset({NEXT.siren})} if linked else {})
    kept = under_way().dossier.candidate.employment
    answer = change_employer(under_way(), a_change(employment=kept, known=known))
    if linked:
        assert isinstance(answer, Dossier)
    else:
        assert ("not_the_candidates_company", "D62") in reasons(answer)
        assert pointers(answer) == ["/company_id"]


def alone(pathway: str = b.P2) -> Case:
    """A dossier of somebody whose company has no account yet."""
    return replace(b.a_case(b.a_dossier(pathway, company_id=None, created_by_role="secretariat")), company=None)


def test_a_company_is_attached_once() -> None:
    company = b.a_company()
    attached = attach_company(alone(), company, KnownCompanies())
    assert isinstance(attached, Dossier)
    assert attached.company_id == company.id
    again = attach_company(replace(alone(), dossier=attached), company, KnownCompanies())
    assert kind_of(again) is TOO_LATE


def test_nothing_is_attached_to_what_is_over() -> None:
    over = replace(alone(), dossier=replace(alone().dossier, decisions=(b.a_decision(),)))
    answer = attach_company(over, b.a_company(), KnownCompanies())
    assert kind_of(answer) is TOO_LATE
    assert answer == refusal_of_ended_dossier(over.dossier)


def test_a_stranger_is_not_attached() -> None:
    assert ("not_the_candidates_company", "D62") in reasons(attach_company(alone(), NEXT, KnownCompanies()))


def test_a_dossier_that_lost_its_company_is_given_to_another_by_a_change() -> None:
    case = under_way()
    without = replace(case, dossier=changed(case, company=None), company=None)
    assert kind_of(attach_company(without, b.a_company(), KnownCompanies())) is TOO_LATE


def test_a_successor_takes_everything_as_it_was() -> None:
    case = under_way()
    former = case.company
    assert former is not None
    after = succeeded_by(case.dossier, former, NEXT, b.TODAY, "Fusion")

    assert after.company_id == NEXT.id
    assert after.candidate.employment.employer == Establishment(siret=NEXT.siret, idcc=NEXT.idcc)
    assert (after.tutor, after.trainers, after.left_behind) == (case.dossier.tutor, case.dossier.trainers, ())
    (kept,) = after.former_employers
    assert (kept.kind, kept.company_id) == (EmployerChangeKind.SUCCESSION, former.id)
    assert (kept.until, kept.recorded_on, kept.reason) == (b.TODAY, b.TODAY, "Fusion")


def test_a_user_company_is_succeeded_too_and_nobody_else() -> None:
    hosted = Employment(
        status=EmploymentStatus.TEMPORARY_WORKER,
        employer=Establishment(siret=NEXT.siret, idcc="2378"),
        user_company=Establishment(siret=b.COMPANY_SIRET, idcc="0044"),
    )
    case = under_way(candidate=b.a_candidate(employment=hosted))
    former, third = case.company, b.a_company(id=b.an_id(73), siret=b.BODY_SIRET)
    assert former is not None
    employment = succeeded_by(case.dossier, former, third, b.TODAY, "Fusion").candidate.employment
    assert employment.user_company == Establishment(siret=third.siret, idcc=third.idcc)
    assert employment.employer == hosted.employer


def test_what_a_jury_has_decided_says_who_employed_the_candidate_then() -> None:
    case = under_way(decisions=(b.a_decision(),))
    former = case.company
    assert former is not None
    after = succeeded_by(case.dossier, former, NEXT, b.TODAY, "Fusion")
    assert (after.company_id, after.candidate) == (NEXT.id, case.dossier.candidate)


@pytest.mark.parametrize(
    ("successor", "exists", "is_approved", "codes"),
    [
        (b.an_id(1), True, True, ["succeeds_itself"]),
        (NEXT.id, False, False, ["unknown_company"]),
        (NEXT.id, True, False, ["company_not_approved"]),
        (NEXT.id, True, True, []),
    ],
)
def test_a_company_is_succeeded_by_another_with_an_account(
    successor: Any, exists: bool, is_approved: bool, codes: list[str]
) -> None:
    faults = not_to_succeed(b.an_id(1), successor, exists=exists, is_approved=is_approved)
    assert [fault.code for fault in faults] == codes
    assert {(fault.pointer, fault.rule) for fault in faults} <= {("/successor_id", D64)}


ALONE_THE_EMPLOYERS = [
    (b.P1, "recordSkillsIdentification", True),
    (b.P1, "recordTrainingPlan", True),
    (b.P1, "completeRegistration", True),
    (b.P2, "completeRegistration", True),
    (b.P2, "recordSkillsIdentification", False),
    (b.P2, "recordTrainingPlan", False),
    (b.P1, "chooseEvaluator", False),
    (b.P3, "completeRegistration", False),
]


@pytest.mark.parametrize(("pathway", "operation_id", "stood_in_for"), ALONE_THE_EMPLOYERS)
def test_what_is_the_employers_alone_takes_a_reason_of_the_secretariat(
    pathway: str, operation_id: str, stood_in_for: bool
) -> None:
    dossier = b.a_dossier(pathway)
    assert stands_in(dossier, operation_id, "secretariat") is stood_in_for
    assert not stands_in(dossier, operation_id, "employer")


@pytest.mark.parametrize(("reason", "said"), [(None, False), (" - ", False), ("Fermé", True)])
def test_a_reason_says_something(reason: str | None, said: bool) -> None:
    assert pairs(without_a_reason(reason)) == (set() if said else {("reason_missing", "D64")})


@pytest.mark.parametrize(("days_later", "told"), [(0, True), (1, False)], ids=["before the change", "after it"])
def test_a_sitting_is_at_home_in_the_region_of_the_company_of_that_day(days_later: int, told: bool) -> None:
    here, there = b.a_company(region=b.REGION), replace(NEXT, region="11")
    held_on = b.TODAY + timedelta(days=days_later)
    case = replace(under_way(assessment=replace(b.an_assessment(), held_on=(held_on,))), company=here)
    after = replace(
        case,
        dossier=changed(case, company=there),
        company=there,
        former_companies={here.id: here},
    )

    assert place_is_told(case)
    assert place_is_told(after) is told


@pytest.mark.parametrize(("role", "contested"), [(Role.EMPLOYER, ()), (Role.SECRETARIAT, (AN_APPEAL,))])
def test_what_was_contested_under_the_former_employer_is_not_the_next_ones_to_read(
    role: Role, contested: tuple[Appeal, ...]
) -> None:
    after = changed(under_way())
    caller = Caller(role=role, company_id=NEXT.id)
    assert without_what_was_left(caller, after).appeals == contested
    assert without_what_was_left(caller, under_way().dossier).appeals == (AN_APPEAL,)


@pytest.mark.parametrize(("role", "contested"), [(Role.EMPLOYER, ()), (Role.SECRETARIAT, (AN_APPEAL,))])
async def test_nor_is_it_answered_to_an_act_of_theirs(role: Role, contested: tuple[Appeal, ...]) -> None:
    case = under_way()
    after = changed(case)
    acted = Acted(before=after, dossier=after, case=replace(case, dossier=after))
    command = Act(
        caller=Caller(role=role, company_id=NEXT.id),
        operation_id="recordAssessment",
        dossier_id=after.id,
        now=Moment(b.NOW),
        new_id=uuid7,
    )

    answered = await case_after(NOTHING_IS_READ, command, acted)

    assert answered.dossier.appeals == contested
    assert replace(answered, dossier=after) == acted.case
