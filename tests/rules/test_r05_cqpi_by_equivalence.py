"""R5: Six CQPI are delivered by equivalence together with a CQP, at the candidate's request in the dossier."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence
from app.domain.creation import DossierOpening, closed_pathway, open_dossier
from tests.builders import CERTIFICATION, P1, P2, P3, TODAY, a_case
from tests.rules.answers import INVALID, accepted, pairs, pointers, reasons
from tests.rules.stages import opened

UNCONFIRMED = tuple(
    CqpiEquivalence(
        cqp=CERTIFICATION, cqpi=code, in_force_from=TODAY + timedelta(days=1), source="exemple", confirmed=False
    )
    for code, each in CERTIFICATIONS.items()
    if each.by_equivalence
)
BY_EQUIVALENCE = [each for each in CERTIFICATIONS.values() if each.by_equivalence]


def answer(*requested: str, rows: tuple[CqpiEquivalence, ...] = UNCONFIRMED) -> object:
    dossier = opened(P1, requested_cqpi=requested)
    case = a_case(dossier)
    return open_dossier(
        DossierOpening(
            dossier=dossier,
            certification=case.certification,
            company=case.company,
            parameters=case.parameters,
            equivalences=rows,
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


def test_d74_one_without_a_correspondence_with_the_cqp_is_refused_where_it_is_asked_for() -> None:
    asked, with_another = "cqpi-agent-logistique", "cqpi-animateur-equipe"
    rows = tuple(row for row in UNCONFIRMED if row.cqpi != with_another)
    of_another_cqp = replace(UNCONFIRMED[0], cqp="cqp-technicien-maintenance", cqpi=with_another)
    refused = answer(asked, with_another, rows=(*rows, of_another_cqp))
    assert reasons(refused) == {("cqpi_without_correspondence", "R5")}
    assert pointers(refused) == ["/requested_cqpi/1"]
