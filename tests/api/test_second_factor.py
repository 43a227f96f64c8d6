"""Signing in with codes: of an application, of recovery; enrolling, and what a session reaches before it."""

import asyncio
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.contract_route import ContractRoute
from app.api.policy import ENROLMENT, POLICY
from app.db.tables import recovery_codes, sign_in_challenges, totp_secrets
from app.main import create_app
from app.sandbox.identities import EMPLOYER_USER, SECRETARIAT_USER
from app.settings import Settings
from app.usecases.access import Role
from tests.api.authenticator import Authenticator
from tests.api.mailbox import mails_to, token_for
from tests.api.second_factors import (
    WITH_FACTOR,
    TestClock,
    challenged,
    clock,
    complete,
    enrol_passkey,
    enrol_totp,
    sign_in_by_code,
)
from tests.api.signing_in import bearer, open_session, sign_in

__all__ = ["clock"]

SECRETARIAT, EMPLOYER, JURY = "secretariat@sandbox.example", "employer@sandbox.example", "jury@sandbox.example"


@pytest.fixture
async def strict(settings: Settings, sandbox_database: AsyncEngine) -> Any:
    """A client of a service where the secretariat and the jury must have a second factor, as in production."""
    demanding = settings.model_copy(update={"second_factor_roles": ("secretariat", "jury")})
    app = create_app(demanding, engine=sandbox_database)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as connected,
    ):
        yield connected


async def test_who_has_a_second_factor_is_asked_for_it(sandbox: AsyncClient) -> None:
    refused = await open_session(sandbox, WITH_FACTOR)

    assert refused.status_code == 401
    assert refused.json()["methods"] == ["totp"]
    assert len(refused.json()["challenge"]) >= 43
    assert refused.headers["Cache-Control"] == "no-store"
    assert "access_token" not in refused.json()


async def test_a_code_completes_the_sign_in(sandbox: AsyncClient, clock: TestClock) -> None:
    asked = await challenged(sandbox)

    opened = await complete(sandbox, challenge=asked["challenge"], code=clock.code())

    assert (opened.status_code, opened.json()["role"]) == (201, "secretariat")
    assert opened.json()["enrolment_required"] is False
    headers = bearer(opened.json())
    (session,) = (await sandbox.get("/v1/me/sessions", headers=headers)).json()["items"]
    assert (session["factor"], session["factor_label"]) == ("totp", "Code d'une application")
    assert (await sandbox.get("/v1/users", headers=headers)).status_code == 200


async def test_a_code_is_typed_as_it_is_shown(sandbox: AsyncClient, clock: TestClock) -> None:
    asked, code = await challenged(sandbox), clock.code()

    opened = await complete(sandbox, challenge=asked["challenge"], code=f" {code[:3]} {code[3:]} ")

    assert opened.status_code == 201


async def test_a_code_serves_once(sandbox: AsyncClient, clock: TestClock) -> None:
    code = clock.code()
    await sign_in_by_code(sandbox, code)

    again = await complete(sandbox, challenge=(await challenged(sandbox))["challenge"], code=code)

    assert (again.status_code, again.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 201), (0, 201), (1, 201), (2, 401)])
async def test_a_telephone_may_be_half_a_minute_off(
    sandbox: AsyncClient, clock: TestClock, steps: int, status: int
) -> None:
    asked = await challenged(sandbox)

    opened = await complete(sandbox, challenge=asked["challenge"], code=clock.code(steps=steps))

    assert opened.status_code == status


async def test_the_code_of_a_former_step_is_dead_once_a_later_one_was_used(
    sandbox: AsyncClient, clock: TestClock
) -> None:
    await sign_in_by_code(sandbox, clock.code())

    former = await complete(sandbox, challenge=(await challenged(sandbox))["challenge"], code=clock.code(steps=-1))
    clock.forward(seconds=30)
    following = await complete(sandbox, challenge=(await challenged(sandbox))["challenge"], code=clock.code())

    assert (former.status_code, following.status_code) == (401, 201)


async def test_of_two_who_show_the_same_code_at_once_one_comes_in(sandbox: AsyncClient, clock: TestClock) -> None:
    code, asked = clock.code(), [(await challenged(sandbox))["challenge"] for _ in range(4)]

    answers = await asyncio.gather(*(complete(sandbox, challenge=each, code=code) for each in asked))

    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]


