"""The links between companies, as rows: one row a link, whichever of its two ends is asked."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.read_once import ReadOnce
from app.db.tables import companies, company_links
from app.domain.company_links import CompanyLink, LinkChange, LinksOfCompany

_ONE, _OTHER = companies.alias("one"), companies.alias("other")


class SqlCompanyLinks:
    """Links, kept after their end."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._of_units = ReadOnce(self._read_of_units)

    async def lock(self) -> None:
        """Wait for who changes links now, and let others wait: the lock belongs to the transaction."""
        self._of_units.forget()
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("company_links"))))

    async def of_company(self, company_id: UUID) -> LinksOfCompany:
        """Every link that the company is an end of, the newest first."""
        far_end = case((company_links.c.one_id == company_id, company_links.c.other_id), else_=company_links.c.one_id)
        query = (
            select(company_links, companies.c.id.label("company_id"), companies.c.siret, companies.c.name)
            .join(companies, companies.c.id == far_end)
            .where(or_(company_links.c.one_id == company_id, company_links.c.other_id == company_id))
            .order_by(company_links.c.made_at.desc(), company_links.c.id.desc())
        )
        return LinksOfCompany(every=tuple(_link(row) for row in await self._connection.execute(query)))

    async def of_units(self, sirens: Collection[str]) -> dict[str, frozenset[str]]:
        """Both ends of the links that stand, by SIREN."""
        return await self._of_units.of(sirens)

    async def _read_of_units(self, sirens: Collection[str]) -> dict[str, frozenset[str]]:
        return _far_ends(sirens, await self._connection.execute(links_of(sirens)))

    def learn(self, sirens: Collection[str], rows: Iterable[Any]) -> dict[str, frozenset[str]]:
        """What another statement has read of the links of these legal units."""
        self._of_units.learn(sirens, found := _far_ends(sirens, rows))
        return found

    async def make(self, link_id: UUID, company_id: UUID, other_id: UUID, change: LinkChange) -> None:
        """Insert a link."""
        self._of_units.forget()
        one, other = sorted((company_id, other_id))
        await self._connection.execute(
            insert(company_links).values(
                id=link_id, one_id=one, other_id=other, made_by=change.by, made_at=change.at, made_reason=change.reason
            )
        )

    async def end(self, link_id: UUID, change: LinkChange) -> None:
        """Say of a link that it holds no more."""
        self._of_units.forget()
        ended = {"ended_by": change.by, "ended_at": change.at, "ended_reason": change.reason}
        await self._connection.execute(update(company_links).where(company_links.c.id == link_id).values(ended))


def links_of(sirens: Any) -> Select[Any]:
    """Both ends, as legal units, of the links of these legal units that stand, or of those that a query finds."""
    one, other = (func.left(each.c.siret, 9) for each in (_ONE, _OTHER))
    return (
        select(one.label("one"), other.label("other"))
        .select_from(company_links)
        .join(_ONE, _ONE.c.id == company_links.c.one_id)
        .join(_OTHER, _OTHER.c.id == company_links.c.other_id)
        .where(company_links.c.ended_at.is_(None), or_(one.in_(sirens), other.in_(sirens)))
    )


def _far_ends(sirens: Collection[str], rows: Iterable[Any]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        for near, far in ((row.one, row.other), (row.other, row.one)):
            if near in sirens:
                found[near] = found.get(near, frozenset()) | {far}
    return found


def _link(row: Row[Any]) -> CompanyLink:
    return CompanyLink(
        id=row.id,
        company_id=row.company_id,
        siret=row.siret,
        name=row.name,
        made=LinkChange(by=row.made_by, at=row.made_at, reason=row.made_reason),
        ended=_ended(row.ended_by, row.ended_at, row.ended_reason),
    )


def _ended(by: str | None, at: datetime | None, reason: str | None) -> LinkChange | None:
    if by is None or at is None or reason is None:
        return None
    return LinkChange(by=by, at=at, reason=reason)
