"""Requests about dossiers, as an integrator would write them."""

import secrets
from typing import Any

from httpx import AsyncClient

from app.domain.documents import DocumentKind, Signatory, signatures_of
from tests.files import PDF

EMPLOYER = "employer@sandbox.example"
OTHER_EMPLOYER = "employer-other@sandbox.example"
SECRETARIAT = "secretariat@sandbox.example"
COMPANY_SIRET = "12345678200010"
COMPANY_SIREN = "123456782"


def an_invented_name() -> str:
    """A name that nobody else has: two dossiers of one person for one certification are one too many (D52)."""
    return "Martin " + secrets.token_hex(8).translate(_IN_LETTERS).capitalize()


_IN_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def a_candidate(**changes: Any) -> dict[str, Any]:
    """An employee of the sandbox's chemical company, five years in the trade; somebody else each time."""
    return {
        "birth_name": an_invented_name(),
        "first_names": "Léa Jeanne",
        "birth_date": "1990-05-04",
        "sex": "F",
        "birth_place": "Lyon",
        "employment": {"status": "employee", "employer": {"siret": COMPANY_SIRET, "idcc": "0044"}},
        "experience": [{"activity": "Conduite d'équipements", "start": "2021-01-04", "directly_related": True}],
        **changes,
    }


def a_dossier(**changes: Any) -> dict[str, Any]:
    """A dossier of individualised training."""
    return {
        "pathway": "individualised_training",
        "certification_code": "cqp-operateur-fabrication",
        "candidate": a_candidate(),
        "training_scheme": "skills_development_plan",
        **changes,
    }


async def opened(client: AsyncClient, headers: dict[str, str], **changes: Any) -> dict[str, Any]:
    """A dossier, opened."""
    answer = await client.post("/v1/dossiers", json=a_dossier(**changes), headers=headers)
    assert answer.status_code == 201, answer.text
    dossier: dict[str, Any] = answer.json()
    return dossier


async def filed(client: AsyncClient, headers: dict[str, str], place: str, *kinds: str) -> None:
    """Documents of those kinds in the dossier of that path, signed by the candidate where they may be."""
    for kind in kinds:
        answer = await client.post(
            f"{place}/documents",
            data={
                "kind": kind,
                "signed_by": ["candidate"] if Signatory.CANDIDATE in signatures_of(DocumentKind(kind)) else [],
            },
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=headers,
        )
        assert answer.status_code == 201, answer.text


async def said_to_be_one(client: AsyncClient, secretariat: dict[str, str]) -> None:
    """The secretariat says that the two of the only match in doubt are one person's (D49)."""
    matches = "/v1/persons/matches"
    waiting = await client.get(matches, params={"state": "pending"}, headers=secretariat)
    (match,) = waiting.json()["items"]
    answer = await client.put(
        f"{matches}/{match['id']}",
        json={"decision": "same", "reason": "Acte de naissance reçu"},
        headers={**secretariat, "If-Match": f'"{match["version"]}"'},
    )
    assert answer.status_code == 200, answer.text


def rules_of(problem: dict[str, Any]) -> list[str | None]:
    """The rules that a problem document names."""
    return [error.get("rule") for error in problem["errors"]]


def codes_of(problem: dict[str, Any]) -> list[str]:
    """The codes of its errors."""
    return [error["code"] for error in problem["errors"]]