async def test_of_two_who_complete_the_same_sign_in_one_comes_in(sandbox: AsyncClient, clock: TestClock) -> None:
    asked = (await challenged(sandbox))["challenge"]

    answers = await asyncio.gather(
        *(complete(sandbox, challenge=asked, code=clock.code(steps=steps)) for steps in (-1, 0, 1))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 401, 401]


async def test_a_challenge_serves_once(sandbox: AsyncClient, clock: TestClock) -> None:
    asked = (await challenged(sandbox))["challenge"]
    await complete(sandbox, challenge=asked, code=clock.code())
    clock.forward(seconds=30)

    again = await complete(sandbox, challenge=asked, code=clock.code())

    assert again.status_code == 401
    assert "n'attend plus" in again.json()["detail"]


async def test_a_wrong_code_leaves_the_challenge(sandbox: AsyncClient, clock: TestClock) -> None:
    asked = (await challenged(sandbox))["challenge"]

    wrong = await complete(sandbox, challenge=asked, code=_other_than(clock.code()))
    right = await complete(sandbox, challenge=asked, code=clock.code())

    assert (wrong.status_code, right.status_code) == (401, 201)


async def test_a_challenge_is_dead_after_five_minutes(sandbox: AsyncClient, clock: TestClock) -> None:
    in_time, late = [(await challenged(sandbox))["challenge"] for _ in range(2)]
    clock.forward(minutes=5, seconds=-1)
    first = await complete(sandbox, challenge=in_time, code=clock.code())
    clock.forward(seconds=1)

    second = await complete(sandbox, challenge=late, code=clock.code(steps=1))

    assert (first.status_code, second.status_code) == (201, 401)


async def test_a_challenge_that_nobody_gave_opens_nothing(sandbox: AsyncClient, clock: TestClock) -> None:
    assert (await complete(sandbox, challenge="x" * 43, code=clock.code())).status_code == 401


async def test_anothers_code_opens_nothing(sandbox: AsyncClient, clock: TestClock) -> None:
    secret, _ = await enrol_totp(sandbox, await sign_in(sandbox, EMPLOYER), clock)
    clock.forward(seconds=30)

    crossed = await complete(sandbox, challenge=(await challenged(sandbox, EMPLOYER))["challenge"], code=clock.code())
    own = await complete(sandbox, challenge=(await challenged(sandbox, EMPLOYER))["challenge"], code=clock.code(secret))

    assert (crossed.status_code, own.status_code) == (401, 201)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"challenge": "x"}, "one_expected"),
        ({"challenge": "x", "code": "123456", "passkey": {"id": "x"}}, "one_expected"),
        ({"code": "123456"}, "challenge_needed"),
        ({"challenge": "x", "code": " "}, "too_short"),
    ],
)
async def test_one_factor_is_shown_and_codes_complete_something(
    sandbox: AsyncClient, body: dict[str, Any], code: str
) -> None:
    refused = await complete(sandbox, **body)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


async def test_codes_cannot_be_tried_for_ever(sandbox: AsyncClient, clock: TestClock) -> None:
    asked, wrong = (await challenged(sandbox))["challenge"], _other_than(clock.code())

    tried = [await complete(sandbox, challenge=asked, code=wrong) for _ in range(5)]
    right = await complete(sandbox, challenge=(await challenged(sandbox))["challenge"], code=clock.code())
    clock.forward(seconds=int(right.headers["Retry-After"]))
    later = await complete(sandbox, challenge=(await challenged(sandbox))["challenge"], code=clock.code())

    assert [answer.status_code for answer in tried] == [401] * 5
    assert (right.status_code, right.json()["code"], later.status_code) == (429, "too_many_requests", 201)


async def test_a_reset_password_goes_round_no_second_factor(sandbox: AsyncClient, clock: TestClock) -> None:
    before = (await challenged(sandbox))["challenge"]
    await sandbox.post("/v1/password-resets", json={"email": WITH_FACTOR})
    token, password = await token_for(sandbox, WITH_FACTOR, "password_reset"), "trois chevaux verts"
    body = {"token": token, "password": password}
    assert (await sandbox.post("/v1/password-resets/redemption", json=body)).status_code == 204

    assert (await complete(sandbox, challenge=before, code=clock.code())).status_code == 401
    await challenged(sandbox, password=password)


