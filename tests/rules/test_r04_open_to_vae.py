"""R4: The CQP are registered in the RNCP and may therefore be obtained by validation of experience (VAE)."""

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.pathways import PATHWAY_CODES
from tests.builders import P1, P2, P3


@pytest.mark.parametrize("certification", CERTIFICATIONS.values(), ids=CERTIFICATIONS)
def test_every_cqp_may_be_obtained_by_vae(certification: object) -> None:
    from app.domain.certification import Certification

    assert isinstance(certification, Certification)
    if certification.kind == "cqp":
        assert {P1, P2, P3} <= set(certification.pathways)


def test_two_pathways_are_a_vae() -> None:
    assert {P2, P3} <= set(PATHWAY_CODES)
