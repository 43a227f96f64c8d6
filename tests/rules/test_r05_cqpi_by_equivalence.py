"""R5: Six CQPI are delivered by equivalence together with a CQP, at the candidate's request in the dossier."""

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.creation import DossierOpening, closed_pathway, open_dossier
from tests.builders import P1, P2, P3, a_case
from tests.rules.answers import INVALID, accepted, pairs, pointers, reasons
from tests.rules.stages import opened

BY_EQUIVALENCE = [each for each in CERTIFICATIONS.values() if each.by_equivalence]


def answer(*requested: str) -> object:
    dossier = opened(P1, requested_cqpi=requested)
    case = a_case(dossier)
    return open_dossier(
        DossierOpening(
            dossier=dossier, certification=case.certification, company=case.company, parameters=case.parameters
        )
    )


def test_there_are_six() -> None:
    assert len(BY_EQUIVALENCE) == 6
    assert {each.kind for each in BY_EQUIVALENCE} == {"cqpi"}


@pytest.mark.parametrize("pathway", [P1, P2, P3])
@pytest.mark.parametrize("certification", BY_EQUIVALENCE, ids=lambda each: each.code)
def test_no_pathway_of_their_own_leads_to_them(certification: object, pathway: str) -> None:
    refused = closed_pathway(certification, pathway)  # type: ignore[arg-type]
    assert pairs(refused) == {("delivered_by_equivalence_only", "R5")}


@pytest.mark.parametrize("certification", BY_EQUIVALENCE, ids=lambda each: each.code)
def test_they_are_asked_for_in_a_cqps_dossier(certification: object) -> None:
    code = certification.code  # type: ignore[attr-defined]
    assert accepted(answer(code)).requested_cqpi == (code,)


@pytest.mark.parametrize("code", ["cqp-agent-logistique", "cqpi-technicien-qualite", "nothing"])
def test_nothing_else_is_asked_for_that_way(code: str) -> None:
    refused = answer("cqpi-agent-logistique", code)
    assert reasons(refused, INVALID) == {("not_a_cqpi_by_equivalence", None)}
    assert pointers(refused) == ["/requested_cqpi/1"]


def test_each_is_asked_for_once() -> None:
    refused = answer("cqpi-agent-logistique", "cqpi-animateur-equipe", "cqpi-agent-logistique")
    assert reasons(refused, INVALID) == {("cqpi_twice", None)}
    assert pointers(refused) == ["/requested_cqpi/2"]
