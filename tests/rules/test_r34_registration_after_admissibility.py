"""R34: In pathway 2, once admissible, the employer registers the candidate with outil 6 and the CERFA."""

import pytest

from app.domain.documents import DocumentKind, Signatory
from app.domain.dossier import AdmissibilityVerdict
from app.domain.pathway import Actor
from app.domain.pathways import pathway_of
from app.domain.preparation import complete_registration
from tests.builders import P2, TODAY, a_case, a_request
from tests.rules.answers import TOO_EARLY, accepted, reasons
from tests.rules.stages import ready_to_register, unsigned_by, without


@pytest.mark.parametrize("request_so_far", [None, a_request(), a_request(verdict=AdmissibilityVerdict.INCOMPLETE)])
def test_nobody_registers_before_being_admissible(request_so_far: object) -> None:
    answer = complete_registration(a_case(ready_to_register(P2, admissibility=request_so_far)))
    assert reasons(answer, TOO_EARLY) == {("admissibility_not_complete", "R68")}


@pytest.mark.parametrize("kind", [DocumentKind.OUTIL_6, DocumentKind.CERFA_12818])
def test_the_registration_takes_the_candidates_file_and_the_cerfa(kind: DocumentKind) -> None:
    answer = complete_registration(a_case(without(ready_to_register(P2), kind)))
    assert reasons(answer) == {(f"{kind}_missing", "R34")}


def test_the_candidates_file_is_signed() -> None:
    unsigned = unsigned_by(ready_to_register(P2), DocumentKind.OUTIL_6, Signatory.CANDIDATE)
    assert reasons(complete_registration(a_case(unsigned))) == {("outil_6_not_signed_by_candidate", "R34")}


def test_then_the_employer_registers() -> None:
    assert pathway_of(P2).acts["completeRegistration"] == (Actor.EMPLOYER,)
    assert accepted(complete_registration(a_case(ready_to_register(P2)))).registered_on == TODAY
