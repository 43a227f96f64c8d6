"""Lost factors are taken away by two hands of the secretariat; on the machine itself where there are not two."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from app.cli import cli
from app.db.engine import create_engine
from app.db.tables import events, factor_resets, user_roles, users
from app.sandbox.identities import (
    BEGINNING,
    EMPLOYER_USER,
    JURY_EMPLOYEES_USER,
    JURY_USER,
    PASSWORD,
    SECRETARIAT_2FA_USER,
    SECRETARIAT_USER,
)
from tests.api.authenticator import Authenticator
from tests.api.mailbox import mails_to
from tests.api.second_factors import (
    WITH_FACTOR,
    TestClock,
    challenged,
    clock,
    complete,
    enrol_passkey,
    enrol_totp,
    passkey_options,
    sign_in_by_code,
)
from tests.api.signing_in import open_session, sign_in
from tests.database import Postgres

__all__ = ["clock"]

SECRETARIAT, EMPLOYER = "secretariat@sandbox.example", "employer@sandbox.example"
JURY, OTHER_JURY = "jury@sandbox.example", "jury-employees@sandbox.example"
REASON = {"reason": "Téléphone perdu ; identité vérifiée au téléphone, pièce vue"}


@pytest.fixture
async def hands(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> list[dict[str, str]]:
    """The headers of three of the secretariat, none of them with a factor."""
    async with sandbox_database.begin() as connection:
        for user_id in (JURY_USER, JURY_EMPLOYEES_USER):
            row = {"user_id": user_id, "role": "secretariat", "granted_at": BEGINNING}
            await connection.execute(user_roles.insert().values(row))
    return [await sign_in(sandbox, email, role="secretariat") for email in (SECRETARIAT, JURY, OTHER_JURY)]


async def test_two_hands_take_lost_factors_away(
    sandbox: AsyncClient, hands: list[dict[str, str]], clock: TestClock, sandbox_database: AsyncEngine
) -> None:
    theirs = await sign_in_by_code(sandbox, clock.code())
    asked = await _reset(sandbox, hands[0])
    still = await challenged(sandbox)

    done = await _reset(sandbox, hands[1], reason="Rappelée au numéro du dossier : c'est bien elle")

    assert (asked.status_code, asked.json()["state"], asked.json()["done_at"]) == (200, "asked", None)
    assert asked.json()["state_label"] == "Demandé, en attente d'une seconde personne"
    assert (done.status_code, done.json()["state"], done.json()["id"]) == (200, "done", asked.json()["id"])
    assert (await sandbox.get("/v1/me", headers=theirs)).status_code == 401
    clock.forward(seconds=30)
    assert (await complete(sandbox, challenge=still["challenge"], code=clock.code())).status_code == 401
    assert (await open_session(sandbox, WITH_FACTOR)).status_code == 201
    assert (await mails_to(sandbox, WITH_FACTOR))[0]["template"] in {"factors_reset", "new_device"}
    assert "factors_reset" in {mail["template"] for mail in await mails_to(sandbox, WITH_FACTOR)}
    async with sandbox_database.connect() as connection:
        (event,) = await connection.execute(select(events).where(events.c.type == "account.factors_reset"))
        (kept,) = await connection.execute(select(factor_resets))
    assert (event.about, event.data) == (SECRETARIAT_2FA_USER, {"user_id": str(SECRETARIAT_2FA_USER)})
    assert event.details["asked_by"] == str(SECRETARIAT_USER)
    assert (event.details["done_by"], len(event.details["reasons"])) == (str(JURY_USER), 2)
    assert (kept.asked_by, kept.done_by, kept.reason) == (SECRETARIAT_USER, JURY_USER, REASON["reason"])


async def test_every_factor_goes(sandbox: AsyncClient, hands: list[dict[str, str]], clock: TestClock) -> None:
    authenticator, headers = Authenticator(), await sign_in(sandbox, EMPLOYER)
    await enrol_passkey(sandbox, headers, authenticator)
    _, codes = await enrol_totp(sandbox, headers, clock)
    asked = (await challenged(sandbox, EMPLOYER))["challenge"]
    for hand in hands[:2]:
        await _reset(sandbox, hand, EMPLOYER_USER)

    shown = [
        await complete(sandbox, challenge=asked, code=codes[0]),
        await complete(sandbox, passkey=authenticator.get(await passkey_options(sandbox))),
    ]

    assert [answer.status_code for answer in shown] == [401, 401]
    assert (await open_session(sandbox, EMPLOYER)).status_code == 201


async def test_one_hand_twice_is_one(sandbox: AsyncClient, hands: list[dict[str, str]]) -> None:
    first, again = await _reset(sandbox, hands[0]), await _reset(sandbox, hands[0])
    elsewhere = await _reset(sandbox, await sign_in(sandbox, SECRETARIAT))

    assert [answer.json()["state"] for answer in (first, again, elsewhere)] == ["asked"] * 3
    await challenged(sandbox)


async def test_one_hand_at_once_in_several_tabs_is_one(sandbox: AsyncClient, hands: list[dict[str, str]]) -> None:
    answers = await asyncio.gather(*(_reset(sandbox, hands[0]) for _ in range(4)))

    assert {answer.json()["state"] for answer in answers} == {"asked"}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_of_two_second_hands_at_once_one_does_it(sandbox: AsyncClient, hands: list[dict[str, str]]) -> None:
    await _reset(sandbox, hands[0])

    answers = await asyncio.gather(*(_reset(sandbox, hand) for hand in hands[1:]))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    mails = [mail["template"] for mail in await mails_to(sandbox, WITH_FACTOR)]
    assert mails.count("factors_reset") == 1


async def test_of_two_first_hands_at_once_one_is_the_second(sandbox: AsyncClient, hands: list[dict[str, str]]) -> None:
    answers = await asyncio.gather(*(_reset(sandbox, hand) for hand in hands[:2]))

    assert sorted(answer.json()["state"] for answer in answers) == ["asked", "done"]


async def test_the_second_hand_has_seven_days(
    sandbox: AsyncClient, hands: list[dict[str, str]], sandbox_database: AsyncEngine
) -> None:
    await _reset(sandbox, hands[0])
    async with sandbox_database.begin() as connection:
        ago = datetime.now(UTC) - timedelta(days=7)
        await connection.execute(update(factor_resets).values(asked_at=ago))

    assert (await _reset(sandbox, hands[1])).json()["state"] == "asked"
    assert (await _reset(sandbox, hands[2])).json()["state"] == "done"


@pytest.mark.parametrize("left", ["disabled", "without the role"])
async def test_the_hand_of_who_has_left_counts_no_more(
    sandbox: AsyncClient, hands: list[dict[str, str]], sandbox_database: AsyncEngine, left: str
) -> None:
    await _reset(sandbox, hands[1])
    async with sandbox_database.begin() as connection:
        if left == "disabled":
            await connection.execute(update(users).where(users.c.id == JURY_USER).values(disabled=True))
        else:
            theirs = (user_roles.c.user_id == JURY_USER) & (user_roles.c.role == "secretariat")
            await connection.execute(user_roles.delete().where(theirs))

    assert (await _reset(sandbox, hands[0])).json()["state"] == "asked"


async def test_nobody_resets_their_own_nor_what_is_not_there(
    sandbox: AsyncClient, hands: list[dict[str, str]], clock: TestClock
) -> None:
    own = await _reset(sandbox, await sign_in_by_code(sandbox, clock.code()))
    without, absent = await _reset(sandbox, hands[0], EMPLOYER_USER), await _reset(sandbox, hands[0], uuid7())
    unsaid = await sandbox.post(f"/v1/users/{SECRETARIAT_2FA_USER}/factor-reset", headers=hands[0], json={})

    assert (own.status_code, own.json()["errors"][0]["code"]) == (422, "own_account")
    assert (without.status_code, absent.status_code, unsaid.status_code) == (409, 404, 422)


@pytest.mark.parametrize("email", [EMPLOYER, "evaluator@sandbox.example", JURY])
async def test_only_the_secretariat_has_hands(sandbox: AsyncClient, email: str) -> None:
    assert (await _reset(sandbox, await sign_in(sandbox, email))).status_code == 403


async def test_a_program_is_told_nothing_of_it(sandbox: AsyncClient, hands: list[dict[str, str]]) -> None:
    for hand in hands[:2]:
        await _reset(sandbox, hand)
    form = {"grant_type": "client_credentials", "scope": "events:read"}
    token = (await sandbox.post("/oauth/token", data=form, auth=("opca-sandbox", PASSWORD))).json()["access_token"]

    told = await sandbox.get("/v1/events", headers={"Authorization": f"Bearer {token}"})

    assert (told.status_code, told.json()["items"]) == (200, [])


# --- on the machine ---------------------------------------------------------------------------------------------------


@pytest.fixture
def machine(postgres: Postgres, sandbox_template: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sandbox's database, in the environment of the command."""
    address = postgres.at(postgres.template(of=sandbox_template))
    given = {"CQP_ENVIRONMENT": "sandbox", "CQP_SIGNING_KEY": "unused", "DATABASE_URL": address}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return address