async def test_a_disabled_account_completes_no_sign_in(sandbox: AsyncClient, clock: TestClock) -> None:
    asked = (await challenged(sandbox))["challenge"]
    headers = {**await sign_in(sandbox, SECRETARIAT), "If-Match": "*"}
    users = (await sandbox.get("/v1/users", headers=headers)).json()["items"]
    theirs = next(user["id"] for user in users if user["email"] == WITH_FACTOR)
    await sandbox.patch(f"/v1/users/{theirs}", headers=headers, json={"disabled": True})

    assert (await complete(sandbox, challenge=asked, code=clock.code())).status_code == 401
    assert (await open_session(sandbox, WITH_FACTOR)).status_code == 403


# --- enrolling --------------------------------------------------------------------------------------------------------


async def test_an_application_is_enrolled_and_its_codes_asked_for(
    sandbox: AsyncClient, clock: TestClock, sandbox_database: AsyncEngine
) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    proposed = await sandbox.post("/v1/me/totp", headers=headers)
    secret, uri = proposed.json()["secret"], proposed.json()["uri"]
    wrong = await sandbox.post(
        "/v1/me/totp/confirmation", headers=headers, json={"code": _other_than(clock.code(secret))}
    )
    before = await open_session(sandbox, EMPLOYER)

    confirmed = await sandbox.post("/v1/me/totp/confirmation", headers=headers, json={"code": clock.code(secret)})

    assert (proposed.status_code, wrong.status_code, before.status_code, confirmed.status_code) == (201, 422, 201, 200)
    assert (wrong.json()["errors"][0]["code"], wrong.json()["errors"][0]["pointer"]) == ("wrong_code", "/code")
    assert uri.startswith("otpauth://totp/CQP%20chimie:employer%40sandbox.example?secret=")
    assert len(secret) == 32
    assert len(set(confirmed.json()["recovery_codes"])) == 10
    assert confirmed.headers["Cache-Control"] == proposed.headers["Cache-Control"] == "no-store"
    assert (await challenged(sandbox, EMPLOYER))["methods"] == ["totp", "recovery_code"]
    async with sandbox_database.connect() as connection:
        kept = (await connection.execute(select(totp_secrets).where(totp_secrets.c.user_id == EMPLOYER_USER))).one()
        digests = await connection.scalars(select(recovery_codes.c.digest))
    assert secret.encode() not in kept.sealed
    assert all(len(digest) == 32 for digest in digests)


async def test_the_code_that_confirms_is_typed_as_it_is_shown_and_nothing_else(
    sandbox: AsyncClient, clock: TestClock
) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    secret = (await sandbox.post("/v1/me/totp", headers=headers)).json()["secret"]
    code = clock.code(secret)

    answers = [
        await sandbox.post("/v1/me/totp/confirmation", headers=headers, json={"code": each})
        for each in ("١٢٣٤٥٦", f"{code[:3]} {code[3:]}")
    ]

    assert [answer.status_code for answer in answers] == [422, 200]


async def test_the_code_that_confirms_is_used(sandbox: AsyncClient, clock: TestClock) -> None:
    secret, _ = await enrol_totp(sandbox, await sign_in(sandbox, EMPLOYER), clock)

    asked = await challenged(sandbox, EMPLOYER)

    assert (await complete(sandbox, challenge=asked["challenge"], code=clock.code(secret))).status_code == 401


async def test_a_proposed_secret_waits_for_a_quarter_of_an_hour(sandbox: AsyncClient, clock: TestClock) -> None:
    headers, others = await sign_in(sandbox, EMPLOYER), await sign_in(sandbox, JURY)
    secret = (await sandbox.post("/v1/me/totp", headers=headers)).json()["secret"]
    clock.forward(minutes=15)

    late = await sandbox.post("/v1/me/totp/confirmation", headers=headers, json={"code": clock.code(secret)})
    never = await sandbox.post("/v1/me/totp/confirmation", headers=others, json={"code": clock.code(secret)})

    assert (late.status_code, late.json()["code"]) == (409, "step_not_open")
    assert (never.status_code, never.json()["errors"][0]["code"]) == (409, "totp_not_proposed")


