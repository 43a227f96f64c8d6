"""Certifications and bridges as JSON-LD: read by PyLD without fetching anything, and the same as in JSON."""

from typing import Any

import pytest
from httpx import AsyncClient
from pyld import jsonld  # type: ignore[import-untyped]

CTDL = "https://purl.org/ctdl/terms/"
LD = {"Accept": "application/ld+json"}


def fetches_nothing(url: str, _: Any) -> Any:
    raise AssertionError(f"{url} would have to be fetched")


def expanded(document: Any) -> list[dict[str, Any]]:
    """The nodes, every name in full."""
    found: list[dict[str, Any]] = jsonld.expand(document, {"documentLoader": fetches_nothing})
    return found


def names_within(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for member in value.values() for name in names_within(member)}
    return {name for each in value for name in names_within(each)} if isinstance(value, list) else set()


@pytest.mark.parametrize(
    "path",
    [
        "/v1/certifications",
        "/v1/certifications/cqp-pilote-ligne-conditionnement",
        "/v1/bridges",
        "/v1/partner-certifications",
    ],
)
async def test_every_name_of_the_document_is_one_of_ctdl_or_of_the_contract(sandbox: AsyncClient, path: str) -> None:
    answer = await sandbox.get(path, headers=LD)

    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert "Accept" in answer.headers["Vary"]
    ours = ("@", CTDL, "http://testserver/openapi.json#/components/schemas/")
    found = expanded(answer.json())
    assert found
    assert [name for name in names_within(found) if not name.startswith(ours)] == []


async def test_a_bridge_says_what_corresponds_to_what_as_in_json(sandbox: AsyncClient) -> None:
    (bridge,) = (await sandbox.get("/v1/bridges", params={"certification": "PH08"})).json()["items"]
    place = f"/v1/bridges/{bridge['id']}"
    answer = await sandbox.get(place, headers=LD)
    (node,) = expanded(answer.json())

    assert answer.headers["ETag"] == (await sandbox.get(place)).headers["ETag"]
    assert node["@id"] == f"http://testserver{place}"
    assert node[f"{CTDL}targetCredential"] == [
        {"@id": f"http://testserver/v1/certifications/{bridge['chemical_certification']}"},
        {"@id": "http://testserver/v1/partner-certifications?certification=PH08"},
    ]
    corresponding = [
        [each[f"{CTDL}codedNotation"][0]["@value"] for each in profile[f"{CTDL}targetCompetency"]]
        for profile in node[f"{CTDL}alternativeCondition"]
    ]
    assert corresponding == [
        [*each["chemical_competences"], *each["partner_units"]] for each in bridge["correspondences"]
    ]


async def test_an_entry_in_the_rncp_is_told_where_it_is_known_and_nowhere_else(client: AsyncClient) -> None:
    listed = (await client.get("/v1/partner-certifications")).json()["items"]
    graph = expanded((await client.get("/v1/partner-certifications", headers=LD)).json())

    assert {each["code"]: each["rncp_code"] for each in listed if each["rncp_code"]} == {"PH04": "RNCP35411"}
    assert next(each["rncp_until"] for each in listed if each["code"] == "PH04") == "2024-03-17"
    entries = [each for node in graph for each in node.get(f"{CTDL}identifier", ())]
    assert [each[f"{CTDL}identifierValueCode"][0]["@value"] for each in entries] == ["RNCP35411"]


@pytest.mark.parametrize(
    ("accept", "served"),
    [
        ("application/ld+json;q=0.4, application/json;q=0.5", "application/json"),
        ("application/ld+json;q=0.6, application/json;q=0.5", "application/ld+json"),
        ("*/*", "application/json"),
    ],
)
async def test_what_weighs_most_is_served(client: AsyncClient, accept: str, served: str) -> None:
    answer = await client.get("/v1/certifications/cqp-agent-logistique", headers={"Accept": accept})

    assert answer.headers["Content-Type"] == served
