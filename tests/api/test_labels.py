"""Each code that a person reads comes with its French label."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from httpx import AsyncClient

from app.api.v1.labels import (
    option_label,
    outcome_label,
    pathway_label,
    region_label,
    training_scheme_label,
    variant_label,
)
from app.domain.assessment import EXEMPTION_LABELS, ExemptionKind
from app.domain.deliberation import DECISION_KIND_LABELS, DecisionKind, Outcome
from tests.api.dossier_requests import a_dossier
from tests.api.signing_in import sign_in
from tests.builders import DIRECT_VARIANT

LABELLED = ("status", "pathway", "variant", "current_step", "option", "training_scheme", "outcome")

SPOKEN_FOR = {"HealthOut", "PathwayEligibilityOut"}
"""Read by machines; and where ``pathway_label`` names the special case itself."""


async def test_the_codes_of_a_dossier_are_told_in_french_too(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    created = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).json()

    assert {name: created[f"{name}_label"] for name in LABELLED} == {
        "status": "En cours d'inscription",
        "pathway": "Parcours n° 1 : le parcours de développement des compétences individualisé",
        "variant": None,
        "current_step": "Parcours de développement des compétences",
        "option": None,
        "training_scheme": "Plan de développement des compétences",
        "outcome": None,
    }


async def test_the_history_tells_both_statuses_in_french(sandbox: AsyncClient) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    address = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    await sandbox.post(f"{address}/withdrawal", json={"reason": "Départ"}, headers=headers)

    ended, opened = (await sandbox.get(f"{address}/history", headers=headers)).json()["items"]

    assert (ended["from_status_label"], ended["to_status_label"]) == ("En cours d'inscription", "Clos")
    assert (opened["from_status"], opened["from_status_label"]) == (None, None)


def test_codes_have_labels_and_codes_unknown_none() -> None:
    assert variant_label("individualised_training", DIRECT_VARIANT) == (
        "Parcours n° 1, cas particulier : l'évaluation directe de l'ensemble des compétences"
    )
    assert pathway_label("bridge") == "Passerelle depuis l'industrie pharmaceutique"
    assert outcome_label(Outcome.PARTIALLY_AWARDED) == "Partiel"
    assert (option_label("production"), option_label("x")) == ("Production", None)
    assert (region_label("84"), region_label("00")) == ("Auvergne-Rhône-Alpes", None)
    assert (training_scheme_label("cpf"), training_scheme_label("x")) == ("Compte personnel de formation", None)
    assert set(EXEMPTION_LABELS) == set(ExemptionKind)
    assert set(DECISION_KIND_LABELS) == set(DecisionKind)


def _models(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("Out"):
            yield name, schema.get("properties", {})


@pytest.mark.parametrize("code", ["status", "state", "pathway", "variant", "outcome"])
async def test_no_answer_tells_the_code_alone(client: AsyncClient, code: str) -> None:
    document = (await client.get("/openapi.json")).json()

    bare = {name for name, members in _models(document) if code in members and f"{code}_label" not in members}

    assert bare <= SPOKEN_FOR
