"""What the service would usually be: FastAPI, a session of SQLAlchemy's ORM for each request, objects, Pydantic.

It reads the same tables for the same people, by the book: dependencies, relations loaded with their owner, models that
are filled from attributes. It knows no rule and checks what the floor checks; its answers are as rich, not the same.
"""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from jose import JWTError, jwk, jwt
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Mapped, registry, relationship, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.db import tables

_registry = registry(metadata=tables.metadata)


@_registry.mapped
class _Session:
    __table__ = tables.sessions
    ended_at: Mapped[datetime | None]


@_registry.mapped
class _Company:
    __table__ = tables.companies


@_registry.mapped
class _Evaluator:
    __table__ = tables.evaluators


@_registry.mapped
class _Document:
    __table__ = tables.documents


@_registry.mapped
class _Certificate:
    __table__ = tables.certificates


@_registry.mapped
class _Funding:
    __table__ = tables.fundings
    __mapper_args__ = {"primary_key": [tables.fundings.c.id]}  # noqa: RUF012 - as SQLAlchemy reads it


@_registry.mapped
class _Dossier:
    __table__ = tables.dossiers
    id: Mapped[UUID]
    company_id: Mapped[UUID | None]
    company = relationship(_Company)
    evaluator = relationship(_Evaluator)
    documents = relationship(_Document)
    certificates = relationship(_Certificate)
    fundings = relationship(_Funding)


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CompanyOut(_Out):
    """A company, as a dossier names it."""

    id: UUID
    siret: str
    name: str


class EvaluatorOut(_Out):
    """An evaluator, as a dossier names it."""

    id: UUID
    name: str


class DocumentOut(_Out):
    """A document of a dossier."""

    id: UUID
    kind: str
    version_number: int
    file_name: str
    media_type: str
    size: int
    signed_by: list[str]
    received_on: date
    state: str


class CertificateOut(_Out):
    """A certificate of a dossier."""

    number: str
    certification_code: str
    state: str


class FundingOut(_Out):
    """A funding of a dossier."""

    reference: str
    confirmed_at: datetime | None
    rejected_at: datetime | None
    rejection_reason: str | None


class DossierOut(_Out):
    """A dossier, as its company reads it."""

    id: UUID
    number: str
    version: int
    status: str
    pathway: str
    certification_code: str
    current_step: str
    due_by: date
    facts: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    company: CompanyOut | None
    evaluator: EvaluatorOut | None
    documents: list[DocumentOut]
    certificates: list[CertificateOut]


class FundedOut(_Out):
    """A dossier, as its funder reads it."""

    id: UUID
    number: str
    status: str
    pathway: str
    certification_code: str
    updated_at: datetime
    company: CompanyOut | None
    certificates: list[CertificateOut]
    fundings: list[FundingOut]


_OF_A_DOSSIER: tuple[ORMOption, ...] = tuple(
    selectinload(each) for each in (_Dossier.company, _Dossier.evaluator, _Dossier.documents, _Dossier.certificates)
)
_OF_A_FUNDING: tuple[ORMOption, ...] = tuple(
    selectinload(each) for each in (_Dossier.company, _Dossier.certificates, _Dossier.fundings)
)


def usual_app(*, database_url: str, pool_size: int, signing_key: str, issuer: str) -> FastAPI:
    """The application, on an engine of its own."""
    engine = create_async_engine(database_url, pool_size=pool_size, max_overflow=0)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    key = jwk.construct(signing_key, "ES256").public_key()
    app = FastAPI()

    async def session() -> AsyncIterator[AsyncSession]:
        async with sessions() as opened:
            yield opened

    Database = Annotated[AsyncSession, Depends(session)]  # noqa: N806 - a type

    async def claims(database: Database, authorization: Annotated[str, Header()]) -> dict[str, Any]:
        try:
            read: dict[str, Any] = jwt.decode(
                authorization.removeprefix("Bearer "), key, algorithms=["ES256"], audience=issuer, issuer=issuer
            )
        except JWTError:
            raise HTTPException(401) from None
        if "sid" in read:
            opened = await database.get(_Session, UUID(read["sid"]))
            if opened is None or opened.ended_at is not None:
                raise HTTPException(401)
        return read

    Claims = Annotated[dict[str, Any], Depends(claims)]  # noqa: N806 - a type

    @app.get("/livez")
    async def livez(_: Request) -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/v1/dossiers/{dossier_id}", response_model=DossierOut)
    async def get_dossier(dossier_id: UUID, database: Database, claims: Claims) -> Any:
        query = select(_Dossier).where(_Dossier.id == dossier_id, _Dossier.company_id == UUID(claims["company_id"]))
        return _found((await database.scalars(query.options(*_OF_A_DOSSIER))).one_or_none())

    @app.get("/v1/dossiers", response_model=list[DossierOut])
    async def list_dossiers(database: Database, claims: Claims, limit: int = 50) -> Any:
        query = select(_Dossier).where(_Dossier.company_id == UUID(claims["company_id"]))
        page = query.order_by(_Dossier.id.desc()).limit(limit).options(*_OF_A_DOSSIER)
        return (await database.scalars(page)).all()

    @app.get("/v1/funding/dossiers/{dossier_id}", response_model=FundedOut)
    async def get_funded_dossier(dossier_id: UUID, database: Database, claims: Claims) -> Any:
        query = select(_Dossier).where(_Dossier.id == dossier_id, _funded_by(claims["funder_code"]))
        return _found((await database.scalars(query.options(*_OF_A_FUNDING))).one_or_none())

    @app.get("/v1/funding/dossiers", response_model=list[FundedOut])
    async def list_funded_dossiers(database: Database, claims: Claims, limit: int = 50) -> Any:
        query = select(_Dossier).where(_funded_by(claims["funder_code"]))
        page = query.order_by(_Dossier.id.desc()).limit(limit).options(*_OF_A_FUNDING)
        return (await database.scalars(page)).all()

    return app


def _funded_by(funder_code: str) -> Any:
    return _Dossier.fundings.any(tables.fundings.c.funder_code == funder_code)


def _found(dossier: _Dossier | None) -> _Dossier:
    if dossier is None:
        raise HTTPException(404)
    return dossier
