"""What the sandbox puts into the reference tables: unconfirmed examples."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.reference_rows import bridge_row, equivalence_row, framework_row
from app.db.tables import bridges, cpf_settings, cqpi_equivalences, frameworks, funders, training_bodies
from app.sandbox.identities import BEGINNING
from app.sandbox.reference import reference_examples

_CERTIFIER = {
    "id": 1,
    "client_id": "00EXEMPL",
    "contract_id": "EXEMPLE-0001",
    "depositor": "CERTIFICATEUR",
    "schema": "1.1.5",
    "proof_url": False,
    "set_at": BEGINNING,
}
"""Who sends to the training passport: no identifiers that anybody has."""


async def load(connection: AsyncConnection) -> None:
    """Bring in the examples that are not there yet; what the secretariat has changed since stays as it is."""
    examples = reference_examples()
    await _bring_in(connection, frameworks, (framework_row(each) for each in examples.frameworks))
    await _bring_in(connection, cqpi_equivalences, (equivalence_row(each) for each in examples.cqpi_equivalences))
    await _bring_in(connection, bridges, (bridge_row(each) for each in examples.bridges))
    await _bring_in(connection, training_bodies, (asdict(each) for each in examples.training_bodies))
    await _bring_in(connection, funders, (asdict(each) for each in examples.funders))
    await _bring_in(connection, cpf_settings, (_CERTIFIER,))


async def _bring_in(connection: AsyncConnection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    await connection.execute(insert(table).values([dict(row) for row in rows]).on_conflict_do_nothing())
