"""Full awards on their way to the passport: certificates of the sandbox's company, and the reports on their batches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.certificates import Certificate
from app.domain.dossier import Dossier
from app.sandbox.identities import JURY_SESSION
from app.usecases.passport.freezing import freeze_passports
from tests import builders as a
from tests.api.certificate_desk import issued_for
from tests.api.jury_room import awaiting_jury, today

CERTIFICATION = "cqp-agent-logistique"
SETTINGS = "/v1/cpf/settings"
CERTIFIER: dict[str, Any] = {"client_id": "03ABC123", "contract_id": "MCFCER000123"}
ASKED: dict[str, Any] = {
    "first_name_1": "Camille",
    "first_name_2": "Élise",
    "birth_commune_insee": "69387",
    "birth_country": "FR",
}
SENTENCE = "Aucun titulaire ne correspond aux critères obligatoires"


async def awarded(engine: AsyncEngine, *, days_ago: int = 0, **candidate: Any) -> Certificate:
    """A certificate as closing a session leaves it: its dossier's words are frozen for the passport."""
    dossier = await awaiting_jury(
        engine,
        decisions=(a.a_decision(session_id=JURY_SESSION, decided_on=today() - timedelta(days=days_ago)),),
        candidate=replace(a.a_candidate(birth_name=f"Durand {uuid7().hex}"), **{**ASKED, **candidate}),
    )
    return await frozen(engine, dossier, days_ago=days_ago)


async def frozen(engine: AsyncEngine, dossier: Dossier, *, days_ago: int = 0) -> Certificate:
    """The dossier's certificate, with what the passport asks of its holder."""
    number = _number()
    certificate = await issued_for(engine, dossier, number=number, issued_on=today() - timedelta(days=days_ago))
    async with SqlUnitOfWork(engine) as uow:
        await freeze_passports(uow, ((dossier, certificate),), a.NOW)
        await uow.commit()
    return certificate


def _number() -> str:
    drawn = uuid7().hex[-16:].upper()
    return "-".join(drawn[start : start + 4] for start in range(0, 16, 4))


async def registered(
    client: AsyncClient, headers: Mapping[str, str], certification: str = CERTIFICATION, **changes: Any
) -> None:
    """The certification has its entry in the RNCP, since before any award."""
    body = {
        "written_work_required": False,
        "observation_required": True,
        "pathways": ["simplified_vae", "individualised_training", "common_law_vae"],
        "rncp_code": "RNCP34567",
        "in_force_from": "2011-04-27",
        "source": "exemple",
        **changes,
    }
    path = f"/v1/certifications/{certification}/settings"
    answer = await client.put(path, json=body, headers={**headers, "If-Match": "*"})
    assert answer.status_code == 200, answer.text


def report_on(
    flux_id: str, accepted: Iterable[str] = (), rejected: Mapping[str, str] | None = None, *, head: str = ""
) -> bytes:
    """What the Caisse des Dépôts gives back."""
    refused = "".join(
        f"<passage><idTechnique>{number}</idTechnique><messageErreur>{said}</messageErreur></passage>"
        for number, said in (rejected or {}).items()
    )
    taken = "".join(f"<idTechnique>{number}</idTechnique>" for number in accepted)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<rapport xmlns:ns2="urn:cdc:cpf:pc5:rapport:schema">'
        f"<nomFichier>x.xml</nomFichier><idFlux>{flux_id}</idFlux><idTraitement>T-1</idTraitement>"
        f"<PassagesKO>{refused}</PassagesKO><PassagesOK>{taken}</PassagesOK></rapport>"
    ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class CpfDesk:
    """The secretariat at its desk."""

    client: AsyncClient
    headers: Mapping[str, str]

    async def prepare(self) -> None:
        """Say who sends, and that the certification is registered."""
        await registered(self.client, self.headers)
        answer = await self.client.put(SETTINGS, json=CERTIFIER, headers={**self.headers, "If-Match": "*"})
        assert answer.status_code == 200, answer.text

    async def record(self, number: str) -> dict[str, Any]:
        answer = await self.client.get(f"/v1/cpf/records/{number}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def state(self, number: str) -> str:
        return str((await self.record(number))["state"])

    async def listed(self, **query: Any) -> list[str]:
        answer = await self.client.get("/v1/cpf/records", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return [each["certificate_number"] for each in answer.json()["items"]]

    async def batch(self, action: str = "creation", *numbers: str) -> Response:
        body: dict[str, Any] = {"action": action}
        if numbers:
            body["certificates"] = list(numbers)
        return await self.client.post("/v1/cpf/batches", json=body, headers=self.headers)

    async def handed_in(self, action: str = "creation", *numbers: str, on: date | None = None) -> dict[str, Any]:
        """A batch whose file was handed in today."""
        made = await self.batch(action, *numbers)
        assert made.status_code == 201, made.text
        body = {"deposited_on": (on or today()).isoformat(), "processing_id": "T-1"}
        answer = await self.client.post(f"/v1/cpf/batches/{made.json()['id']}/deposit", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def reported(self, batch: Mapping[str, Any], content: bytes, *, dry_run: bool = False) -> Response:
        return await self.client.post(
            f"/v1/cpf/batches/{batch['id']}/report",
            params={"dry_run": dry_run},
            files={"file": ("rapport.xml", content, "application/xml")},
            headers=self.headers,
        )

    async def cancelled(self, batch: Mapping[str, Any], reason: str = "Fichier refusé par le portail") -> Response:
        return await self.client.post(
            f"/v1/cpf/batches/{batch['id']}/cancellation", json={"reason": reason}, headers=self.headers
        )

    async def answered(self, action: str, *numbers: str, rejected: Mapping[str, str] | None = None) -> dict[str, Any]:
        """A batch handed in, and answered: all accepted but those rejected."""
        batch = await self.handed_in(action, *numbers)
        taken = [number for number in numbers if number not in (rejected or {})]
        answer = await self.reported(batch, report_on(batch["flux_id"], taken, rejected))
        assert answer.status_code == 200, answer.text
        return batch
