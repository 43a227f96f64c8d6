"""R42: In pathway 3 the secretariat creates the dossier, attaches outils 7 and 8 and registers the candidate to the
jury."""

import pytest

from app.domain.documents import DocumentKind, Signatory
from app.domain.jury_registration import register_to_jury
from app.domain.pathway import Actor
from app.domain.pathways import pathway_of
from app.domain.preparation import complete_registration, record_portfolio
from tests.builders import P3, TODAY, a_case
from tests.rules.answers import TOO_EARLY, accepted, reasons
from tests.rules.stages import (
    a_session,
    admissible,
    ready_for_jury,
    ready_to_complete,
    ready_to_register,
    registered,
    unsigned_by,
    without,
)


def test_there_is_no_registration_before_the_assessment_is_complete() -> None:
    answer = complete_registration(a_case(ready_to_complete(P3)))
    assert reasons(answer, TOO_EARLY) == {("assessment_not_complete", "R68")}


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (DocumentKind.OUTIL_6, "R42"),
        (DocumentKind.OUTIL_7, "R42"),
        (DocumentKind.OUTIL_8, "R42"),
        (DocumentKind.CERFA_12818, "D6"),
    ],
)
def test_it_takes_the_outils_and_the_cerfa(kind: DocumentKind, rule: str) -> None:
    answer = complete_registration(a_case(without(ready_to_register(P3), kind)))
    assert reasons(answer) == {(f"{kind}_missing", rule)}


def test_the_candidates_file_is_still_signed_when_it_can_no_longer_be_uploaded() -> None:
    unsigned = unsigned_by(admissible(P3), DocumentKind.OUTIL_6, Signatory.CANDIDATE)
    answer = record_portfolio(a_case(unsigned), TODAY)
    assert reasons(answer) == {("outil_6_not_signed_by_candidate", "R42")}
    later = unsigned_by(registered(P3), DocumentKind.OUTIL_6, Signatory.CANDIDATE)
    accepted(record_portfolio(a_case(later), TODAY))


def test_the_secretariat_registers_and_then_registers_to_the_jury() -> None:
    assert pathway_of(P3).acts["completeRegistration"] == (Actor.SECRETARIAT,)
    assert pathway_of(P3).acts["registerToJury"] == (Actor.SECRETARIAT,)
    case = a_case(ready_to_register(P3))
    early = register_to_jury(case, a_session(), 0)
    assert reasons(early, TOO_EARLY) == {("registration_not_complete", "R68")}
    assert accepted(complete_registration(case)).registered_on == TODAY
    accepted(register_to_jury(a_case(ready_for_jury(P3)), a_session(), 0))
