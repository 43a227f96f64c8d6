"""`python -m benchmarks.passport`: twenty thousand awards sent, one in a hundred refused, corrected, sent again.

Through the service, in this process, so that the peak of memory is the service's, the database's apart.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from rich.console import Console
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import create_engine
from app.db.shapes.certificate import CERTIFICATES
from app.db.shapes.written import WrittenShape
from app.db.tables import certificates, cpf_records, dossiers
from app.domain.certificates import Certificate, Holder, certificate_number
from app.main import create_app
from app.sandbox.database import prepare
from app.sandbox.identities import JURY_SESSION
from app.sandbox.postgres import Cluster, embedded_binaries
from app.sandbox.signing_key import new_key
from app.settings import read_settings
from benchmarks.population import populate

AWARDS = 20_000
REFUSED_OF = 100
_CERTIFICATION = "cqp-agent-logistique"
_ROWS_AT_ONCE = 1000
_SENTENCE = "Aucun titulaire ne correspond aux critères obligatoires"


@dataclass(slots=True)
class Stopwatch:
    """How long each step took."""

    steps: list[tuple[str, float]] = field(default_factory=list)

    @asynccontextmanager
    async def timing(self, step: str) -> AsyncIterator[None]:
        """Time what is done within."""
        began = time.perf_counter()
        yield
        self.steps.append((step, time.perf_counter() - began))


def main() -> int:
    """Measure it; 0 where every award is accepted in the end."""
    with tempfile.TemporaryDirectory(prefix="cqp-passport-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> int:
    with Cluster(binaries=embedded_binaries(), data=folder / "postgres", durable=False).running() as url:
        settings = read_settings(
            environment="sandbox", database_url=url, signing_key=new_key(), data_directory=folder / "documents"
        )
        await asyncio.to_thread(prepare, url, settings)
        await populate(url, AWARDS)
        engine = create_engine(url)
        numbers = await _awarded(engine)
        transport = httpx.ASGITransport(app=create_app(settings, engine=engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", timeout=600) as client:
            watch = Stopwatch()
            states = await _sent(client, numbers, watch)
        await engine.dispose()
    for step, seconds in watch.steps:
        Console().print(f"{step:<40} {seconds:6.1f} s")
    Console().print(f"pic de mémoire {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} Mio ; {states}")
    return 0 if states.get("accepted") == AWARDS and "rejected" not in states else 1


async def _awarded(engine: AsyncEngine) -> list[str]:
    """A certificate for each of as many dossiers, with what the passport asks of its holder."""
    async with engine.begin() as connection:
        shape = await WrittenShape(connection, CERTIFICATES).get()
        ids = (await connection.scalars(select(dossiers.c.id).order_by(dossiers.c.id.desc()).limit(AWARDS))).all()
        made = [_certificate(place, dossier_id) for place, dossier_id in enumerate(ids)]
        for start in range(0, len(made), _ROWS_AT_ONCE):
            part = made[start : start + _ROWS_AT_ONCE]
            await connection.execute(insert(certificates), [_row(each, shape) for each in part])
            await connection.execute(insert(cpf_records), [_record(each) for each in part])
    return [each.number for each in made]


def _certificate(place: int, dossier_id: UUID) -> Certificate:
    holder = Holder(
        birth_name=f"Durand {place}",
        usage_name=None,
        first_names="Camille Élise",
        birth_date=date(1960 + place % 40, 1 + place % 12, 1 + place % 28),
        birth_place="Lyon 7e",
    )
    return Certificate(
        number=certificate_number(sha256(str(place).encode()).digest()),
        verification_code="C0DE-FG7H-2K",
        dossier_id=dossier_id,
        certification_code=_CERTIFICATION,
        option=None,
        holder=holder,
        session_id=JURY_SESSION,
        awarded_on=datetime.now(UTC).date(),
        issued_on=datetime.now(UTC).date(),
        issued_at=datetime.now(UTC),
    )


def _row(certificate: Certificate, shape: int) -> dict[str, Any]:
    return {
        **{name: getattr(certificate, name) for name in CERTIFICATES.beside - {"version", "replaces"}},
        "facts": CERTIFICATES.facts(certificate, shape),
        "facts_version": shape,
    }


def _record(certificate: Certificate) -> dict[str, Any]:
    return {
        "certificate_number": certificate.number,
        "first_names": ["Camille", "Élise"],
        "birth_commune_insee": "69387",
        "birth_country": "FR",
        "sex": "F",
        "access": "VAE",
        "requested_on": date(2025, 9, 1),
        "updated_at": datetime.now(UTC),
    }


async def _sent(client: httpx.AsyncClient, numbers: Sequence[str], watch: Stopwatch) -> dict[str, int]:
    account = {"email": "secretariat@sandbox.example", "password": "sandbox"}
    token = _done(await client.post("/v1/sessions", json=account))["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    path = f"/v1/certifications/{_CERTIFICATION}/settings"
    held = _done(await client.get(path))
    body = {name: held[name] for name in ("written_work_required", "observation_required", "pathways", "source")}
    registered = {**body, "rncp_code": "RNCP34567", "in_force_from": "2011-04-27"}
    _done(await client.put(path, json=registered, headers={"If-Match": "*"}))
    async with watch.timing("aperçu"):
        _done(await client.get("/v1/cpf/preview"))
    refused = list(numbers[::REFUSED_OF])
    batch = await _made(client, watch, "lot")
    await _answered(client, watch, batch, [each for each in numbers if each not in set(refused)], refused)
    async with watch.timing(f"{len(refused)} corrections"):
        for number in refused:
            changes = {"birth_postal_code": "69007"}
            _done(await client.patch(f"/v1/cpf/records/{number}", json=changes, headers={"If-Match": "*"}))
    again = await _made(client, watch, "second lot")
    await _answered(client, watch, again, refused, [])
    states = _done(await client.get("/v1/cpf/preview"))["states"]
    return {each["state"]: each["count"] for each in states if each["count"]}


async def _made(client: httpx.AsyncClient, watch: Stopwatch, step: str) -> dict[str, Any]:
    async with watch.timing(f"{step} : écrit, vérifié, figé"):
        batch: dict[str, Any] = _done(await client.post("/v1/cpf/batches", json={"action": "creation"}))
    async with watch.timing(f"{step} : téléchargé"):
        file = await client.get(f"/v1/cpf/batches/{batch['id']}/file")
    if sha256(file.content).hexdigest() != batch["sha256"]:
        raise RuntimeError(f"{batch['id']}: the file is not the one that was frozen")
    day = {"deposited_on": datetime.now(UTC).date().isoformat()}
    _done(await client.post(f"/v1/cpf/batches/{batch['id']}/deposit", json=day))
    Console().print(f"{step} : {batch['count']} attributions, {batch['size']} octets, SHA-256 {batch['sha256'][:12]}…")
    return batch


async def _answered(
    client: httpx.AsyncClient, watch: Stopwatch, batch: dict[str, Any], taken: Sequence[str], refused: Sequence[str]
) -> None:
    lines = "".join(
        f"<passage><idTechnique>{each}</idTechnique><messageErreur>{_SENTENCE}</messageErreur></passage>"
        for each in refused
    )
    accepted = "".join(f"<idTechnique>{each}</idTechnique>" for each in taken)
    report = (
        f"<rapport><idFlux>{batch['flux_id']}</idFlux><PassagesKO>{lines}</PassagesKO>"
        f"<PassagesOK>{accepted}</PassagesOK></rapport>"
    )
    for dry_run in (True, False):
        async with watch.timing(f"compte rendu de {batch['count']}{', à blanc' if dry_run else ''}"):
            file = {"file": ("rapport.xml", report.encode(), "application/xml")}
            path = f"/v1/cpf/batches/{batch['id']}/report"
            _done(await client.post(path, params={"dry_run": dry_run}, files=file))


def _done(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise RuntimeError(f"{answer.status_code}: {answer.text[:2000]}")
    return answer.json()


if __name__ == "__main__":
    raise SystemExit(main())
