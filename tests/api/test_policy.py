"""Nobody gets in by default: a caller, a live session, a row, a scope."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI

from app.api.application import UnguardedRouteError, build_api
from app.api.authentication import RememberingTokenReader
from app.api.contract_route import ContractRoute
from app.api.policy import POLICY, Policy
from app.domain.pathways import PATHWAY_CODES
from app.usecases.access import Role
from app.usecases.errors import Unauthenticated
from tests.api.edge import EMPLOYER, FAR_AWAY, ROWS, Ended, bearer, edge, edge_app, fake_container, router
from tests.api.test_problems import problem
from tests.builders import BRIDGE, P1, P2, P3

CONTRACT = set((Path(__file__).parents[1] / "contract" / "operations.txt").read_text().split())
THING = "/v1/things/00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize("operation", ROWS)
def test_a_route_without_a_row_stops_the_application_from_starting(operation: str) -> None:
    rows = {name: row for name, row in ROWS.items() if name != operation}

    with pytest.raises(UnguardedRouteError, match=operation):
        edge_app(replace(fake_container(), policy=Policy(rows=rows, scopes={})))


def test_a_route_outside_the_manners_stops_the_application_from_starting() -> None:
    plain = APIRouter()
    plain.add_api_route("/plain", lambda: None, operation_id="plain")

    with pytest.raises(TypeError):
        build_api(fake_container(), (router, plain), version="0")


def test_a_route_that_does_not_name_its_operation_is_refused() -> None:
    nameless = APIRouter(route_class=ContractRoute)

    with pytest.raises(ValueError, match="names its operation"):
        nameless.add_api_route("/nameless", lambda: None)


def test_every_operation_of_the_contract_has_a_row() -> None:
    assert set(POLICY.rows) >= CONTRACT


def test_every_route_has_a_row_and_is_in_the_document(app: FastAPI) -> None:
    operations = {route.operation_id for route in app.routes if isinstance(route, ContractRoute)}
    documented = [operation["operationId"] for path in app.openapi()["paths"].values() for operation in path.values()]

    print(f"\n{len(operations)} of {len(POLICY.rows)} operations built")
    assert operations <= set(POLICY.rows)
    assert sorted(documented) == sorted(map(str, operations))


def test_every_operation_of_programs_asks_for_a_scope_and_no_other_does() -> None:
    assert set(POLICY.scopes) == {name for name, row in POLICY.rows.items() if Role.CLIENT in row}


def test_a_public_operation_is_public_to_all() -> None:
    assert all(set(row) == {Role.ANONYMOUS} for row in POLICY.rows.values() if Role.ANONYMOUS in row)


@pytest.mark.parametrize(
    ("operation", "role", "pathways"),
    [
        pytest.param("createDossier", Role.EMPLOYER, {P1, P2}, id="an employer opens no common-law VAE"),
        pytest.param("createDossier", Role.SECRETARIAT, {P2, P3, "bridge"}, id="nor the secretariat a training"),
        pytest.param("submitAdmissibility", Role.EMPLOYER, {P2}, id="an employer submits P2's request alone"),
        pytest.param("recordAssessment", Role.SECRETARIAT, {P3}, id="the secretariat assesses for nobody but in P3"),
        pytest.param("getPortfolio", Role.SECRETARIAT, {P3}, id="the others have no portfolio to read"),
    ],
)
def test_a_row_narrows_a_role_to_its_pathways(operation: str, role: Role, pathways: set[str]) -> None:
    assert POLICY.rows[operation][role].pathways == pathways


def test_an_act_that_a_pathway_does_not_have_is_no_matter_of_rights() -> None:
    grant = POLICY.rows["acceptAssignment"][Role.SECRETARIAT]

    assert {code for code in PATHWAY_CODES if grant.covers(code)} == {P3, BRIDGE}
    assert grant.pathways == {P3}


@pytest.mark.parametrize(
    ("authorization", "challenge"),
    [
        *((nothing, "Bearer") for nothing in (None, "", "Bearer", "Bearer ", "Basic ZW1wbG95ZXI=", "employer")),
        *((token, 'Bearer error="invalid_token"') for token in ("Bearer forged", "Bearer " + "x" * 9000)),
    ],
)
async def test_without_a_token_that_holds_nobody_gets_in(authorization: str | None, challenge: str) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}
    async with edge() as client:
        response = await client.get(THING, headers=headers)

    assert problem(response)["code"] == "unauthenticated"
    assert response.headers["www-authenticate"] == challenge


async def test_the_caller_is_asked_for_before_a_byte_of_the_body_is_read() -> None:
    async with edge() as client:
        response = await client.post("/v1/things", content=b"{", headers={"Content-Type": "text/plain"})

    assert problem(response)["code"] == "unauthenticated"


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        pytest.param(THING, "secretariat", 200, id="a role in the row"),
        pytest.param(THING, "program", 403, id="a program where only people are"),
        pytest.param("/v1/programs-only", "program", 200, id="a program with the scope"),
        pytest.param("/v1/programs-only", "narrow-program", 403, id="a program without it"),
        pytest.param("/v1/programs-only", "secretariat", 403, id="a person where only programs are"),
        pytest.param("/v1/things", "forged", 200, id="a public operation reads no token"),
    ],
)
async def test_the_row_decides(path: str, token: str, status: int) -> None:
    async with edge() as client:
        response = await client.get(path, headers=bearer(token))

    assert response.status_code == status
    assert status == 200 or problem(response)["code"] == "forbidden"


async def test_a_caller_carries_the_grant_of_this_very_operation() -> None:
    async with edge() as client:
        employer = await client.get(THING, headers=bearer("employer"))
        secretariat = await client.get(THING, headers=bearer("secretariat"))

    assert employer.json()["name"] == "employer bridge"
    assert secretariat.json()["name"] == "secretariat "


async def test_a_session_that_has_ended_ends_its_tokens_at_once() -> None:
    ended = Ended()
    async with edge(fake_container(ended=ended)) as client:
        before = await client.get(THING, headers=bearer("employer"))
        ended.sessions.add(EMPLOYER.session_id or UUID(int=0))
        after = await client.get(THING, headers=bearer("employer"))

    assert before.status_code == 200
    assert problem(after)["code"] == "unauthenticated"


async def test_a_token_is_verified_once() -> None:
    ended = Ended()
    async with edge(fake_container(ended=ended)) as client:
        for _ in range(3):
            await client.get(THING, headers=bearer("employer"))

    assert ended.verified == 1


def test_a_remembered_token_is_forgotten_when_it_expires() -> None:
    ended, clock = Ended(), [0.0]
    reader = RememberingTokenReader(ended.read, now=lambda: clock[0])

    reader("employer")
    clock[0] = FAR_AWAY

    with pytest.raises(Unauthenticated):
        reader("employer")


def test_no_more_tokens_are_remembered_than_there_is_room_for() -> None:
    ended = Ended()
    reader = RememberingTokenReader(ended.read, capacity=1)

    for token in ("employer", "secretariat", "employer"):
        reader(token)

    assert ended.verified == 3


@pytest.mark.parametrize("operation", ["recordSkillsIdentification", "recordTrainingPlan", "completeRegistration"])
def test_what_is_the_employers_is_open_to_the_secretariat_in_its_place(operation: str) -> None:
    grant = POLICY.rows[operation][Role.SECRETARIAT]
    assert all(grant.covers(pathway) for pathway in PATHWAY_CODES)
