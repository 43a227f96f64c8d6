"""Who sees what, as the contract's "Who" says, and until when."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.documents import DocumentKind
from app.main import create_app
from app.sandbox.identities import EMPLOYER_USER, OTHER_COMPANY
from app.settings import Settings
from app.usecases.access import Caller, Role
from app.usecases.ports.dossiers import SavedDossier, StoredDocument
from tests import builders as b
from tests.api.rows import written_in
from tests.api.world import ABSENT, World, build_world
from tests.api.world_objects import (
    CLOSED_SESSION,
    OPEN_SESSION,
    OTHER_EVALUATOR,
    STRANGERS_SESSION,
    a_line,
    a_whole_dossier,
    document_id,
    dossier_id,
)
from tests.api.world_requests import BODIES


@dataclass(frozen=True, slots=True)
class House:
    """The service on the matrix's world."""

    engine: AsyncEngine
    client: AsyncClient
    world: World

    async def ask(self, role: Role, method: str, path: str, **arguments: Any) -> Response:
        headers = {**self.world.headers[role], **arguments.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **arguments)

    async def status(self, role: Role, path: str) -> int:
        return (await self.ask(role, "GET", path)).status_code

    async def listed(self, role: Role, path: str = "/v1/dossiers") -> set[str]:
        """The names of what stands in the list."""
        answer = await self.ask(role, "GET", path, params={"limit": 200})
        assert answer.status_code == 200, answer.text
        return {item["id"] for item in answer.json()["items"]}


