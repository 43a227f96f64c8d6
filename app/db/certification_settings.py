"""What the secretariat has settled for each certification, as dated rows."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Row, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.grouping import grouped
from app.db.read_once import ReadOnce
from app.db.tables import certification_settings
from app.db.versioned import put_dated
from app.domain.certification_settings import CertificationSettings

_ALL = select(certification_settings).order_by(
    certification_settings.c.certification_code, certification_settings.c.in_force_from.desc()
)
SETTINGS_OF = _ALL.where(
    certification_settings.c.certification_code == func.any(bindparam("certifications", type_=ARRAY(Text)))
)


class SqlCertificationSettings:
    """Settings in their table."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._settings_of = ReadOnce(self._read_by_code)

    async def of(self, certification_codes: Collection[str] | None = None) -> tuple[CertificationSettings, ...]:
        """Every setting of these certifications, or of all, past and coming, the latest to begin first."""
        if certification_codes is None:
            return tuple(_settings(row) for row in await self._connection.execute(_ALL))
        found = await self._settings_of.of(sorted(certification_codes))
        return tuple(chain.from_iterable(found.values()))

    async def _read_by_code(self, codes: Collection[str]) -> dict[str, tuple[CertificationSettings, ...]]:
        return _by_code(await self._connection.execute(SETTINGS_OF, {"certifications": list(codes)}))

    def learn(self, certification_codes: Collection[str], rows: Iterable[Any]) -> None:
        """What another statement has read of these certifications."""
        self._settings_of.learn(certification_codes, _by_code(rows))

    async def version(self, certification_code: str) -> int:
        """How many times that certification's settings were put: 0 while the guide's stand."""
        query = select(func.max(certification_settings.c.version)).where(
            certification_settings.c.certification_code == certification_code
        )
        return await self._connection.scalar(query) or 0

    async def put(self, settings: CertificationSettings, *, over: int, at: datetime) -> int:
        """Settle it from its day on, in place of what was settled for that same day. Raises StaleVersion."""
        self._settings_of.forget()
        row = {**asdict(settings), "set_at": at}
        key = ("certification_code", "in_force_from")
        return await put_dated(self._connection, certification_settings, key, row, over)


def _by_code(rows: Iterable[Any]) -> dict[str, tuple[CertificationSettings, ...]]:
    return grouped((row.certification_code, _settings(row)) for row in rows)


def _settings(row: Row[Any]) -> CertificationSettings:
    return CertificationSettings(
        certification_code=row.certification_code,
        in_force_from=row.in_force_from,
        written_work_required=row.written_work_required,
        observation_required=row.observation_required,
        pathways=tuple(row.pathways),
        rncp_code=row.rncp_code,
        rncp_until=row.rncp_until,
        source=row.source,
        confirmed=row.confirmed,
    )
