"""R36: In pathway 3 the secretariat examines admissibility on the candidate's file and the CERFA n°12818*02."""

import pytest

from app.domain.admissibility import submit
from app.domain.documents import DocumentKind, Signatory
from app.domain.pathway import Actor
from app.domain.pathways import pathway_of
from tests.builders import P3, TODAY, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import ready_to_submit, unsigned_by, without


@pytest.mark.parametrize("kind", [DocumentKind.CERFA_12818, DocumentKind.OUTIL_6])
def test_the_file_holds_the_candidates_file_and_the_cerfa(kind: DocumentKind) -> None:
    answer = submit(a_case(without(ready_to_submit(P3), kind)), TODAY)
    assert reasons(answer) == {(f"{kind}_missing", "R36")}


def test_the_candidates_file_is_signed() -> None:
    unsigned = unsigned_by(ready_to_submit(P3), DocumentKind.OUTIL_6, Signatory.CANDIDATE)
    assert reasons(submit(a_case(unsigned), TODAY)) == {("outil_6_not_signed_by_candidate", "R36")}


def test_it_holds_no_outil_1_and_there_is_no_identification() -> None:
    step = pathway_of(P3).step("admissibility")
    assert step is not None
    assert set(step.required_documents) == {DocumentKind.OUTIL_6, DocumentKind.CERFA_12818}
    assert pathway_of(P3).step("skills_identification") is None
    accepted(submit(a_case(ready_to_submit(P3)), TODAY))


def test_the_secretariat_examines_it() -> None:
    assert pathway_of(P3).acts["decideAdmissibility"] == (Actor.SECRETARIAT,)
    assert pathway_of(P3).acts["submitAdmissibility"] == (Actor.SECRETARIAT,)