@pytest.fixture
async def house(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[House]:
    app = create_app(settings, engine=sandbox_database)
    world = await build_world(app, sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        yield House(sandbox_database, client, world)


def path_of(name: str) -> str:
    return f"/v1/dossiers/{dossier_id(name)}"


def content_of(name: str) -> str:
    return f"{path_of(name)}/documents/{document_id(name)}/content"


async def seen(house: House, role: Role, name: str) -> set[bool]:
    """Whether each way to the dossier is open: by itself, in the list, by its documents."""
    return {
        await house.status(role, path_of(name)) == 200,
        str(dossier_id(name)) in await house.listed(role),
        await house.status(role, f"{path_of(name)}/documents") == 200,
        await house.status(role, content_of(name)) == 200,
    }


@pytest.mark.parametrize(
    ("role", "sees", "does_not"),
    [
        (Role.EMPLOYER, ("individualised", "withdrawn", "awarded"), ("of_another_company", "common_law")),
        (Role.EVALUATOR, ("entrusted", "of_another_company"), ("entrusted_to_another", "to_withdraw")),
        (Role.JURY, ("before_the_jury", "decided"), ("before_strangers", "before_a_closed_jury", "entrusted")),
        (Role.TRADE_EVALUATOR, ("to_observe",), ("entrusted", "individualised")),
        (Role.SECRETARIAT, ("common_law", "of_another_company", "withdrawn"), ()),
    ],
)
async def test_each_role_sees_its_dossiers_and_no_others_by_any_way(
    house: House, role: Role, sees: tuple[str, ...], does_not: tuple[str, ...]
) -> None:
    assert {name: await seen(house, role, name) for name in sees} == {name: {True} for name in sees}
    assert {name: await seen(house, role, name) for name in does_not} == {name: {False} for name in does_not}


async def test_an_evaluator_who_declines_loses_sight_of_the_dossier(house: House) -> None:
    assert await seen(house, Role.EVALUATOR, "to_decline") == {True}

    declined = await house.ask(Role.EVALUATOR, "DELETE", f"{path_of('to_decline')}/evaluator/acceptance")

    assert declined.status_code == 204
    assert await seen(house, Role.EVALUATOR, "to_decline") == {False}


async def test_an_evaluator_who_is_replaced_loses_sight_of_the_dossier(house: House) -> None:
    choice = {**BODIES["chooseEvaluator"], "evaluator_id": str(OTHER_EVALUATOR), "region": "11"}

    replaced = await house.ask(
        Role.EMPLOYER, "PUT", f"{path_of('to_decline')}/evaluator", json=choice, headers={"If-Match": "*"}
    )

    assert replaced.status_code == 200, replaced.text
    assert await seen(house, Role.EVALUATOR, "to_decline") == {False}


async def test_the_jury_reads_its_agenda_until_the_session_is_closed(house: House) -> None:
    assert await house.status(Role.JURY, f"/v1/jury-sessions/{OPEN_SESSION}/agenda") == 200
    assert await house.status(Role.JURY, f"/v1/jury-sessions/{CLOSED_SESSION}/agenda") == 404
    assert await house.status(Role.SECRETARIAT, f"/v1/jury-sessions/{CLOSED_SESSION}/agenda") == 200


async def test_a_document_is_not_reached_through_another_dossier(house: House) -> None:
    theirs = document_id("of_another_company")

    answer = await house.ask(Role.EMPLOYER, "GET", f"{path_of('individualised')}/documents/{theirs}/content")
    absent = await house.ask(Role.EMPLOYER, "GET", f"{path_of('individualised')}/documents/{uuid7()}/content")

    assert (answer.status_code, absent.status_code) == (404, 404)


CIVIL_STATUS_AND_THE_LIKE = (
    "birth_date",
    "birth_place",
    "sex",
    "email",
    "employment",
    "experience",
    "held_certifications",
)


async def test_a_trade_evaluator_reads_a_summary_without_the_civil_status(house: House) -> None:
    dossier = (await house.ask(Role.TRADE_EVALUATOR, "GET", path_of("to_observe"))).json()
    kept = a_whole_dossier("to_observe").candidate

    assert dossier["candidate"]["birth_name"] == kept.birth_name
    assert {name: dossier["candidate"][name] or None for name in CIVIL_STATUS_AND_THE_LIKE} == dict.fromkeys(
        CIVIL_STATUS_AND_THE_LIKE
    )
    assert (dossier["tutor"], dossier["trainers"], dossier["fundings"]) == (None, [], [])
    for private in (kept.birth_date.isoformat(), kept.birth_place, str(kept.email)):
        assert private not in str(dossier)


async def test_a_trade_evaluator_reads_outil_4_and_no_other_document(house: House) -> None:
    other = await _bring_outil_6(house)

    listed = await house.listed(Role.TRADE_EVALUATOR, f"{path_of('to_observe')}/documents")
    read = await house.status(Role.TRADE_EVALUATOR, f"{path_of('to_observe')}/documents/{other}/content")

    assert listed == {str(document_id("to_observe"))}
    assert read == 404


@pytest.mark.parametrize(
    "part", ["history", "checklist", "assessment", "skills-identification", "training-plan", "evaluator", "decisions"]
)
async def test_a_trade_evaluator_reads_nothing_else_of_their_dossier(house: House, part: str) -> None:
    assert await house.status(Role.TRADE_EVALUATOR, f"{path_of('to_observe')}/{part}") == 403


async def test_an_employer_reads_of_sessions_what_is_needed_to_register(house: House) -> None:
    assert await house.status(Role.EMPLOYER, f"/v1/jury-sessions/{OPEN_SESSION}") == 200
    for part in ("agenda", "minutes"):
        assert await house.status(Role.EMPLOYER, f"/v1/jury-sessions/{OPEN_SESSION}/{part}") == 403


async def test_a_closed_session_is_dead_at_once(house: House) -> None:
    assert await house.status(Role.EMPLOYER, "/v1/me") == 200

    await house.ask(Role.EMPLOYER, "DELETE", "/v1/sessions/current")

    assert await house.status(Role.EMPLOYER, "/v1/me") == 401
    assert await house.status(Role.EMPLOYER, path_of("individualised")) == 401


async def test_the_sessions_of_a_disabled_account_are_dead_at_once(house: House) -> None:
    disabled = await house.ask(
        Role.SECRETARIAT, "PATCH", f"/v1/users/{EMPLOYER_USER}", json={"disabled": True}, headers={"If-Match": "*"}
    )

    assert disabled.status_code == 200, disabled.text
    assert await house.status(Role.EMPLOYER, path_of("individualised")) == 401


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("POST", BODIES["inviteTradeEvaluator"])])
async def test_a_trade_evaluator_revoked_or_invited_anew_is_out_at_once(
    house: House, method: str, body: Mapping[str, str] | None
) -> None:
    await _without_observations(house)
    assert await house.status(Role.TRADE_EVALUATOR, path_of("to_observe")) == 200

    acted = await house.ask(Role.EVALUATOR, method, f"{path_of('to_observe')}/trade-evaluator", json=body)

    assert acted.status_code in {201, 204}, acted.text
    assert await house.status(Role.TRADE_EVALUATOR, path_of("to_observe")) == 401
    assert await house.status(Role.TRADE_EVALUATOR, "/v1/me") == 401


