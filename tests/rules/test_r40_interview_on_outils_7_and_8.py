"""R40: In pathway 3 the assessment is an interview on the VAE portfolio (outil 7) and the VAE assessment guide (outil
8)."""

from dataclasses import replace

import pytest

from app.domain.assessing import complete_assessment
from app.domain.documents import DocumentKind
from app.domain.pathways import pathway_of
from app.domain.uploads import may_upload
from tests.builders import P3, a_case
from tests.rules.answers import TOO_EARLY, accepted, reasons
from tests.rules.stages import admissible, assessment_of, ready_to_complete, registered


def test_the_assessment_follows_the_portfolio_and_has_no_online_observations() -> None:
    codes = [step.code for step in pathway_of(P3).steps]
    assert codes.index("vae_portfolio") < codes.index("assessment")
    silent = replace(assessment_of(P3), candidate_observations="", observed_on=())
    accepted(complete_assessment(a_case(ready_to_complete(P3, assessment=silent))))


def test_an_interview_without_a_day_is_none() -> None:
    undated = ready_to_complete(P3, assessment=assessment_of(P3, held_on=()))
    assert reasons(complete_assessment(a_case(undated))) == {("sitting_missing", "R52")}


@pytest.mark.parametrize("kind", [DocumentKind.OUTIL_7, DocumentKind.OUTIL_8])
def test_outils_7_and_8_belong_to_the_assessment(kind: DocumentKind) -> None:
    early = may_upload(a_case(admissible(P3)), kind, "secretariat")
    assert reasons(early, TOO_EARLY) == {("vae_portfolio_not_complete", "R68")}
    assert may_upload(a_case(registered(P3)), kind, "secretariat") is None
