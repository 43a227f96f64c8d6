"""Every operation × every role × own, other's and absent: what the policy says is what the service does.

Generated from the routes and from the policy: a new route is in it without a word here.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.contract_route import ContractRoute
from app.api.policy import POLICY
from app.main import create_app
from app.settings import Settings
from app.usecases.access import Role
from tests.api.rows import written_in
from tests.api.world import CREATED_BY_PUT, RELATIONS, ROLES, Relation, World, build_world
from tests.api.world_requests import request_for

SECRET_IN_THE_BODY = frozenset(
    {
        "refreshSession",
        "completeSession",
        "completeOidcSignIn",
        "redeemInvitation",
        "readAttestation",
        "redeemCredential",
        "fileHolderAppeal",
        "answerSurvey",
    }
)
"""Public operations that answer 401 to a secret that opens nothing."""

COUNTED = frozenset({"attempts"})
"""Written by a refusal too: who guesses at certificates is made to wait."""

ENDS_THE_SESSION = "closeSession"


@dataclass(frozen=True, slots=True)
class Cell:
    """One operation, one role, one relation to the object."""

    route: ContractRoute
    role: Role
    relation: Relation

    def __str__(self) -> str:
        return f"{self.operation} as {self.role} on {self.relation}"

    @property
    def operation(self) -> str:
        return str(self.route.operation_id)

    @property
    def is_public(self) -> bool:
        return Role.ANONYMOUS in POLICY.rows[self.operation]

    @property
    def expected(self) -> int | None:
        """The status, None where the request comes through to its object."""
        if self.is_public:
            return None if self.relation == "own" else 404
        if self.role is Role.ANONYMOUS:
            return 401
        if self.role not in POLICY.rows[self.operation]:
            return 403
        created = self.relation == "absent" and self.operation in CREATED_BY_PUT
        return None if self.relation == "own" or created else 404


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell, and what the service answered."""

    cell: Cell
    answer: Response

    @property
    def wrong(self) -> str | None:
        """What is wrong with the answer, None where it is as expected."""
        status, expected = self.answer.status_code, self.cell.expected
        fine = status == expected if expected is not None else self._came_through(status)
        return None if fine else f"{self.cell}: {status} for {expected or 'through'}: {self.answer.text[:300]}"

    def _came_through(self, status: int) -> bool:
        if self.cell.is_public:
            return status not in {403, 500} and (status != 401 or self.cell.operation in SECRET_IN_THE_BODY)
        if "GET" in (self.cell.route.methods or ()):
            return status == 200
        return status not in {401, 403, 404, 500}


@dataclass(frozen=True, slots=True)
class Stage:
    """The service, somebody of every role, and how to ask in their name."""

    app: FastAPI
    engine: AsyncEngine
    client: AsyncClient
    world: World

    def operations(self) -> list[ContractRoute]:
        return [route for route in self.app.routes if isinstance(route, ContractRoute)]

    def cells(self) -> Iterator[Cell]:
        """Every operation × role × relation; where the path names no object there is but one relation."""
        for route in self.operations():
            relations = RELATIONS if route.param_convertors else RELATIONS[:1]
            for role in ROLES:
                yield from (Cell(route, role, relation) for relation in relations)

    def path(self, cell: Cell) -> str | None:
        """The path to the cell's object; to none for those who have none because they are refused before."""
        found = self.world.path(cell.route, cell.role, cell.relation)
        refused = cell.expected in {401, 403}
        return self.world.path(cell.route, cell.role, "absent") if found is None and refused else found

    async def ask(self, cell: Cell, path: str) -> Asked:
        method = next(iter(cell.route.methods or ()))
        given = {"If-Match": "*"} if method in {"PUT", "PATCH"} else {}
        headers = {**given, **self.world.headers[cell.role], "X-Request-ID": "matrix"}
        arguments = request_for(cell.operation, cell.role)
        return Asked(cell, await self.client.request(method, path, headers=headers, **arguments))

    async def ask_all(self, cells: list[Cell]) -> list[Asked]:
        return [await self.ask(cell, path) for cell in cells if (path := self.path(cell)) is not None]


@pytest.fixture
async def stage(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[Stage]:
    app = create_app(settings, engine=sandbox_database)
    world = await build_world(app, sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        yield Stage(app, sandbox_database, client, world)


async def test_what_is_theirs_is_reached_and_the_rest_refused_or_absent_with_nothing_written(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    cells = list(stage.cells())
    before = await written_in(stage.engine, but=COUNTED)
    refused = await stage.ask_all([cell for cell in cells if cell.expected is not None])
    assert await written_in(stage.engine, but=COUNTED) == before

    through = await stage.ask_all(_in_order([cell for cell in cells if cell.expected is None]))
    asked = [*refused, *through]
    count, documented = len(stage.operations()), len(_documented(stage.app))
    told = (
        f"Authorisation matrix: {count} operations × {len(ROLES)} roles × {len(RELATIONS)} relations "
        f"= {count * len(ROLES) * len(RELATIONS)} cells, {len(asked)} requests (the rest has no such object); "
        f"the OpenAPI document has {documented} operations"
    )
    print(f"\n{told}")
    record_property("told", told)

    assert "\n".join(one.wrong for one in asked if one.wrong) == ""
    assert {one.cell.operation for one in asked} == _documented(stage.app)
    assert _different([one for one in refused if one.cell.expected == 404]) == []


async def test_the_world_knows_every_operation(stage: Stage) -> None:
    unknown = sorted(str(route.operation_id) for route in stage.operations() if not stage.world.knows(route))

    assert unknown == []


def _in_order(cells: list[Cell]) -> list[Cell]:
    """Reading first, since what is done to an object may take it out of sight, as one act always does; ending one's
    session last."""

    def place(cell: Cell) -> tuple[bool, bool, bool]:
        takes_out_of_sight = cell.operation == "removeDocument"
        return cell.operation == ENDS_THE_SESSION, takes_out_of_sight, "GET" not in (cell.route.methods or ())

    return sorted(cells, key=place)


def _different(absences: list[Asked]) -> list[str]:
    """The operations whose two kinds of 404, absent and somebody else's, can be told apart."""
    told = {(one.cell.operation, one.cell.role, one.cell.relation): one for one in absences}
    return [
        str(one.cell)
        for (operation, role, relation), one in told.items()
        if relation == "other" and _seen(one) != _seen(told[operation, role, "absent"])
    ]


def _seen(one: Asked) -> tuple[bytes, list[tuple[str, str]]]:
    """All that tells of the object: how many requests are left to the caller does not."""
    return one.answer.content, sorted(item for item in one.answer.headers.items() if item[0] != "ratelimit")


def _documented(app: FastAPI) -> set[str]:
    return {operation["operationId"] for path in app.openapi()["paths"].values() for operation in path.values()}