async def _bring_outil_6(house: House) -> UUID:
    document = b.a_document(DocumentKind.OUTIL_6, id=uuid7(), storage_key="world/other")
    stored = StoredDocument(document=document, uploaded_by={"role": "employer"}, uploaded_at=b.NOW)
    async with SqlUnitOfWork(house.engine) as uow:
        await uow.dossiers.add_document(dossier_id("to_observe"), stored)
        await uow.commit()
    return document.id


async def _without_observations(house: House) -> None:
    await _bring_outil_6(house)
    async with SqlUnitOfWork(house.engine) as uow:
        dossier = await uow.dossiers.get(Caller(role=Role.SECRETARIAT), dossier_id("to_observe"))
        assert dossier is not None
        awaited = replace(dossier, trade_observations=None, skills_identification=None, version=2)
        await uow.dossiers.save(SavedDossier(dossier=awaited, line=replace(a_line(awaited), dossier_version=2)))
        await uow.commit()


@pytest.mark.parametrize(
    ("role", "path", "body", "member", "theirs"),
    [
        pytest.param(
            Role.JURY,
            f"/v1/jury-sessions/{OPEN_SESSION}/deliberations",
            BODIES["deliberate"],
            "dossier_id",
            dossier_id("before_strangers"),
            id="deliberating on a dossier of strangers",
        ),
        pytest.param(
            Role.EMPLOYER,
            "/v1/dossiers",
            BODIES["createDossier"],
            "previous_dossier_id",
            dossier_id("of_another_company"),
            id="going on from another company's dossier",
        ),
        pytest.param(
            Role.EMPLOYER, "/v1/users", BODIES["inviteUser"], "company_id", OTHER_COMPANY, id="inviting elsewhere"
        ),
        pytest.param(
            Role.EMPLOYER, "/v1/dossiers", BODIES["createDossier"], "company_id", OTHER_COMPANY, id="opening elsewhere"
        ),
        pytest.param(
            Role.JURY,
            f"/v1/dossiers/{dossier_id('decided')}/decision-corrections",
            {**BODIES["deliberate"], "kind": "redeliberation", "reason": "Essai"},
            "session_id",
            STRANGERS_SESSION,
            id="deliberating again among strangers",
        ),
    ],
)
async def test_what_is_somebody_elses_is_as_absent_in_a_body_as_in_a_path(
    house: House, role: Role, path: str, body: Mapping[str, Any], member: str, theirs: UUID
) -> None:
    sent = {name: value for name, value in body.items() if name != "dossier_id" or member == "dossier_id"}
    before = await written_in(house.engine)
    other, absent = [
        await house.ask(role, "POST", path, json={**sent, member: str(named)}, headers={"X-Request-ID": "same"})
        for named in (theirs, ABSENT)
    ]

    assert 400 <= other.status_code < 500
    assert (other.status_code, other.content) == (absent.status_code, absent.content)
    assert await written_in(house.engine) == before
