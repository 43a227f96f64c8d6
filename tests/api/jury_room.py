"""A dossier that awaits the jury, a session that sits, and what the jury sends."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db import tables
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.assessment import Result, Scope
from app.domain.calendar import paris_day
from app.domain.certification import Framework, framework_in_force
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.sandbox.identities import COMPANY, EVALUATOR, JURY_EMPLOYEES_USER, JURY_USER
from app.usecases.access import Caller, Role
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.facts import company_facts
from app.usecases.moment import Moment
from app.usecases.persons.recognising import keep_recognition, recognise
from app.usecases.ports.dossiers import StoredDocument
from tests import builders as a

CHAIR = "jury@sandbox.example"
MEMBER = "jury-employees@sandbox.example"
CERTIFICATION = "cqp-agent-logistique"
SECRETARIAT = Caller(role=Role.SECRETARIAT, user_id=uuid7())


def today() -> date:
    """The legal day, as the service reads it."""
    return paris_day(datetime.now(UTC))


async def awaiting_jury(engine: AsyncEngine, *, not_acquired: int = 0, **changes: Any) -> Dossier:
    """A dossier of the sandbox's company, all assessed; its last ``not_acquired`` competences not acquired."""
    now = Moment(datetime.now(UTC))
    uow = SqlUnitOfWork(engine)
    async with uow:
        certification = changes.get("certification_code", CERTIFICATION)
        framework = framework_in_force(await uow.reference.frameworks_of(certification), now.on)
        assert framework is not None
        dossier = replace(_assessed(framework, not_acquired, now), number=await uow.dossiers.next_number(2026))
        dossier = replace(dossier, **changes)
        command = Act(caller=SECRETARIAT, operation_id="createDossier", dossier_id=dossier.id, now=now, new_id=uuid7)
        recognition = await recognise(uow, dossier, await company_facts(uow, dossier.company_id))
        await save(uow, command, before=None, after=dossier)
        await keep_recognition(uow, dossier, recognition, now=now, new_id=uuid7)
        for kind in (DocumentKind.OUTIL_4, DocumentKind.OUTIL_6):
            document = a.a_document(kind, id=uuid7(), storage_key=f"documents/{uuid7()}")
            stored = StoredDocument(document=document, uploaded_by={"role": "secretariat"}, uploaded_at=now.at)
            await uow.dossiers.add_document(dossier.id, stored)
        await uow.commit()
    return dossier


def _assessed(framework: Framework, not_acquired: int, now: Moment) -> Dossier:
    codes = tuple(competence.code for competence in framework.current)
    lacking = codes[len(codes) - not_acquired :]
    results = tuple(Result(competence_code=c, acquired=c not in lacking, comment="Vu au poste") for c in codes)
    return a.a_dossier(
        id=uuid7(),
        certification_code=CERTIFICATION,
        company_id=COMPANY,
        created_on=now.on,
        requested_on=now.on,
        created_at=now.at,
        updated_at=now.at,
        candidate=a.a_candidate(birth_name=f"Durand {uuid7().hex}"),
        skills_identification=None,
        training_plan=a.a_training_plan(competences=codes[:1]),
        evaluator=a.a_choice(evaluator_id=EVALUATOR),
        acceptance=a.an_acceptance(),
        trade_evaluator=a.a_trade_evaluator(),
        trade_observations=a.trade_observations(),
        registered_on=now.on,
        scope=Scope(framework_version=framework.version, assessed=codes, exemptions=(), frozen_on=now.on),
        assessment=replace(a.an_assessment(), results=results),
        assessment_completed_on=now.on,
    )


def a_session(**changes: Any) -> dict[str, Any]:
    """A session of today, with the sandbox's two members."""
    return {
        "held_on": today().isoformat(),
        "registration_closes_on": today().isoformat(),
        "place": "Paris",
        "capacity": 10,
        "members": [
            {"user_id": str(JURY_USER), "name": "Jeanne Prévost", "college": "employers", "chair": True},
            {"user_id": str(JURY_EMPLOYEES_USER), "name": "Marc Tessier", "college": "employees"},
        ],
        **changes,
    }


async def planned(client: AsyncClient, secretariat: dict[str, str], **changes: Any) -> str:
    """A session planned; its path."""
    answer = await client.post("/v1/jury-sessions", json=a_session(**changes), headers=secretariat)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def registered(client: AsyncClient, headers: dict[str, str], dossier: Dossier, session: str) -> Response:
    """The answer to a registration."""
    body = {"session_id": session.rsplit("/", 1)[1]}
    return await client.post(f"/v1/dossiers/{dossier.id}/jury-registration", json=body, headers=headers)


OPENING = {"present": [str(JURY_USER), str(JURY_EMPLOYEES_USER)], "chair": str(JURY_USER)}


async def sitting(client: AsyncClient, secretariat: dict[str, str], *dossiers: Dossier, **changes: Any) -> str:
    """A session open, with those dossiers on its agenda; its path."""
    session = await planned(client, secretariat, **changes)
    for dossier in dossiers:
        answer = await registered(client, secretariat, dossier, session)
        assert answer.status_code == 200, answer.text
    opened = await client.post(f"{session}/opening", json=OPENING, headers=secretariat)
    assert opened.status_code == 200, opened.text
    return session


def a_deliberation(dossier: Dossier, **changes: Any) -> dict[str, Any]:
    """Everybody is for what the evaluators found."""
    one = {"for": 1, "against": 0, "abstained": 0}
    return {"dossier_id": str(dossier.id), "votes": {"employees": one, "employers": one}, "recused": [], **changes}


async def at_once(
    engine: AsyncEngine, dossiers: Iterable[Dossier], requests: Sequence[Coroutine[Any, Any, Response]]
) -> list[Response]:
    """The answers to requests that all wait, in the database or in line before it, until they are let go together."""
    held = select(tables.dossiers.c.id).where(tables.dossiers.c.id.in_([dossier.id for dossier in dossiers]))
    async with engine.connect() as holding, engine.connect() as watching:
        await holding.execute(held.with_for_update())
        tasks = [asyncio.create_task(request) for request in requests]
        while not await watching.scalar(text(_WAITING)) and not all(task.done() for task in tasks):
            await watching.rollback()
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)  # time for the others to come to the same place
        await holding.rollback()
        return list(await asyncio.gather(*tasks))


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
