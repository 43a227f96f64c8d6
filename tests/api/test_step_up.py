"""Critical acts ask for a factor that was shown of late, of who has one or must have one; showing it again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.contract_route import ContractRoute
from app.api.policy import CRITICAL, CRITICAL_FOR_SOME, POLICY
from app.main import create_app
from app.sandbox.identities import EMPLOYER_USER, JURY_USER, PASSWORD, SECRETARIAT_USER
from app.settings import Settings
from app.usecases.access import Role
from tests.api.authenticator import Authenticator
from tests.api.second_factors import (
    TestClock,
    age_factors,
    challenged,
    clock,
    complete,
    enrol_passkey,
    enrol_totp,
    passkey_options,
    sign_in_by_code,
)
from tests.api.signing_in import sign_in

__all__ = ["clock"]

SECRETARIAT, EMPLOYER, JURY = "secretariat@sandbox.example", "employer@sandbox.example", "jury@sandbox.example"
INVITED = {"email": "nouvelle@exemple.fr", "name": "Nouvelle"}
SAID = (
    'Bearer error="insufficient_user_authentication", '
    'error_description="A more recent authentication is required", max_age="900"'
)


@pytest.fixture
async def stale(sandbox: AsyncClient, sandbox_database: AsyncEngine, clock: TestClock) -> dict[str, str]:
    """The headers of a secretariat that showed its factor a quarter of an hour ago."""
    headers = await sign_in_by_code(sandbox, clock.code())
    await age_factors(sandbox_database, minutes=15)
    return headers


@pytest.fixture
async def jury_stale(sandbox: AsyncClient, sandbox_database: AsyncEngine, clock: TestClock) -> dict[str, str]:
    """The headers of a member of the jury who enrolled a factor a quarter of an hour ago."""
    headers = await sign_in(sandbox, JURY)
    await enrol_totp(sandbox, headers, clock)
    await age_factors(sandbox_database, minutes=15)
    return headers


def _critical_routes(settings: Settings, engine: AsyncEngine) -> list[ContractRoute]:
    app = create_app(settings, engine=engine)
    return [route for route in app.routes if isinstance(route, ContractRoute) and route.operation_id in CRITICAL]


def test_the_contracts_critical_acts_are_the_policys() -> None:
    contracted = {
        "closeJurySession",
        "revokeCertificate",
        "createClient",
        "updateClient",
        "rotateClientSecret",
        "exportPersonalData",
        "putRuleParameter",
        "removeTotp",
        "removePasskey",
        "changePassword",
    }
    assert contracted <= CRITICAL
    assert {"inviteUser", "updateUser"} <= CRITICAL_FOR_SOME
    assert POLICY.rows.keys() >= CRITICAL | CRITICAL_FOR_SOME


async def test_each_critical_act_asks_whoever_may_do_it_for_a_recent_factor(
    sandbox: AsyncClient,
    settings: Settings,
    sandbox_database: AsyncEngine,
    stale: dict[str, str],
    jury_stale: dict[str, str],
) -> None:
    routes = _critical_routes(settings, sandbox_database)

    asked = [
        (await _request(sandbox, route, headers), role)
        for route in routes
        for role, headers in ((Role.SECRETARIAT, stale), (Role.JURY, jury_stale))
        if role in POLICY.rows[str(route.operation_id)]
    ]

    assert len(routes) == len(CRITICAL)
    for answer, role in asked:
        assert (answer.status_code, answer.json()["code"]) == (401, "step_up_required"), (answer.url, role)
        assert answer.headers["WWW-Authenticate"] == SAID
        assert answer.json()["methods"][0] == "totp"


async def test_no_critical_act_asks_who_has_shown_one_of_late(
    sandbox: AsyncClient, settings: Settings, sandbox_database: AsyncEngine, clock: TestClock
) -> None:
    headers = await sign_in_by_code(sandbox, clock.code())
    await age_factors(sandbox_database, minutes=14, seconds=59)

    asked = [await _request(sandbox, route, headers) for route in _critical_routes(settings, sandbox_database)]

    assert {answer.status_code for answer in asked} & {401, 403} == set()


async def test_no_critical_act_asks_who_has_none_and_need_not_have_one(
    sandbox: AsyncClient, settings: Settings, sandbox_database: AsyncEngine
) -> None:
    headers = await sign_in(sandbox, SECRETARIAT)

    asked = [await _request(sandbox, route, headers) for route in _critical_routes(settings, sandbox_database)]

    assert {answer.status_code for answer in asked} & {401, 403} == set()


async def test_other_acts_ask_for_nothing(sandbox: AsyncClient, stale: dict[str, str]) -> None:
    assert (await sandbox.get("/v1/clients", headers=stale)).status_code == 200


@pytest.mark.parametrize(
    ("invited", "status"),
    [
        ({"role": "secretariat"}, 401),
        ({"role": "jury"}, 401),
        ({"role": "employer", "company_id": "x"}, 422),
    ],
    ids=str,
)
async def test_inviting_who_decides_diplomas_is_critical(
    sandbox: AsyncClient, stale: dict[str, str], clock: TestClock, invited: dict[str, str], status: int
) -> None:
    answer = await sandbox.post("/v1/users", headers=stale, json={**INVITED, **invited})

    assert answer.status_code == status
    await _step_up_by_code(sandbox, stale, clock)
    again = await sandbox.post("/v1/users", headers=stale, json={**INVITED, **invited})
    assert again.status_code == (201 if status == 401 else 422)


async def test_changing_the_account_of_who_decides_diplomas_is_critical(
    sandbox: AsyncClient, stale: dict[str, str]
) -> None:
    headers = {**stale, "If-Match": "*"}

    asked = {
        user_id: (await sandbox.patch(f"/v1/users/{user_id}", headers=headers, json={"name": "Autre Nom"})).status_code
        for user_id in (JURY_USER, SECRETARIAT_USER, EMPLOYER_USER)
    }

    assert asked == {JURY_USER: 401, SECRETARIAT_USER: 401, EMPLOYER_USER: 200}


@pytest.mark.parametrize("path", ["/v1/me/totp", "/v1/me/passkeys/options"])
async def test_who_has_a_factor_shows_it_before_another_is_added(
    sandbox: AsyncClient, stale: dict[str, str], clock: TestClock, path: str
) -> None:
    refused = await sandbox.post(path, headers=stale)
    await _step_up_by_code(sandbox, stale, clock)

    assert (refused.status_code, refused.json()["code"]) == (401, "step_up_required")
    assert (await sandbox.post(path, headers=stale)).status_code in {200, 201}


async def test_a_code_makes_the_session_fresh_for_a_quarter_of_an_hour(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, stale: dict[str, str], clock: TestClock
) -> None:
    clock.forward(seconds=30)
    stepped = await sandbox.post("/v1/me/step-up", headers=stale, json={"code": clock.code()})
    fresh = await sandbox.post("/v1/clients", headers=stale)
    clock.forward(minutes=15)
    late = await sandbox.post("/v1/clients", headers=stale)

    assert stepped.status_code == 200
    assert stepped.json()["fresh_until"].startswith(clock.at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert (fresh.status_code, late.status_code) == (422, 401)


async def test_only_the_session_in_which_it_was_shown_is_fresh(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, stale: dict[str, str], clock: TestClock
) -> None:
    clock.forward(seconds=30)
    elsewhere = await sign_in_by_code(sandbox, clock.code())

    answers = [await sandbox.post("/v1/clients", headers=headers) for headers in (stale, elsewhere)]

    assert [answer.status_code for answer in answers] == [401, 422]


async def test_the_code_that_signed_in_does_not_step_up(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, clock: TestClock
) -> None:
    code = clock.code()
    headers = await sign_in_by_code(sandbox, code)
    await age_factors(sandbox_database, minutes=15)

    refused = await sandbox.post("/v1/me/step-up", headers=headers, json={"code": code})

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "wrong_code")
    assert (await sandbox.post("/v1/clients", headers=headers)).status_code == 401


async def test_a_passkey_steps_up_by_its_own_options_or_by_those_of_signing_in(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, clock: TestClock
) -> None:
    authenticator, headers = Authenticator(), await sign_in(sandbox, EMPLOYER)
    await enrol_passkey(sandbox, headers, authenticator)
    own = (await sandbox.post("/v1/me/step-up/passkey-options", headers=headers)).json()
    await age_factors(sandbox_database, minutes=15)
    asked = await sandbox.delete("/v1/me/totp", headers=headers)

    answers = []
    for options in (own, await passkey_options(sandbox)):
        body = {"passkey": authenticator.get(options)}
        answers.append(await sandbox.post("/v1/me/step-up", headers=headers, json=body))
        answers.append(await sandbox.post("/v1/me/step-up", headers=headers, json=body))

    assert asked.json()["methods"] == ["passkey", "recovery_code"]
    assert len(own["allowCredentials"]) == 1
    assert [answer.status_code for answer in answers] == [200, 422, 200, 422]
    assert answers[1].json()["errors"][0]["code"] == "wrong_passkey"
    assert (await sandbox.delete("/v1/me/totp", headers=headers)).status_code == 404


async def test_anothers_passkey_does_not_step_up(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, clock: TestClock
) -> None:
    own, theirs = Authenticator(), Authenticator()
    headers, other = await sign_in(sandbox, EMPLOYER), await sign_in(sandbox, JURY)
    await enrol_passkey(sandbox, headers, own)
    await enrol_passkey(sandbox, other, theirs)
    given_to_other = (await sandbox.post("/v1/me/step-up/passkey-options", headers=other)).json()

    crossed = [
        await sandbox.post("/v1/me/step-up", headers=headers, json={"passkey": authenticator.get(options)})
        for authenticator, options in ((theirs, await passkey_options(sandbox)), (own, given_to_other))
    ]

    assert [answer.status_code for answer in crossed] == [422, 422]


async def test_who_has_a_factor_does_not_step_up_by_password(sandbox: AsyncClient, stale: dict[str, str]) -> None:
    refused = await sandbox.post("/v1/me/step-up", headers=stale, json={"password": PASSWORD})

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "factor_needed")
    assert (await sandbox.post("/v1/clients", headers=stale)).status_code == 401


@pytest.fixture
async def strict(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[AsyncClient]:
    """A client of a service where the secretariat must have a second factor, on the same database."""
    app = create_app(settings.model_copy(update={"second_factor_roles": ("secretariat",)}), engine=sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as connected:
        yield connected


async def test_who_must_have_one_and_was_signed_in_before_steps_up_by_password(
    sandbox: AsyncClient, strict: AsyncClient
) -> None:
    headers = await sign_in(sandbox, SECRETARIAT)
    asked = await strict.post("/v1/clients", headers=headers)
    wrong = await strict.post("/v1/me/step-up", headers=headers, json={"password": "autre chose"})
    still = await strict.post("/v1/clients", headers=headers)

    right = await strict.post("/v1/me/step-up", headers=headers, json={"password": PASSWORD})

    assert (asked.status_code, asked.json()["methods"], still.status_code) == (401, ["password"], 401)
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "wrong_password")
    assert (right.status_code, (await strict.post("/v1/clients", headers=headers)).status_code) == (200, 422)


async def test_passwords_and_codes_cannot_be_tried_for_ever_to_step_up(
    sandbox: AsyncClient, stale: dict[str, str], clock: TestClock
) -> None:
    plain = await sign_in(sandbox, SECRETARIAT)

    codes = [await sandbox.post("/v1/me/step-up", headers=stale, json={"code": "abcdef"}) for _ in range(6)]
    passwords = [await sandbox.post("/v1/me/step-up", headers=plain, json={"password": "x"}) for _ in range(6)]

    assert [answer.status_code for answer in codes] == [422] * 5 + [429]
    assert [answer.status_code for answer in passwords] == [422] * 5 + [429]


@pytest.mark.parametrize(
    "body", [{}, {"code": "123456", "password": "x"}, {"passkey": {"id": "x"}, "code": "123456"}], ids=str
)
async def test_one_thing_is_shown(sandbox: AsyncClient, stale: dict[str, str], body: dict[str, Any]) -> None:
    refused = await sandbox.post("/v1/me/step-up", headers=stale, json=body)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "one_expected")


async def test_signing_in_with_a_recovery_code_is_fresh(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, clock: TestClock
) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    _, codes = await enrol_totp(sandbox, headers, clock)
    asked = (await challenged(sandbox, EMPLOYER))["challenge"]

    opened = (await complete(sandbox, challenge=asked, code=codes[0])).json()

    lost = {"Authorization": f"Bearer {opened['access_token']}"}
    assert (await sandbox.delete("/v1/me/totp", headers=lost)).status_code == 204


async def _step_up_by_code(client: AsyncClient, headers: dict[str, str], clock: TestClock) -> None:
    """By the next code, which a telephone half a minute ahead would show."""
    code = clock.code(steps=1)
    stepped = await client.post("/v1/me/step-up", headers=headers, json={"code": code})
    assert stepped.status_code == 200, stepped.text


async def _request(client: AsyncClient, route: ContractRoute, headers: dict[str, str]) -> Response:
    path = route.path
    for name in route.param_convertors:
        path = path.replace(f"{{{name}}}", str(EMPLOYER_USER))
    method = next(iter(route.methods or ()))
    return await client.request(method, path, headers={**headers, "If-Match": "*"})
