"""Every operation × every role × own, other's and absent: what the policy says is what the service does.

Generated from the routes and from the policy: a new route is in it without a word here.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.policy import POLICY
from app.api.routing import ContractRoute
from app.main import create_app
from app.settings import Settings
from app.usecases.access import Role
from tests.api.world import ABSENT, CREATED_BY_PUT, RELATIONS, REQUESTS, ROLES, Relation, World, build_world


@pytest.fixture
def sandbox_app(settings: Settings, sandbox_database: AsyncEngine) -> FastAPI:
    return create_app(settings, engine=sandbox_database)


@pytest.fixture
async def world(sandbox_app: FastAPI, sandbox_database: AsyncEngine) -> World:
    return await build_world(sandbox_app, sandbox_database)


@pytest.fixture
async def caller(sandbox_app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(sandbox_app), base_url="http://testserver") as connected:
        yield connected


@dataclass(frozen=True, slots=True)
class Cell:
    """One operation, one role, one relation to the object."""

    route: ContractRoute
    role: Role
    relation: Relation

    def __str__(self) -> str:
        return f"{self.route.operation_id} as {self.role} on {self.relation}"


def operations(app: FastAPI) -> list[ContractRoute]:
    return [route for route in app.routes if isinstance(route, ContractRoute)]


def guarded(app: FastAPI) -> list[ContractRoute]:
    return [route for route in operations(app) if Role.ANONYMOUS not in POLICY.rows[str(route.operation_id)]]


async def call(client: AsyncClient, route: ContractRoute, path: str, headers: dict[str, str] | None = None) -> Response:
    request = dict(REQUESTS.get(str(route.operation_id), {}))
    sent = {**request.pop("headers", {}), **(headers or {}), "X-Request-ID": "matrix"}
    return await client.request(next(iter(route.methods or ())), path, headers=sent, **request)


def anywhere(route: ContractRoute) -> str:
    return route.path_format.format(**dict.fromkeys(route.param_convertors, ABSENT))


def cells(app: FastAPI, world: World) -> Iterator[Cell]:
    """The cells whose role is in the row; operations that end a session come last, in a session that they may end."""
    for route in sorted(guarded(app), key=lambda route: route.operation_id == "closeSession"):
        for role in POLICY.rows[str(route.operation_id)]:
            yield from (
                Cell(route, role, relation) for relation in RELATIONS if route.param_convertors or relation == "own"
            )


async def test_nobody_gets_in_without_a_token(sandbox_app: FastAPI, caller: AsyncClient) -> None:
    answers = {route.operation_id: await call(caller, route, anywhere(route)) for route in guarded(sandbox_app)}

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}


async def test_a_role_that_is_not_in_the_row_is_refused(
    sandbox_app: FastAPI, caller: AsyncClient, world: World
) -> None:
    wrong = {}
    for route in guarded(sandbox_app):
        for role in set(ROLES) - set(POLICY.rows[str(route.operation_id)]):
            answer = await call(caller, route, anywhere(route), dict(world.headers[role]))
            if answer.status_code != 403:
                wrong[f"{route.operation_id} as {role}"] = answer.status_code

    assert wrong == {}


async def test_a_public_operation_asks_nobody_for_a_token(sandbox_app: FastAPI, caller: AsyncClient) -> None:
    public = [route for route in operations(sandbox_app) if route not in guarded(sandbox_app)]
    answers = {
        route.operation_id: (await call(caller, route, anywhere(route))).status_code
        for route in public
        if not route.path.startswith("/oauth/")
    }

    assert {name: status for name, status in answers.items() if status in {401, 403, 500}} == {}


async def test_what_is_theirs_is_reached_and_the_rest_is_absent(
    sandbox_app: FastAPI, caller: AsyncClient, world: World
) -> None:
    wrong, tried = [], 0
    for cell in cells(sandbox_app, world):
        path = world.path(cell.route, cell.role, cell.relation) if world.knows(cell.route) else None
        if path is None:
            continue
        tried += 1
        answer = await call(caller, cell.route, path, dict(world.headers[cell.role]))
        if not as_expected(cell, answer):
            wrong.append(f"{cell}: {answer.status_code} {answer.text[:200]}")
    built = operations(sandbox_app)
    print(f"\n{len(built)} operations × {len(ROLES)} roles × {len(RELATIONS)} relations, {tried} with an object")

    assert wrong == []


def as_expected(cell: Cell, answer: Response) -> bool:
    if cell.relation == "own" or (cell.relation == "absent" and cell.route.operation_id in CREATED_BY_PUT):
        return answer.status_code not in {401, 403, 404, 500}
    return answer.status_code == 404


async def test_absent_and_somebody_elses_are_the_same_bytes(
    sandbox_app: FastAPI, caller: AsyncClient, world: World
) -> None:
    different = []
    for route in (route for route in guarded(sandbox_app) if route.param_convertors and world.knows(route)):
        for role in POLICY.rows[str(route.operation_id)]:
            paths = [world.path(route, role, relation) for relation in ("other", "absent")]
            if None in paths:
                continue
            other, absent = [await call(caller, route, str(path), dict(world.headers[role])) for path in paths]
            if (other.status_code, other.content) != (absent.status_code, absent.content):
                different.append(f"{route.operation_id} as {role}")

    assert different == []


async def test_the_world_knows_every_operation(sandbox_app: FastAPI, world: World) -> None:
    unknown = sorted(str(route.operation_id) for route in guarded(sandbox_app) if not world.knows(route))

    assert unknown == []
