"""Who stands back from a dossier (D31): by what the secretariat wrote of a member, or by what the register knows."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessment import NamedProfessional
from app.domain.jury import College, JurySession, Member
from app.domain.panel import MemberAccount, RecusalGround, recusals
from tests import builders as a

MEMBER = a.an_id(51)
ELSEWHERE = "555666777"
COMPANY, ASSESSED = RecusalGround.SAME_COMPANY, RecusalGround.ASSESSED_THE_CANDIDATE


def found(
    *, member: dict[str, Any] | None = None, account: dict[str, Any] | None = None, **case: Any
) -> list[RecusalGround]:
    """The grounds that the system finds for one member of a session."""
    seated = Member(user_id=MEMBER, name="Luc Berger", college=College.EMPLOYEES, **(member or {}))
    session = JurySession(
        id=a.an_id(5),
        held_on=a.TODAY,
        registration_closes_on=a.TODAY,
        place="Paris",
        capacity=10,
        members=(seated,),
    )
    known = MemberAccount(user_id=MEMBER, email="luc@example.org", **(account or {}))
    return [recusal.ground for recusal in recusals(a.a_case(**case), session, (known,))]


ENTRUSTED = a.a_dossier(evaluator=a.a_choice())
OBSERVED = a.a_dossier(trade_evaluator=a.a_trade_evaluator(email="Luc@Example.org"))
NAMED = a.a_dossier(
    assessment=a.an_assessment(
        professional=NamedProfessional(name="LUC BERGER", employer_siren=ELSEWHERE, employer_idcc="0044")
    )
)


@pytest.mark.parametrize(
    ("ties", "ground"),
    [
        pytest.param({}, None, id="nothing ties them"),
        pytest.param({"member": {"employer_siren": a.COMPANY_SIRET[:9]}}, COMPANY, id="declared to work there"),
        pytest.param({"account": {"company_siren": a.COMPANY_SIRET[:9]}}, COMPANY, id="opens that company's dossiers"),
        pytest.param({"account": {"company_siren": ELSEWHERE}}, None, id="opens another company's dossiers"),
        pytest.param(
            {"account": {"evaluator_id": a.an_id(3)}, "dossier": ENTRUSTED}, ASSESSED, id="the authorised evaluator"
        ),
        pytest.param({"account": {"evaluator_id": a.an_id(4)}, "dossier": ENTRUSTED}, None, id="another evaluator"),
        pytest.param({"dossier": ENTRUSTED}, None, id="no evaluator at all"),
        pytest.param({"dossier": OBSERVED}, ASSESSED, id="the trade evaluator, by the address"),
        pytest.param({"member": {"employer_siren": ELSEWHERE}, "dossier": NAMED}, ASSESSED, id="named professional"),
        pytest.param({"account": {"company_siren": ELSEWHERE}, "dossier": NAMED}, ASSESSED, id="named, by the account"),
        pytest.param({"dossier": NAMED}, None, id="a namesake of the professional"),
        pytest.param({"earlier": (OBSERVED,)}, ASSESSED, id="assessed an earlier dossier of the same person"),
    ],
)
def test_d31_the_system_finds_who_stands_back(ties: dict[str, Any], ground: RecusalGround | None) -> None:
    assert found(**ties) == ([ground] if ground else [])


def test_d31_a_member_declared_without_a_company_is_tied_to_no_candidate_without_one() -> None:
    candidate = a.a_candidate(employment=replace(a.a_candidate().employment, employer=None))

    assert found(dossier=a.a_dossier(company_id=None, candidate=candidate)) == []
