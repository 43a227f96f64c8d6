"""R75: Each branch delivers its own certification: its jury decides, in whole or in part, for the holders of the
other's."""

from app.domain.catalogue import CERTIFICATIONS
from app.domain.conditions import Applicant
from app.domain.deliberation import CompetenceDecision, Outcome
from app.domain.eligibility import eligibilities
from app.domain.eligibility_question import Question
from app.domain.law import ParametersInForce
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.pathways import pathway_of
from tests.builders import BRIDGE, CERTIFICATION, TODAY, a_case, an_employment
from tests.rules.answers import accepted, pairs
from tests.rules.bridge import bridge_on_agenda
from tests.rules.jury import a_motion, deliberated


def test_the_chemical_jury_decides_on_a_bridge_into_chemistry_in_whole_or_in_part() -> None:
    case = a_case(bridge_on_agenda(), bridged_competences=frozenset({"C1", "C2", "C3"}))
    whole = accepted(deliberated(case)).decision
    assert whole is not None
    assert whole.outcome is Outcome.AWARDED
    not_all = CompetenceDecision(code="C3", validated=False, reason="Le procédé diffère.")
    partly = accepted(deliberated(case, a_motion(words=(not_all,)))).decision
    assert partly is not None
    assert partly.outcome is Outcome.PARTIALLY_AWARDED


def test_the_bridge_ends_with_the_jury() -> None:
    assert [step.code for step in pathway_of(BRIDGE).steps] == ["bridge_request", "registration", "jury"]
    assert {each.branch for each in PARTNER_CERTIFICATIONS.values()} == {"pharma"}


def test_it_is_for_holders_of_a_partners_certification() -> None:
    question = Question(
        certification=CERTIFICATIONS[CERTIFICATION],
        applicant=Applicant(employment=an_employment()),
        on=TODAY,
        parameters=ParametersInForce(),
    )
    (bridge,) = [each for each in eligibilities(question) if each.pathway.code == BRIDGE]
    assert pairs(bridge.violations) == {("no_partner_certification_held", "R75")}
