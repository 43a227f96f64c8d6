"""R29: The candidate fills in the candidate's file (outil 6) and the company uploads it."""

import pytest

from app.domain.documents import DocumentKind, Signatory
from app.domain.pathway import Actor
from app.domain.preparation import complete_registration
from tests.builders import P1, a_case, upload_of
from tests.rules.answers import reasons
from tests.rules.stages import P1B, opened, ready_to_register, unsigned_by, without


@pytest.mark.parametrize("way", [P1, P1B])
def test_there_is_no_registration_without_the_candidates_file_signed_by_the_candidate(way: str) -> None:
    missing = without(ready_to_register(way), DocumentKind.OUTIL_6)
    assert reasons(complete_registration(a_case(missing))) == {("outil_6_missing", "R29")}
    unsigned = unsigned_by(ready_to_register(way), DocumentKind.OUTIL_6, Signatory.CANDIDATE)
    assert reasons(complete_registration(a_case(unsigned))) == {("outil_6_not_signed_by_candidate", "R29")}


@pytest.mark.parametrize("way", [P1, P1B])
def test_the_company_uploads_it(way: str) -> None:
    assert upload_of(opened(way).pathway, DocumentKind.OUTIL_6).uploaders(opened(way)) == (Actor.EMPLOYER,)
