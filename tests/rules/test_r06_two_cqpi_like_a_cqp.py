"""R6: The CQPI quality technician and the CQPI in-store sales adviser are obtained by the same process as a CQP."""

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.creation import closed_pathway
from tests.builders import BRIDGE, P1, P2, P3
from tests.rules.answers import pairs

TWO = ["cqpi-technicien-qualite", "cqpi-vente-conseil-magasin"]


@pytest.mark.parametrize("code", TWO)
@pytest.mark.parametrize("pathway", [P1, P2])
def test_they_are_prepared_as_a_cqp_is(code: str, pathway: str) -> None:
    assert closed_pathway(CERTIFICATIONS[code], pathway) == ()


@pytest.mark.parametrize("code", TWO)
@pytest.mark.parametrize("pathway", [P3, BRIDGE])
def test_by_pathways_1_and_2(code: str, pathway: str) -> None:
    assert pairs(closed_pathway(CERTIFICATIONS[code], pathway)) == {("pathway_not_open_to_certification", "D28")}