def test_where_one_secretary_is_alone_the_machine_does_it(machine: str) -> None:
    done, again = _on_the_machine(WITH_FACTOR.upper()), _on_the_machine(WITH_FACTOR)

    assert (done.exit_code, "seconds facteurs retirés" in done.output) == (0, True)
    assert (again.exit_code, "n'a pas de second facteur" in again.output) == (1, True)
    kept = asyncio.run(_resets(machine))
    assert [(one["user_id"], one["asked_by"], one["done_by"]) for one in kept] == [(SECRETARIAT_2FA_USER, None, None)]


def test_where_two_others_can_do_it_the_machine_does_not(machine: str) -> None:
    asyncio.run(_make_secretariat(machine, JURY_USER))

    refused = _on_the_machine(WITH_FACTOR)

    assert (refused.exit_code, "Deux autres personnes du secrétariat" in refused.output) == (1, True)
    assert asyncio.run(_resets(machine)) == []


@pytest.mark.usefixtures("machine")
def test_an_address_without_an_account_is_said() -> None:
    assert _on_the_machine("personne@exemple.fr").exit_code == 2


def _on_the_machine(email: str) -> Any:
    return CliRunner().invoke(cli, ["users", "reset-factor", "--email", email, "--reason", REASON["reason"]])


async def _resets(url: str) -> list[dict[str, Any]]:
    engine = create_engine(url)
    async with engine.connect() as connection:
        rows = [dict(row) for row in (await connection.execute(select(factor_resets))).mappings()]
    await engine.dispose()
    return rows


async def _make_secretariat(url: str, user_id: UUID) -> None:
    engine = create_engine(url)
    async with engine.begin() as connection:
        row = {"user_id": user_id, "role": "secretariat", "granted_at": BEGINNING}
        await connection.execute(user_roles.insert().values(row))
    await engine.dispose()


async def _reset(
    client: AsyncClient, headers: dict[str, str], user_id: UUID = SECRETARIAT_2FA_USER, **said: str
) -> Response:
    return await client.post(f"/v1/users/{user_id}/factor-reset", headers=headers, json={**REASON, **said})