async def test_another_secret_replaces_the_first_once_confirmed(sandbox: AsyncClient, clock: TestClock) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    first, codes = await enrol_totp(sandbox, headers, clock)
    clock.forward(seconds=30)
    await sandbox.post("/v1/me/totp", headers=headers)
    still = await complete(
        sandbox, challenge=(await challenged(sandbox, EMPLOYER))["challenge"], code=clock.code(first)
    )

    second, _ = await enrol_totp(sandbox, headers, clock)
    clock.forward(seconds=30)

    async def shown(code: str) -> int:
        asked = (await challenged(sandbox, EMPLOYER))["challenge"]
        return (await complete(sandbox, challenge=asked, code=code)).status_code

    assert still.status_code == 201
    assert [await shown(each) for each in (clock.code(first), codes[0], clock.code(second))] == [401, 401, 201]


async def test_a_recovery_code_opens_once_and_its_owner_is_told(sandbox: AsyncClient, clock: TestClock) -> None:
    _, codes = await enrol_totp(sandbox, await sign_in(sandbox, EMPLOYER), clock)

    async def shown(code: str) -> Any:
        return await complete(sandbox, challenge=(await challenged(sandbox, EMPLOYER))["challenge"], code=code)

    opened, again = await shown(codes[0].upper().replace("-", " ")), await shown(codes[0])
    others = [await shown(code) for code in codes[1:8]]

    assert (opened.status_code, again.status_code) == (201, 401)
    assert {answer.status_code for answer in others} == {201}
    (session, *_) = (await sandbox.get("/v1/me/sessions", headers=bearer(others[-1].json()))).json()["items"]
    assert session["factor"] == "recovery_code"
    mails = [mail["body"] for mail in await mails_to(sandbox, EMPLOYER) if mail["template"] == "recovery_code_used"]
    assert len(mails) == 8
    assert ("2" in mails[0], "peu" in mails[0], "9" in mails[-1], "peu" in mails[-1]) == (True, True, True, False)


async def test_of_two_who_show_the_same_recovery_code_one_comes_in(sandbox: AsyncClient, clock: TestClock) -> None:
    _, codes = await enrol_totp(sandbox, await sign_in(sandbox, EMPLOYER), clock)
    asked = [(await challenged(sandbox, EMPLOYER))["challenge"] for _ in range(3)]

    answers = await asyncio.gather(*(complete(sandbox, challenge=each, code=codes[0]) for each in asked))

    assert sorted(answer.status_code for answer in answers) == [201, 401, 401]


async def test_people_see_what_they_have(sandbox: AsyncClient, strict: AsyncClient, clock: TestClock) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    before = (await sandbox.get("/v1/me/second-factors", headers=headers)).json()
    _, codes = await enrol_totp(sandbox, headers, clock)
    await complete(sandbox, challenge=(await challenged(sandbox, EMPLOYER))["challenge"], code=codes[0])
    await enrol_passkey(sandbox, headers, Authenticator())

    after = (await sandbox.get("/v1/me/second-factors", headers=headers)).json()
    must = (await strict.get("/v1/me/second-factors", headers=await sign_in(sandbox, SECRETARIAT))).json()

    assert before == {"totp": False, "passkeys": 0, "recovery_codes_left": 0, "required": False}
    assert after == {"totp": True, "passkeys": 1, "recovery_codes_left": 9, "required": False}
    assert must == {**before, "required": True}


async def test_an_application_is_removed_and_its_owner_told(sandbox: AsyncClient, clock: TestClock) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    await enrol_totp(sandbox, headers, clock)

    removed = await sandbox.delete("/v1/me/totp", headers=headers)
    again = await sandbox.delete("/v1/me/totp", headers=headers)

    assert (removed.status_code, again.status_code) == (204, 404)
    assert (await open_session(sandbox, EMPLOYER)).status_code == 201
    told = [mail["template"] for mail in await mails_to(sandbox, EMPLOYER)]
    assert told[:2] == ["factor_removed", "factor_added"]


# --- who must have one ------------------------------------------------------------------------------------------------


