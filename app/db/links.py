"""Mailed links, as rows."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.sessions import guests_ended
from app.db.tables import links
from app.usecases.ports.accounts import Link, LinkPurpose


class SqlLinks:
    """Links by the digest of their token."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, kept: Mapping[bytes, Link]) -> None:
        """Insert the rows, in one statement."""
        if kept:
            await self._connection.execute(insert(links), [_row_of(link, digest) for digest, link in kept.items()])

    async def find(self, purpose: LinkPurpose, digest: bytes) -> Link | None:
        """The link, locked."""
        query = select(links).where(links.c.token_hash == digest, links.c.purpose == purpose).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return _link(row) if row is not None else None

    async def ending(
        self, purpose: LinkPurpose, until: datetime | None = None, *, dossier_id: UUID | None = None
    ) -> tuple[Link, ...]:
        """The links that nothing but time ends, the oldest first."""
        query = select(links).where(_alive(purpose)).order_by(links.c.created_at, links.c.id)
        if until is not None:
            query = query.where(links.c.expires_at <= until)
        if dossier_id is not None:
            query = query.where(links.c.dossier_id == dossier_id)
        return tuple(_link(row) for row in await self._connection.execute(query))

    async def use(self, link_id: UUID, at: datetime) -> None:
        """Say that the link has served."""
        await self._connection.execute(update(links).where(links.c.id == link_id).values(used_at=at))

    async def revoke(
        self,
        purpose: LinkPurpose,
        at: datetime,
        *,
        user_id: UUID | None = None,
        company_id: UUID | None = None,
        payload: Mapping[str, str] | None = None,
    ) -> None:
        """Kill what has not served of that purpose, for all the ids given together."""
        ids: dict[str, Any] = {"user_id": user_id, "company_id": company_id}
        given = [links.c[name] == value for name, value in ids.items() if value is not None]
        if not given:
            raise ValueError("a link is revoked for somebody or something")
        if payload is not None:
            given.append(links.c.payload.contains(dict(payload)))
        await self._connection.execute(update(links).where(_alive(purpose), *given).values(revoked_at=at))

    async def revoke_of_dossiers(
        self, purpose: LinkPurpose, at: datetime, payloads: Collection[tuple[UUID, Mapping[str, str]]]
    ) -> None:
        """Update the rows, in one statement."""
        told = [{"dossier": dossier_id, "told": dict(payload)} for dossier_id, payload in payloads]
        if told:
            carries = links.c.payload.contains(bindparam("told", type_=JSONB))
            its_own = _alive(purpose), links.c.dossier_id == bindparam("dossier"), carries
            await self._connection.execute(update(links).where(*its_own).values(revoked_at=at), told)

    async def close_invitation(self, dossier_id: UUID, at: datetime) -> None:
        """Update both by one statement."""
        to_it = _alive(LinkPurpose.TRADE_EVALUATOR), links.c.dossier_id == dossier_id
        killed = update(links).where(*to_it).values(revoked_at=at).cte("killed")
        await self._connection.execute(guests_ended(dossier_id, at).add_cte(killed))

    async def hand_over(self, purpose: LinkPurpose, company_id: UUID, successor_id: UUID) -> None:
        """Update the company that they are of."""
        theirs = _alive(purpose), links.c.company_id == company_id
        await self._connection.execute(update(links).where(*theirs).values(company_id=successor_id))


def _alive(purpose: LinkPurpose) -> ColumnElement[bool]:
    return and_(links.c.purpose == purpose, links.c.used_at.is_(None), links.c.revoked_at.is_(None))


def _row_of(link: Link, digest: bytes) -> dict[str, Any]:
    return {
        "id": link.id,
        "token_hash": digest,
        "purpose": link.purpose,
        "user_id": link.user_id,
        "company_id": link.company_id,
        "dossier_id": link.dossier_id,
        "payload": link.payload,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
    }


def _link(row: Row[Any]) -> Link:
    return Link(
        id=row.id,
        purpose=LinkPurpose(row.purpose),
        user_id=row.user_id,
        company_id=row.company_id,
        dossier_id=row.dossier_id,
        payload=row.payload,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
