"""What is in the database at the end, beside what was acknowledged: what is lost, and what is there twice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cluster.recorder import Written

_KEPT = text("""
    SELECT d.id::text AS id, d.facts #>> '{candidate,birth_name}' AS name,
        (SELECT count(*) FROM documents o WHERE o.dossier_id = d.id) AS documents,
        (SELECT count(*) FROM dossier_history h WHERE h.dossier_id = d.id AND h.operation = 'withdrawDossier') AS ends
    FROM dossiers d
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """How many acknowledged writes are not there, and how many writes are there more than once."""

    lost: int
    doubled: int


async def audit(engine: AsyncEngine, written: Iterable[Written]) -> Audit:
    """Compare them."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_KEPT)).mappings().all()
    by_id = {row["id"]: row for row in rows}
    names = Counter(row["name"] for row in rows)
    lost = doubled = 0
    for each in written:
        row = by_id.get(each.id)
        lost += (bool(each.id) and (row is None or row["name"] != each.name)) + (
            bool(each.document) and (row is None or row["documents"] < 1)
        )
        lost += each.withdrawn and (row is None or row["ends"] < 1)
        doubled += max(names[each.name] - 1, 0)
        if row is not None:
            doubled += max(row["documents"] - 1, 0) + max(row["ends"] - 1, 0)
    return Audit(lost=lost, doubled=doubled)