async def test_who_must_have_one_gets_a_session_to_enrol_it(strict: AsyncClient, clock: TestClock) -> None:
    opened = await open_session(strict, SECRETARIAT)
    headers = bearer(opened.json())

    assert (opened.status_code, opened.json()["enrolment_required"]) == (201, True)
    assert (await strict.get("/v1/me", headers=headers)).status_code == 200
    refused = await strict.get("/v1/users", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "enrolment_required")

    await enrol_totp(strict, headers, clock)

    assert (await strict.get("/v1/users", headers=headers)).status_code == 200, "the same token, and the session whole"
    refreshed = await strict.post("/v1/sessions/refresh", json={"refresh_token": opened.json()["refresh_token"]})
    assert refreshed.json()["enrolment_required"] is False


async def test_who_need_not_have_one_is_let_in(strict: AsyncClient) -> None:
    assert (await open_session(strict, EMPLOYER)).json()["enrolment_required"] is False
    assert (await open_session(strict, JURY)).json()["enrolment_required"] is True


async def test_a_refreshed_session_still_awaits_its_enrolment(strict: AsyncClient) -> None:
    opened = (await open_session(strict, SECRETARIAT)).json()

    refreshed = await strict.post("/v1/sessions/refresh", json={"refresh_token": opened["refresh_token"]})

    assert refreshed.json()["enrolment_required"] is True
    assert (await strict.get("/v1/users", headers=bearer(refreshed.json()))).status_code == 403


async def test_a_session_that_awaits_enrolment_reaches_nothing_else(
    settings: Settings, sandbox_database: AsyncEngine, clock: TestClock
) -> None:
    app = create_app(settings.model_copy(update={"second_factor_roles": ("secretariat",)}), engine=sandbox_database)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:
        headers = bearer((await open_session(client, SECRETARIAT)).json())
        open_to_all = {name for name, row in POLICY.rows.items() if Role.ANONYMOUS in row}
        reached = set()
        for route in app.routes:
            if not isinstance(route, ContractRoute) or Role.SECRETARIAT not in POLICY.rows[str(route.operation_id)]:
                continue
            path = route.path
            for name in route.param_convertors:
                path = path.replace(f"{{{name}}}", str(SECRETARIAT_USER))
            method = next(iter(route.methods or ()))
            if route.operation_id == "closeSession":
                reached.add(route.operation_id)
                continue
            answer = await client.request(method, path, headers={**headers, "If-Match": "*"})
            if answer.status_code != 403 or answer.json()["code"] != "enrolment_required":
                reached.add(str(route.operation_id))

    assert reached - open_to_all == ENROLMENT


async def test_the_last_factor_of_who_must_have_one_stays(strict: AsyncClient, clock: TestClock) -> None:
    headers = bearer((await open_session(strict, SECRETARIAT)).json())
    await enrol_totp(strict, headers, clock)

    refused = await strict.delete("/v1/me/totp", headers=headers)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "last_factor")
    await challenged(strict, SECRETARIAT)


async def test_what_the_owner_enrols_opens_no_session_of_whoever_has_the_password(
    strict: AsyncClient, clock: TestClock
) -> None:
    thief = bearer((await open_session(strict, SECRETARIAT)).json())
    owner = bearer((await open_session(strict, SECRETARIAT)).json())

    await enrol_totp(strict, owner, clock)

    assert (await strict.get("/v1/me", headers=thief)).status_code == 401
    assert (await strict.get("/v1/users", headers=owner)).status_code == 200


async def test_what_is_left_of_sign_ins_goes_with_the_sessions(
    sandbox: AsyncClient, clock: TestClock, sandbox_database: AsyncEngine
) -> None:
    asked = (await challenged(sandbox))["challenge"]
    headers = await sign_in_by_code(sandbox, clock.code())
    await sandbox.delete("/v1/me/sessions", headers=headers)
    clock.forward(seconds=30)

    assert (await complete(sandbox, challenge=asked, code=clock.code())).status_code == 401
    async with sandbox_database.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(sign_in_challenges)) == 0


def _other_than(code: str) -> str:
    """Six figures that are the code of no near step, or next to never."""
    return f"{(int(code) + 271_828) % 1_000_000:06}"
