"""The chain of history in the database: what is there already is chained, and all of it is verified (ADR 0023).

Verifying trusts nothing in the database but PostgreSQL's own functions: what a line should hash to is asked for here,
in the words of the migration that wrote the triggers.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.history_chain import ChainedLine, ChainEnd, ChainFinding, chain_faults

_AT_ONCE = 200
_CHAIN = text(
    """
    SELECT dossier_id FROM (
        SELECT d.id AS dossier_id, chain_history(d.id) FROM (
            SELECT id FROM dossiers d
            WHERE NOT EXISTS (SELECT FROM dossier_history_heads h WHERE h.dossier_id = d.id)
            ORDER BY id LIMIT :at_once
        ) d
    ) AS chained
    """
)
_LINES = """
    SELECT d.id AS dossier_id, d.number AS dossier, e.lines, e.hash AS end_hash, h.id, h.operation, h.number,
        sha256(convert_to(jsonb_build_array(
            h.number, h.id, h.dossier_id, h.dossier_version,
            (extract(epoch FROM h.at) * 1000000)::bigint, h.on_day, h.operation,
            h.from_status, h.to_status, to_jsonb(h.rules),
            h.actor -> 'role', h.actor -> 'user_id', h.actor -> 'client_id', h.details -> 'editions'
        )::text, 'UTF8')) AS codes_digest,
        h.words_digest,
        sha256(h.salt || convert_to(jsonb_build_array(h.actor, h.details)::text, 'UTF8')) AS words_now,
        h.hash,
        h.actor - '{role,user_id,client_id}'::text[] <> '{}' OR h.details - 'editions' <> '{}' AS says_words
    FROM dossiers d
    LEFT JOIN dossier_history_heads e ON e.dossier_id = d.id
    LEFT JOIN dossier_history h ON h.dossier_id = d.id
"""
_ALL = text(f"{_LINES} ORDER BY d.id")
_ONE = text(f"{_LINES} WHERE d.number = :number")
_ENDS = text("SELECT dossier_id, lines, hash FROM dossier_history_heads ORDER BY dossier_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedHistory:
    """One dossier's history, and what is wrong with it; ``erased``: how many lines have lost their words."""

    dossier: str
    lines: int
    erased: int
    chained: bool
    findings: tuple[ChainFinding, ...]


async def chain_histories(engine: AsyncEngine) -> int:
    """Chain what was written before there was a chain, each two hundred dossiers in a transaction; how many."""
    done = 0
    while True:
        async with engine.begin() as connection:
            chained = len((await connection.execute(_CHAIN, {"at_once": _AT_ONCE})).all())
        done += chained
        if chained < _AT_ONCE:
            return done


async def verify_histories(
    engine: AsyncEngine, *, number: str | None = None, anchors: Mapping[UUID, ChainEnd] | None = None
) -> AsyncIterator[VerifiedHistory]:
    """Every dossier's history, or the one's of that number; ``anchors``: ends that were noted earlier, by dossier.

    One snapshot is read: what is written meanwhile is not seen, and nobody waits.
    """
    async with engine.connect() as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        async for rows in _by_dossier(connection, number):
            yield _verified(rows, (anchors or {}).get(rows[0].dossier_id))


async def ends_of_histories(engine: AsyncEngine) -> AsyncIterator[tuple[UUID, ChainEnd]]:
    """Where each history ends now, to be noted elsewhere."""
    async with engine.connect() as connection, connection.stream(_ENDS) as rows:
        async for row in rows:
            yield row.dossier_id, ChainEnd(lines=row.lines, hash=row.hash)


async def _by_dossier(connection: AsyncConnection, number: str | None) -> AsyncIterator[list[Row[Any]]]:
    statement, values = (_ALL, {}) if number is None else (_ONE, {"number": number})
    gathered: list[Row[Any]] = []
    async with connection.stream(statement, values) as rows:
        async for row in rows:
            if gathered and gathered[0].dossier_id != row.dossier_id:
                yield gathered
                gathered = []
            gathered.append(row)
    if gathered:
        yield gathered


def _verified(rows: list[Row[Any]], anchor: ChainEnd | None) -> VerifiedHistory:
    first = rows[0]
    end = None if first.lines is None else ChainEnd(lines=first.lines, hash=first.end_hash)
    lines = [_line_of(row) for row in rows if row.id is not None]
    return VerifiedHistory(
        dossier=first.dossier,
        lines=len(lines),
        erased=sum(line.hash is not None and line.words_now is None for line in lines),
        chained=end is not None,
        findings=tuple(chain_faults(lines, end, anchor)),
    )


def _line_of(row: Row[Any]) -> ChainedLine:
    return ChainedLine(
        id=row.id,
        operation=row.operation,
        number=row.number,
        codes_digest=row.codes_digest,
        words_digest=row.words_digest,
        words_now=row.words_now,
        hash=row.hash,
        says_words=row.says_words,
    )
