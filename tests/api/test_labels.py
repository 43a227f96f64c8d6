"""Each code that a person reads comes with its label, in the language that they prefer."""

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
from app.domain.actions import ACTIONS
from app.domain.assessment import EXEMPTION_LABELS, ExemptionKind
from app.domain.catalogue import CERTIFICATIONS
from app.domain.deliberation import DECISION_KIND_LABELS, DecisionKind, Outcome
from app.domain.documents import DOCUMENT_LABELS, SIGNATORY_LABELS, DocumentKind, Signatory
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.event_types import EVENT_BY_OPERATION
from app.domain.operation_labels import OPERATION_LABELS
from tests.api.dossier_requests import a_dossier
from tests.api.signing_in import sign_in
from tests.builders import DIRECT_VARIANT

LABELLED = ("status", "pathway", "variant", "current_step", "option", "training_scheme", "outcome")

SPOKEN_FOR = {
    "HealthOut",
    "OidcStartOut",
    "PathwayEligibilityOut",
    "ReconciliationOut",
}
"""Read by machines; the ``state`` of OpenID Connect, which is none; where ``pathway_label`` names the special case; a
state as the totals that were given with a takeover call it."""


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


FOR_MACHINES = {
    "ClientKeyInAlg": "the algorithms of RFC 7518, in a program's key",
    "ClientKeyInCrv": "the curves of RFC 7518, in a program's key",
    "ClientKeyInKty": "the kinds of RFC 7518, in a program's key",
    "Disposition": "what a browser does with a file, in a body",
    "FundedOrder": "the order of a list, in a query",
    "GetStatisticsChart": "what a chart draws, in a query",
    "Happening": "the events of `EventType`, and the one of a test",
    "HealthOutStatus": "read by whoever watches the service",
    "LinkedPart": "what an address of a document leads to, in a body",
    "PersonMatchDecisionInDecision": "two of the values of `MatchState`",
    "ProblemCode": "told with its title in each refusal",
    "FactorResetOutState": "told with its label in each answer",
    "ListedUserOutState": "told with its label in each answer",
}


async def test_every_enumeration_is_told_with_its_labels(client: AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    answer = await client.get("/v1/labels")
    told = answer.json()["enumerations"]
    published = {
        name: set(map(str, schema["enum"]))
        for name, schema in document["components"]["schemas"].items()
        if "enum" in schema
    }

    assert answer.status_code == 200
    assert {name for name in published if name not in told} == FOR_MACHINES.keys()
    for name in published.keys() & told.keys():
        assert published[name] <= told[name].keys(), name
    assert all(label["fr"] and label["en"] for labels in told.values() for label in labels.values())
    assert told["Region"]["84"]["fr"] == "Auvergne-Rhône-Alpes"
    assert told["Status"]["awarded"] == {"fr": STATUS_LABELS[Status.AWARDED].fr, "en": STATUS_LABELS[Status.AWARDED].en}
    assert told["Certification"].keys() == CERTIFICATIONS.keys()


async def test_labels_are_read_again_only_where_they_changed(client: AsyncClient) -> None:
    tag = (await client.get("/v1/labels")).headers["ETag"]

    assert (await client.get("/v1/labels", headers={"If-None-Match": tag})).status_code == 304
    assert (await client.get("/v1/labels", headers={"If-None-Match": '"other"'})).status_code == 200


def test_every_act_has_a_name() -> None:
    acts = {*ACTIONS, *EVENT_BY_OPERATION, "addDocument", "verifyCompany", "lapse"}

    assert acts <= OPERATION_LABELS.keys()
    assert all(label.fr and label.en for label in OPERATION_LABELS.values())


@pytest.mark.parametrize(
    ("asked", "told", "status", "step", "act"),
    [
        ("en", "en", "Registration in progress", "Development of the competences", "Record the training plan"),
        (
            "fr-FR,en;q=0.5",
            "fr",
            "En cours d'inscription",
            "Parcours de développement des compétences",
            "Enregistrer le parcours de développement",
        ),
    ],
)
async def test_f6_labels_are_in_the_language_of_their_reader(
    sandbox: AsyncClient, asked: str, told: str, status: str, step: str, act: str
) -> None:
    headers = {**await sign_in(sandbox, "employer@sandbox.example"), "Accept-Language": asked}
    path = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    answer = await sandbox.get(path, headers=headers)
    checklist = (await sandbox.get(f"{path}/checklist", headers=headers)).json()
    (opened,) = (await sandbox.get(f"{path}/history", headers=headers)).json()["items"]

    assert answer.headers["Content-Language"] == told
    assert "Accept-Language" in answer.headers["Vary"]
    assert (answer.json()["status_label"], answer.json()["current_step_label"]) == (status, step)
    assert (checklist["status_label"], checklist["current_step_label"]) == (status, step)
    assert act in {action["label"] for action in checklist["next_actions"]}
    assert opened["label"] == OPERATION_LABELS["createDossier"].in_language(told)
    assert opened["to_status_label"] == status


async def test_f5_a_button_says_what_it_does_whose_it_is_and_whether_the_dossier_waits_for_it(
    sandbox: AsyncClient,
) -> None:
    headers = await sign_in(sandbox, "employer@sandbox.example")
    path = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    checklist = (await sandbox.get(f"{path}/checklist", headers=headers)).json()
    main = {(action["operation_id"], action["actor"]) for action in checklist["next_actions"] if action["main"]}
    uploads = next(
        action
        for action in checklist["next_actions"]
        if (action["operation_id"], action["actor"]) == ("addDocument", "employer")
    )

    assert main == {("recordTrainingPlan", "employer")}
    assert [document["kind"] for document in uploads["documents"]] == uploads["document_kinds"]
    by_kind = {document["kind"]: document for document in uploads["documents"]}
    assert by_kind["outil_6"]["label"] == DOCUMENT_LABELS[DocumentKind.OUTIL_6].fr
    candidate = {"code": "candidate", "label": SIGNATORY_LABELS[Signatory.CANDIDATE].fr, "required": True}
    assert candidate in by_kind["outil_6"]["signatories"]
    assert all(action["label"] and action["actor_label"] for action in checklist["next_actions"])
    assert all(step["actor_label"] for step in checklist["steps"])
    lacks = [lack for step in checklist["steps"] for lack in step["missing"]]
    assert all(lack["operation_label"] for lack in lacks)
