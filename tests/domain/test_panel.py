"""Who stands back from a dossier (D31): by what the secretariat wrote of a member, or by what the register knows."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.assessment import NamedProfessional
from app.domain.jury import College, JurySession, Member, Votes
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.panel import MemberAccount, RecusalGround, VoteMoment, recusals, vote_faults
from tests import builders as a
from tests.rules.jury import EMPLOYEES, EMPLOYERS, member, sitting, votes

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


THREE_A_SIDE = (*EMPLOYEES, member(13, College.EMPLOYEES), *EMPLOYERS, member(23, College.EMPLOYERS))


@pytest.mark.parametrize(
    ("cast", "told"),
    [
        pytest.param(votes((1, 0, 2), (1, 0, 2)), "2 voix exprimées sur 6 ", id="fewer than half"),
        pytest.param(votes((2, 0, 1), (1, 0, 2)), None, id="half"),
    ],
)
def test_d55_a_vote_takes_half_of_those_that_may_be_cast(cast: Votes, told: str | None) -> None:
    moment = VoteMoment(session=sitting(THREE_A_SIDE), day=a.TODAY)

    faults = vote_faults(moment, cast, (), ParametersInForce())

    expected = [("too_few_votes", "D55", "/votes")] if told else []
    assert [(each.code, each.rule and each.rule.number, each.pointer) for each in faults] == expected
    assert all(each.detail.fr.startswith(told) for each in faults if told)


@pytest.mark.parametrize(
    ("chair", "recused", "decides"),
    [
        pytest.param(EMPLOYERS[0].user_id, (), True, id="presides"),
        pytest.param(EMPLOYERS[0].user_id, (EMPLOYERS[0].user_id,), False, id="stands back"),
        pytest.param(None, (), False, id="nobody presides"),
    ],
)
def test_d31_a_tie_is_decided_by_nobody_but_the_chair_of_that_dossier(
    chair: Any, recused: tuple[Any, ...], decides: bool
) -> None:
    by_the_chair = ParameterValue(rule="D31", name="tie_rule", value="chair", since=a.TODAY, source="CPNE")
    moment = VoteMoment(session=sitting(chair=chair), day=a.TODAY)

    faults = vote_faults(moment, votes((0, 1, 0), (1, 0, 0)), recused, ParametersInForce((by_the_chair,)))

    assert [each.code for each in faults] == ([] if decides else ["tied_vote"])
