"""What is read: the sandbox's data, and thousands of dossiers made after its samples, so that no look-up is trivial."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from app.db.dossier_views import whole_dossiers
from app.db.engine import create_engine
from app.db.mapping import dossier_of, dossier_row
from app.db.tables import certificates, documents, dossier_persons, dossiers, fundings, sessions
from app.domain.documents import Document
from app.domain.dossier import Dossier
from app.domain.funding import normalised_reference
from app.sandbox.identities import COMPANY, EMPLOYER_USER, OTHER_COMPANY
from app.usecases.access import Role

FUNDER = "OPCA"
_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """What the requests may name: the employer's session, the dossiers of its company, all confirmed as funded, and
    the number and code of a certificate."""

    session_id: UUID
    dossier_ids: tuple[UUID, ...]
    certificate: tuple[str, str]


async def populate(url: str, how_many: int) -> Population:
    """Add `how_many` dossiers to the sandbox's, half of them another company's, and open the employer's session."""
    engine = create_engine(url)
    try:
        async with engine.begin() as connection:
            samples = await _samples(connection)
            copies = [_copy(samples[number % len(samples)], number) for number in range(how_many)]
            await _insert(connection, dossiers, [{"id": copy.id, **dossier_row(copy)} for copy in copies])
            own_person = [{"dossier_id": copy.id, "person_id": copy.id} for copy in copies]
            await _insert(connection, dossier_persons, own_person)
            await _insert(connection, documents, [_document(copy, each) for copy in copies for each in copy.documents])
            await _insert(connection, fundings, [_funding(copy, number) for number, copy in enumerate(copies)])
            session_id = await _open_session(connection)
            to_verify = select(certificates.c.number, certificates.c.verification_code)
            certificate = (await connection.execute(to_verify)).first()
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))
    finally:
        await engine.dispose()
    own = tuple(copy.id for copy in copies if copy.company_id == COMPANY)
    assert certificate is not None, "the sandbox's data hold a certificate"
    number, code = certificate
    return Population(session_id=session_id, dossier_ids=own, certificate=(number, code))


async def _samples(connection: AsyncConnection) -> list[Dossier]:
    """Those whose answer the bare reference knows by heart."""
    rows = await connection.execute(whole_dossiers().order_by(dossiers.c.id))
    every = (dossier_of(row) for row in rows.mappings())
    return [each for each in every if each.pathway == "individualised_training" and each.variant is None]


def _copy(sample: Dossier, number: int) -> Dossier:
    return replace(
        sample,
        id=uuid7(),
        number=f"CQP-2026-{500_000 + number}",
        company_id=COMPANY if number % 2 else OTHER_COMPANY,
        candidate=replace(sample.candidate, birth_name=f"{sample.candidate.birth_name} {number}"),
        documents=tuple(replace(each, id=uuid7(), storage_key=f"bench/{uuid7()}") for each in sample.documents),
    )


def _document(dossier: Dossier, document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "dossier_id": dossier.id,
        "kind": document.kind,
        "version_number": document.version_number,
        "file_name": document.file_name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": bytes.fromhex(document.sha256),
        "signed_by": sorted(document.signed_by),
        "received_on": document.received_on,
        "uploaded_by": {"role": Role.EMPLOYER},
        "uploaded_at": datetime.now(UTC),
        "storage_key": document.storage_key,
    }


def _funding(dossier: Dossier, number: int) -> dict[str, Any]:
    reference = f"2026-CH-{500_000 + number}"
    return {
        "dossier_id": dossier.id,
        "funder_code": FUNDER,
        "reference": reference,
        "normalised_reference": normalised_reference(reference),
        "confirmed_at": datetime.now(UTC),
    }


async def _open_session(connection: AsyncConnection) -> UUID:
    session_id = uuid7()
    row = {"id": session_id, "user_id": EMPLOYER_USER, "role": Role.EMPLOYER, "opened_at": datetime.now(UTC)}
    await connection.execute(insert(sessions).values(row))
    return session_id


async def _insert(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        await connection.execute(insert(table), rows[start : start + _ROWS_AT_ONCE])
