"""Companies, as rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Integer, Row, Select, Uuid, bindparam, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.grouping import grouped
from app.db.read_once import ReadOnce
from app.db.tables import companies
from app.domain.company import Address, Company, CompanyState, CompanyVerification, Contact, Succession
from app.domain.identifiers import siren_of
from app.usecases.errors import StaleVersion
from app.usecases.paging import Page, PageRequest, page_of

_SUCCESSION = TypeAdapter(Succession)
SIREN = func.left(companies.c.siret, literal_column("9", Integer))
"""The legal unit, as ``ix_companies_siren`` has it: a length that is sent as a parameter matches no index."""
COMPANIES_BY_IDS = select(companies).where(companies.c.id == func.any(bindparam("companies", type_=ARRAY(Uuid))))


class SqlCompanies:
    """Registrations of companies."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._held: set[UUID] = set()
        self._by_id = ReadOnce(self._read_by_ids)
        self._of_units = ReadOnce(self._read_of_units)

    async def add(self, company: Company) -> None:
        """Keep a new registration."""
        self._forget()
        await self._connection.execute(insert(companies).values(_new_row(company)))

    async def add_all(self, registered: Sequence[Company]) -> None:
        """One prepared statement for all of them."""
        self._forget()
        if registered:
            await self._connection.execute(insert(companies), [_new_row(company) for company in registered])

    async def get(self, company_id: UUID) -> Company | None:
        """The company, None where there is none."""
        return (await self._by_id.of((company_id,))).get(company_id)

    async def hold(self, company_id: UUID) -> Company | None:
        """The company, its row held as a reference to it holds it: a succession waits, or was over before."""
        if company_id not in self._held:
            query = select(companies).where(companies.c.id == company_id).with_for_update(read=True, key_share=True)
            self.learn((company_id,), await self._connection.execute(query))
            self._held.add(company_id)
        return await self.get(company_id)

    async def lock(self, company_ids: Collection[UUID]) -> dict[UUID, Company]:
        """The companies, their rows locked in the order of their ids against whoever refers to them."""
        self._forget()
        query = select(companies).where(companies.c.id.in_(company_ids)).order_by(companies.c.id).with_for_update()
        return {row.id: _company(row) for row in await self._connection.execute(query)}

    async def by_ids(self, company_ids: Collection[UUID]) -> dict[UUID, Company]:
        return await self._by_id.of(company_ids)

    async def _read_by_ids(self, company_ids: Collection[UUID]) -> dict[UUID, Company]:
        rows = await self._connection.execute(COMPANIES_BY_IDS, {"companies": list(company_ids)})
        return {row.id: _company(row) for row in rows}

    async def approved_of_units(self, sirens: Collection[str]) -> tuple[Company, ...]:
        """The approved companies of these legal units, by SIRET."""
        found = await self._of_units.of(sirens)
        return tuple(sorted(chain.from_iterable(found.values()), key=lambda company: company.siret))

    async def _read_of_units(self, sirens: Collection[str]) -> dict[str, tuple[Company, ...]]:
        return _by_unit(await self._connection.execute(approved_of(sirens)))

    def learn(self, company_ids: Collection[UUID], rows: Iterable[Any]) -> dict[UUID, Company]:
        """What another statement has read of these companies."""
        self._by_id.learn(company_ids, found := {row.id: _company(row) for row in rows})
        return found

    def learn_of_units(self, sirens: Collection[str], rows: Iterable[Any]) -> None:
        """What another statement has read of the approved companies of these legal units."""
        self._of_units.learn(sirens, _by_unit(rows))

    def _forget(self) -> None:
        self._by_id.forget()
        self._of_units.forget()

    async def claims_on(self, siret: str) -> list[Company]:
        """Every registration of that SIRET, behind one lock: it belongs to the transaction, PgBouncer allows it."""
        self._forget()
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"siret:{siret}"))))
        query = (
            select(companies).where(companies.c.siret == siret).order_by(companies.c.id).with_for_update(key_share=True)
        )
        return [_company(row) for row in await self._connection.execute(query)]

    async def page(
        self,
        request: PageRequest,
        *,
        company_id: UUID | None = None,
        siret: str | None = None,
        state: str | None = None,
    ) -> Page[Company]:
        """Newest first, of those that match everything given."""
        query = select(companies).order_by(companies.c.id.desc()).limit(request.limit + 1)
        for column, value in ((companies.c.id, company_id), (companies.c.siret, siret), (companies.c.state, state)):
            if value is not None:
                query = query.where(column == value)
        if request.after_id is not None:
            query = query.where(companies.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_company(row) for row in rows], request.limit, lambda company: str(company.id))

    async def save(self, company: Company) -> Company:
        """Replace the company. Raises StaleVersion."""
        self._forget()
        changed = await self._connection.execute(
            update(companies)
            .where(companies.c.id == company.id, companies.c.version == company.version)
            .values(version=company.version + 1, **_columns(company))
            .returning(companies)
        )
        row = changed.one_or_none()
        if row is None:
            raise StaleVersion
        return _company(row)


def approved_of(sirens: Any) -> Select[Any]:
    """The approved companies of these legal units, or of those that a query finds."""
    return select(companies).where(SIREN.in_(sirens), companies.c.state == CompanyState.APPROVED)


def _by_unit(rows: Iterable[Any]) -> dict[str, tuple[Company, ...]]:
    return grouped((siren_of(row.siret), _company(row)) for row in rows)


def _new_row(company: Company) -> dict[str, Any]:
    return {"id": company.id, "siret": company.siret, "created_at": company.created_at, **_columns(company)}


def _columns(company: Company) -> dict[str, Any]:
    found = company.verification
    return {
        "name": company.name,
        "idcc": company.idcc,
        "address": asdict(company.address),
        "contact": asdict(company.contact),
        "state": company.state,
        "verification": found
        and {
            "ccnic": found.ccnic,
            "evidence": found.evidence,
            "verified_at": found.verified_at.isoformat(),
            "verified_by": str(found.verified_by),
        },
        "succession": None if company.succession is None else _SUCCESSION.dump_python(company.succession, mode="json"),
        "updated_at": company.updated_at,
    }


def _company(row: Row[Any]) -> Company:
    return Company(
        id=row.id,
        siret=row.siret,
        name=row.name,
        idcc=row.idcc,
        address=Address(**row.address),
        contact=Contact(**row.contact),
        state=CompanyState(row.state),
        verification=_verification(row.verification) if row.verification else None,
        succession=_SUCCESSION.validate_python(row.succession) if row.succession else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _verification(kept: dict[str, Any]) -> CompanyVerification:
    return CompanyVerification(
        ccnic=kept["ccnic"],
        evidence=kept["evidence"],
        verified_at=datetime.fromisoformat(kept["verified_at"]),
        verified_by=UUID(kept["verified_by"]),
    )
