"""What several queries are answered in one statement is what each is answered alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Date, DateTime, LargeBinary, Select, Uuid, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.gathered import Gathered
from app.db.tables import companies, dossiers, frameworks, rule_parameters, user_roles, users
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.evaluators import Affiliation, AffiliationKind, Evaluator
from app.domain.networks import KnownTrainingBody
from app.sandbox.identities import COMPANY
from app.usecases.ports.read_ahead import FactKeys
from tests import builders as b
from tests.db.test_read_once import statements

CODE, SIREN = "cqp-operateur-fabrication", "123456782"
OWN, KNOWN, UNKNOWN = "552100554", "732829320", "404833048"


async def test_rows_are_those_of_each_query_alone(sandbox_database: AsyncEngine) -> None:
    queries: dict[str, Select[Any]] = {
        "companies": select(companies).order_by(companies.c.id),
        "frameworks": select(frameworks).order_by(frameworks.c.certification_code, frameworks.c.version_label),
        "parameters": select(rule_parameters).order_by(rule_parameters.c.rule, rule_parameters.c.name),
        "dossiers": select(dossiers).order_by(dossiers.c.number.desc()),
        "values": select(
            literal(datetime(2026, 11, 30, 9, 0, 0, 123, UTC), DateTime(timezone=True)).label("at"),
            literal(date(2026, 11, 30), Date).label("on"),
            literal(UUID(int=7), Uuid).label("id"),
            literal(b"\x00\xff", LargeBinary).label("digest"),
            literal(None, Date).label("never"),
        ),
        "nothing": select(users).where(users.c.email == "nobody"),
    }
    async with sandbox_database.connect() as connection:
        told = await Gathered(**queries).rows(connection)
        alone = {name: (await connection.execute(query)).mappings().all() for name, query in queries.items()}

    assert told == {name: [dict(row) for row in rows] for name, rows in alone.items()}
    assert told["companies"][0].siret == alone["companies"][0]["siret"]


async def test_queries_share_their_parameters(sandbox_database: AsyncEngine) -> None:
    ids = bindparam("ids", type_=ARRAY(Uuid))
    asked = Gathered(
        companies=select(companies.c.id).where(companies.c.id == func.any(ids)),
        roles=select(user_roles.c.company_id).distinct().where(user_roles.c.company_id == func.any(ids)),
    )
    async with sandbox_database.connect() as connection:
        found, none = await asked.rows(connection, ids=[COMPANY]), await asked.rows(connection, ids=[UUID(int=1)])

    assert found == {"companies": [{"id": COMPANY}], "roles": [{"company_id": COMPANY}]}
    assert none == {"companies": [], "roles": []}


@pytest.fixture
async def tied(sandbox_database: AsyncEngine) -> Evaluator:
    """An evaluator who works on their own account, and for two bodies: the register knows one of them, and another."""
    ties = tuple(
        Affiliation(kind=AffiliationKind.TRAINER, siren=siren, from_day=date(2026, 1, 1)) for siren in (KNOWN, UNKNOWN)
    )
    evaluator = replace(b.an_evaluator(), id=uuid7(), siren=OWN, affiliations=ties)
    async with SqlUnitOfWork(sandbox_database) as uow:
        for siren in (KNOWN, OWN, SIREN):
            body = KnownTrainingBody(siren=siren, name=siren, networks=("greta",), source="", confirmed=True)
            await uow.training_bodies.put(body, over=None)
        await uow.evaluators.add(evaluator, at=b.NOW)
        await uow.commit()
    return evaluator


async def test_what_is_read_ahead_is_not_asked_again_and_is_the_same(
    sandbox_database: AsyncEngine, tied: Evaluator
) -> None:
    keys = FactKeys(
        certifications=frozenset({CODE}),
        companies=frozenset({COMPANY}),
        units=frozenset({SIREN}),
        evaluators=frozenset({tied.id}),
        bodies=frozenset({SIREN}),
    )

    async def known(uow: SqlUnitOfWork) -> Mapping[str, Any]:
        company = await uow.companies.get(COMPANY)
        assert company is not None
        units = {company.siret[:9], SIREN}
        linked = await uow.company_links.of_units(units)
        establishments = await uow.companies.approved_of_units(units.union(*linked.values()))
        return {
            "company": company,
            "linked": linked,
            "establishments": establishments,
            "accounts": await uow.users.employer_accounts([COMPANY, *(each.id for each in establishments)]),
            "parameters": await uow.reference.parameters(),
            "equivalences": await uow.reference.cqpi_equivalences(),
            "frameworks": await uow.reference.frameworks_of(CODE),
            "settings": await uow.certification_settings.of({CODE}),
            "evaluator": await uow.evaluators.get(tied.id),
            "networks": await uow.training_bodies.networks_of({SIREN, *tied.employers}),
        }

    async with SqlUnitOfWork(sandbox_database) as uow:
        await uow.read_ahead(keys)
        with statements(sandbox_database) as told:
            ahead = await known(uow)
            await uow.read_ahead(keys)
    async with SqlUnitOfWork(sandbox_database) as uow:
        alone = await known(uow)

    assert told == []
    assert ahead == alone
    assert all(ahead[name] for name in ("establishments", "accounts", "frameworks", "evaluator"))
    assert ahead["networks"].keys() == {SIREN, OWN, KNOWN}
