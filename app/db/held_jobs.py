"""The jobs as a person sees them: what waits, what is stuck and why; tried again or discarded by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pgqueuer.domain.types import JobId
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.job_queue import queries_of
from app.db.jobs import SCHEMA

_LIST = text(f"""
    SELECT j.id, j.entrypoint, j.payload, j.status::text, j.attempts, j.created, j.execute_after, l.traceback
      FROM {SCHEMA}.pgqueuer j LEFT JOIN LATERAL (
           SELECT traceback FROM {SCHEMA}.pgqueuer_log
            WHERE job_id = j.id AND traceback IS NOT NULL ORDER BY created DESC, id DESC LIMIT 1) l ON true
     WHERE (j.status = 'failed' OR :waiting) AND (CAST(:id AS bigint) IS NULL OR j.id = :id)
     ORDER BY j.id LIMIT :most""")  # noqa: S608 - our own name
_FORGET_STARTS = text(
    f"UPDATE {SCHEMA}.pgqueuer SET headers = headers - 'starts' "  # noqa: S608 - our own name
    "WHERE id = ANY(:ids) AND status = 'failed' RETURNING id"
)
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingJob:
    """A job that is not done: ``state`` is queued, picked or failed, the last held until a person decides.

    ``reason`` ended its last attempt; ``detail`` is where in the program.
    """

    id: int
    kind: str
    subject: UUID | None
    state: str
    attempts: int
    created_at: datetime
    due_at: datetime
    reason: str | None
    detail: str | None


async def held_jobs(engine: AsyncEngine, *, waiting: bool = False, job_id: int | None = None) -> list[WaitingJob]:
    """The jobs held after their last attempt, the oldest first, or with ``waiting`` all that are not done."""
    async with engine.connect() as connection:
        rows = await connection.execute(_LIST, {"waiting": waiting, "id": job_id, "most": _MOST})
        return [
            WaitingJob(
                id=row.id,
                kind=row.entrypoint,
                subject=UUID(bytes=row.payload) if row.payload else None,
                state=row.status,
                attempts=row.attempts,
                created_at=row.created,
                due_at=row.execute_after,
                reason=row.traceback and f"{row.traceback['exception_type']}: {row.traceback['exception_message']}",
                detail=row.traceback and row.traceback["traceback"],
            )
            for row in rows
        ]


async def retry(engine: AsyncEngine, job_ids: Iterable[int]) -> int:
    """Have held jobs done again, as if for the first time; how many were held."""
    async with engine.begin() as connection:
        found = (await connection.scalars(_FORGET_STARTS, {"ids": list(job_ids)})).all()
    await queries_of(engine).requeue_jobs([JobId(each) for each in found])
    return len(found)


async def discard(engine: AsyncEngine, job_ids: Iterable[int]) -> int:
    """Give held jobs up; how many were held. Their trace stays in the log for three months."""
    found = [JobId(each) for each in job_ids if await held_jobs(engine, job_id=each)]
    await queries_of(engine).mark_job_as_cancelled(found)
    return len(found)
