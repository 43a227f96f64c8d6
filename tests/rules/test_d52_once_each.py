"""D52: one valid certificate of a certification and option for a person, and one dossier for it at a time."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.admissibility import decide, proposed_grounds
from app.domain.candidate import HeldCertification, Verification
from app.domain.case import Case
from app.domain.creation import DossierOpening, open_dossier
from app.domain.deliberation import CompetenceDecision, Outcome
from app.domain.dossier import (
    Admissibility,
    AdmissibilityDecision,
    AdmissibilityVerdict,
    Closure,
    ClosureReason,
    Dossier,
)
from app.domain.jury_registration import register_to_jury
from app.domain.law import ParametersInForce
from app.domain.preparation import complete_registration
from app.domain.refusal import Refusal
from tests.builders import (
    BRIDGE,
    CERTIFICATION,
    CODES,
    P1,
    P2,
    P3,
    TODAY,
    a_candidate,
    a_case,
    a_company,
    a_decision,
    an_id,
)
from tests.rules.answers import RULES, TOO_EARLY, accepted, pairs, reasons
from tests.rules.jury import a_motion, deliberated
from tests.rules.stages import P1B, a_session, on_agenda, opened, ready_for_jury, ready_to_register, ready_to_submit

HELD, RUNNING, AWAITED = (
    ("certification_already_held", "D52"),
    ("dossier_already_running", "D52"),
    ("secretariat_word_awaited", "D49"),
)
OLDER, NEWER = an_id(0), an_id(999)
ELSEWHERE = an_id(98)
OVER = Closure(reason=ClosureReason.WITHDRAWN, on=TODAY, detail="Autre projet")


def another(**changes: Any) -> Dossier:
    """Another dossier of the same person for the same certification, opened before and still running."""
    return replace(opened(P1), **{"id": OLDER, "number": "CQP-2020-000007", **changes})


def awarded(**changes: Any) -> Dossier:
    return another(decisions=(a_decision(Outcome.AWARDED),), **changes)


def beside(dossier: Dossier, *others: Dossier, **changes: Any) -> Case:
    """The case of a dossier whose person has those others."""
    decided = tuple(other for other in others if other.decisions)
    return a_case(dossier, earlier=decided, running=tuple(set(others) - set(decided)), **changes)


def opening(dossier: Dossier, *others: Dossier, **changes: Any) -> DossierOpening:
    case = a_case(dossier)
    facts: dict[str, Any] = {"certification": case.certification, "company": case.company, "others": others, **changes}
    return DossierOpening(dossier=dossier, parameters=ParametersInForce(), **facts)


CASES = [
    pytest.param(awarded(), HELD, id="held"),
    pytest.param(awarded(id=NEWER), HELD, id="held, opened later"),
    pytest.param(another(), RUNNING, id="running"),
    pytest.param(another(id=NEWER), None, id="running, opened later"),
    pytest.param(another(closure=OVER), None, id="withdrawn"),
    pytest.param(another(decisions=(a_decision(Outcome.NOT_AWARDED),)), None, id="refused"),
    pytest.param(another(decisions=(a_decision(Outcome.PARTIALLY_AWARDED),)), None, id="in part"),
    pytest.param(awarded(certification_code="cqp-operateur-fabrication"), None, id="another certification"),
    pytest.param(awarded(option="production"), None, id="another option"),
]


@pytest.mark.parametrize(("other", "reason"), CASES)
def test_p1_is_not_opened_for_a_second_one(other: Dossier, reason: tuple[str, str] | None) -> None:
    answer = open_dossier(opening(opened(P1), other))
    if reason is None:
        assert accepted(answer).id == opened(P1).id
    else:
        assert reasons(answer) == {reason}
        assert isinstance(answer, Refusal)
        assert answer.violations[0].pointer == "/certification_code"
        assert "CQP-2020-000007" in answer.violations[0].detail.fr


def test_after_a_revocation_one_may_begin_again() -> None:
    accepted(open_dossier(opening(opened(P1), awarded(), revoked=frozenset({OLDER}))))


@pytest.mark.parametrize("way", [P2, P3])
def test_p2_and_p3_keep_the_request_and_refuse_the_admission(way: str) -> None:
    company = None if way == P3 else a_company()
    accepted(open_dossier(opening(opened(way), awarded(), company=company)))

    request = Admissibility(received_on=(TODAY,))
    case = beside(
        ready_to_submit(way, admissibility=request),
        awarded(pathway=way, company_id=opened(way).company_id),
        company=company,
    )
    admitted = AdmissibilityDecision(verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(), decided_on=TODAY)

    assert HELD in pairs(proposed_grounds(case))
    assert HELD in reasons(decide(case, admitted))
    assert HELD not in pairs(proposed_grounds(replace(case, revoked=frozenset({OLDER}))))


@pytest.mark.parametrize(("other", "reason"), CASES)
def test_nobody_is_registered_to_a_jury_for_a_second_one(other: Dossier, reason: tuple[str, str] | None) -> None:
    answer = register_to_jury(beside(ready_for_jury(P1), other), a_session(), 0)
    if reason is None:
        assert accepted(answer).is_registered_to_jury
    else:
        assert reasons(answer) == {reason}


def paper(**changes: Any) -> HeldCertification:
    seen = Verification(verified=True, reason="Parchemin vu", on=TODAY)
    held = HeldCertification(
        code=CERTIFICATION, certifier="CPNE", number="2019-77", awarded_on=TODAY, verification=seen
    )
    return replace(held, **changes)


@pytest.mark.parametrize(
    ("held", "is_refused"),
    [
        (paper(), True),
        (paper(verification=None), False),
        (paper(verification=Verification(verified=False, reason="Faux", on=TODAY)), False),
        (paper(code="cqp-operateur-fabrication"), False),
    ],
)
def test_a_verified_paper_counts_like_a_certificate_of_here(held: HeldCertification, is_refused: bool) -> None:
    dossier = replace(ready_for_jury(P1), candidate=a_candidate(held_certifications=(held,)))
    answer = register_to_jury(a_case(dossier), a_session(), 0)
    if is_refused:
        assert reasons(answer) == {HELD}
        assert isinstance(answer, Refusal)
        assert "n° 2019-77" in answer.violations[0].detail.fr
    else:
        accepted(answer)


def test_a_paper_says_nothing_of_an_option() -> None:
    code = "cqp-responsable-secteur"
    candidate = a_candidate(held_certifications=(paper(code=code),))
    dossier = replace(opened(P1), certification_code=code, option="production", candidate=candidate)
    accepted(open_dossier(opening(dossier)))


@pytest.mark.parametrize("way", [P1, P1B])
@pytest.mark.parametrize("other", [another(company_id=ELSEWHERE), awarded(company_id=ELSEWHERE)])
def test_the_registration_waits_for_the_secretariat_where_the_other_is_of_another_company(
    way: str, other: Dossier
) -> None:
    dossier = ready_to_register(way)
    answer = complete_registration(beside(dossier, other))

    assert reasons(answer, TOO_EARLY) == {AWAITED}
    assert isinstance(answer, Refusal)
    assert other.number not in answer.violations[0].detail.fr
    accepted(complete_registration(beside(dossier, replace(other, company_id=dossier.company_id))))
    accepted(complete_registration(beside(dossier)))


def test_the_jury_registration_names_no_dossier_of_another_company() -> None:
    answer = register_to_jury(beside(ready_for_jury(P1), awarded(company_id=ELSEWHERE)), a_session(), 0)
    assert reasons(answer) == {AWAITED}


def test_what_is_over_without_a_certificate_holds_no_registration_up() -> None:
    refused = another(company_id=ELSEWHERE, decisions=(a_decision(Outcome.NOT_AWARDED),))
    accepted(complete_registration(beside(ready_to_register(P1), refused)))


def test_the_jury_awards_no_second_one_and_may_still_award_a_part() -> None:
    case = beside(on_agenda(P1), awarded())
    without = CompetenceDecision(code=CODES[0], validated=False, reason="Écartée par le jury.")

    assert reasons(deliberated(case), RULES) == {HELD}
    assert accepted(deliberated(replace(case, revoked=frozenset({OLDER})))).decisions
    assert accepted(deliberated(case, a_motion(words=(without,)))).decisions
    assert accepted(deliberated(beside(on_agenda(P1), another()))).decisions


def test_a_bridge_is_not_opened_for_who_holds_what_it_leads_to() -> None:
    dossier = replace(opened(BRIDGE), bridge_id=an_id(60))
    assert HELD in reasons(open_dossier(opening(dossier, awarded())))
