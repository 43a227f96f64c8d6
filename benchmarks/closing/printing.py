"""The papers of a session are printed for the first time: parchemins, attestations, letters, minutes."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import certificates
from app.usecases.access import Role
from benchmarks.closing.desk import AnsweredOtherwiseError, Desk
from benchmarks.closing.measured import Measured
from benchmarks.closing.sitting import Sitting


async def print_papers(engine: AsyncEngine, desk: Desk, session: Sitting, measured: Measured) -> None:
    """Each paper for the first time, one after the other."""
    query = select(certificates.c.number).where(certificates.c.dossier_id.in_(session.ids))
    async with engine.connect() as connection:
        numbers = list(await connection.scalars(query))
    lettered = [*session.partial, *session.refused]
    for name, paths in (
        ("parchemins", [f"/v1/certificates/{number}/pdf" for number in numbers]),
        ("attestations", [f"/v1/dossiers/{dossier.id}/attestation" for dossier in session.partial]),
        ("lettres de décision", [f"/v1/dossiers/{dossier.id}/decision-letter" for dossier in lettered]),
    ):
        measured.printed[name] = [await _printed(desk, path) for path in paths]


async def print_minutes(desk: Desk, session: Sitting, measured: Measured) -> None:
    """The minutes for the first time, and again."""
    minutes = f"{session.path}/minutes"
    measured.times["procès-verbal"] = await _printed(desk, minutes)
    measured.times["procès-verbal, relu"] = await _printed(desk, minutes)


async def _printed(desk: Desk, path: str) -> float:
    answer, took = await desk.ask(Role.SECRETARIAT, "GET", path, Accept="application/pdf")
    if not answer.content.startswith(b"%PDF"):
        raise AnsweredOtherwiseError(f"{path} : {answer.headers['Content-Type']}")
    return took
