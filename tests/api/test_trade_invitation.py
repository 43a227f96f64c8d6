"""The trade evaluator's invitation, all its life: reminded, renewed, ended, over once the observations are in (R55)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import links
from tests.api.dossier_requests import COMPANY_SIREN
from tests.api.jury_room import awaiting_jury
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import bearer, sign_in

GUEST, EVALUATOR = "paul@example.org", "evaluator@sandbox.example"
BODY = {"name": "Paul Métier", "email": GUEST, "employer_siren": COMPANY_SIREN, "position": "Chef d'équipe"}
INVITATION, REMINDER = "trade_evaluator_invitation", "trade_evaluator_reminder"
START = datetime(2026, 12, 1, 9, tzinfo=UTC)
UNASSESSED: dict[str, Any] = dict.fromkeys(("trade_observations", "trade_evaluator", "assessment_completed_on"))
Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Stage:
    """A dossier whose evaluator has just invited somebody, on a clock of its own."""

    client: AsyncClient
    path: str
    evaluator: dict[str, str]

    async def on_day(self, day: float) -> None:
        now = (START + timedelta(days=day)).isoformat()
        assert (await self.client.put("/v1/sandbox/clock", json={"now": now})).status_code == 200

    async def invite(self, **changes: str) -> None:
        answer = await self.client.post(f"{self.path}/trade-evaluator", json=BODY | changes, headers=self.evaluator)
        assert answer.status_code == 201, answer.text

    async def redeem(self, token: str) -> Response:
        return await self.client.post("/v1/invitations/redeem", json={"token": token})

    async def renew(self, token: str) -> str:
        """The words of the answer, always the same."""
        answer = await self.client.post("/v1/invitations/renewal", json={"token": token})
        assert answer.status_code == 202, answer.text
        detail: str = answer.json()["detail"]
        return detail

    async def mails(self, address: str = GUEST) -> list[str]:
        """The templates of what was sent to an address, the oldest first."""
        return [mail["template"] for mail in reversed(await mails_to(self.client, address))]

    async def token(self, template: str = INVITATION) -> str:
        return await token_for(self.client, GUEST, template)


@pytest.fixture
async def stage(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> Stage:
    dossier = await awaiting_jury(sandbox_database, **UNASSESSED)
    evaluator = await sign_in(sandbox, EVALUATOR)
    stage = Stage(client=sandbox, path=f"/v1/dossiers/{dossier.id}", evaluator=evaluator)
    await stage.on_day(0)
    await stage.invite()
    return stage


async def test_each_reminder_is_sent_once_however_often_and_whenever_the_clock_moves(stage: Stage, work: Work) -> None:
    sent = []
    for day in (22, 23, 24, 22, 29, 29.5, 24):
        await stage.on_day(day)
        await work()
        sent.append((await stage.mails()).count(REMINDER))

    assert sent == [0, 1, 1, 1, 2, 2, 2]
    body = (await mails_to(stage.client, GUEST))[0]["body"].replace("\xa0", " ")
    assert "31 décembre 2026" in body
    assert [(await stage.redeem(await stage.token(each))).status_code for each in (INVITATION, REMINDER)] == [201, 201]


async def test_after_a_long_absence_only_the_nearest_reminder_is_sent(stage: Stage, work: Work) -> None:
    await stage.on_day(29.5)
    await work()

    assert await stage.mails() == [INVITATION, REMINDER]


async def test_an_invitation_that_ends_unanswered_is_told_to_its_evaluator_once(stage: Stage, work: Work) -> None:
    for day in (400, 31, 32):
        await stage.on_day(day)
        await work()

    assert await stage.mails() == [INVITATION]
    assert (await stage.mails(EVALUATOR)).count("trade_evaluator_expired") == 1


@pytest.mark.parametrize(
    ("day", "renewed"),
    [
        pytest.param(22.9, False, id="far from its end"),
        pytest.param(23.1, True, id="seven days before its end"),
        pytest.param(200, True, id="long after its end"),
    ],
)
async def test_whoever_was_invited_renews_their_own_link(stage: Stage, day: float, renewed: bool) -> None:
    former = await stage.token()
    await stage.on_day(day)
    words = {await stage.renew(former), await stage.renew(former), await stage.renew("x" * 43)}

    assert len(words) == 1
    assert await stage.mails() == [INVITATION] * (2 if renewed else 1)
    if renewed:
        assert (await stage.redeem(former)).status_code == 401
        await stage.on_day(day + 29.9)
        assert (await stage.redeem(await stage.token())).status_code == 201


async def test_what_was_taken_back_is_not_renewed_and_who_was_invited_is_told(stage: Stage) -> None:
    token = await stage.token()
    answer = await stage.client.delete(f"{stage.path}/trade-evaluator", headers=stage.evaluator)
    await stage.on_day(31)
    await stage.renew(token)

    assert answer.status_code == 204
    assert await stage.mails() == [INVITATION, "trade_evaluator_revoked"]


async def test_who_was_invited_before_somebody_else_is_told_and_renews_nothing(stage: Stage) -> None:
    token = await stage.token()
    await stage.invite(email="rose@example.org", name="Rose Métier")
    await stage.on_day(31)
    await stage.renew(token)

    assert await stage.mails() == [INVITATION, "trade_evaluator_revoked"]
    assert await stage.mails("rose@example.org") == [INVITATION]


async def test_the_observations_end_the_session_and_the_link_and_are_told_to_the_evaluator(
    stage: Stage, work: Work
) -> None:
    token = await stage.token()
    guest = bearer((await stage.redeem(token)).json())
    path = f"{stage.path}/assessment/trade-observations"
    given = await stage.client.put(path, json={"observations": "Avec soin."}, headers={**guest, "If-None-Match": "*"})
    after = await stage.client.get(path, headers=guest)
    await stage.on_day(31)
    await stage.renew(token)
    await work()

    assert (given.status_code, after.status_code) == (201, 401)
    assert await stage.mails() == [INVITATION]
    assert (await stage.redeem(token)).status_code == 401
    assert await stage.mails(EVALUATOR) == ["observations_recorded"]


async def test_somebody_who_asks_again_and_again_is_not_mailed_again_and_again(stage: Stage) -> None:
    for round_ in range(1, 8):
        await stage.on_day(31 * round_)
        await stage.renew(await stage.token())

    assert len(await stage.mails()) == 6


async def test_a_renewal_is_remembered_and_its_token_is_not(stage: Stage, sandbox_database: AsyncEngine) -> None:
    await stage.on_day(31)
    await stage.renew(await stage.token())
    token = await stage.token()
    lines: list[dict[str, Any]] = (
        await stage.client.get(f"{stage.path}/history", headers=await sign_in(stage.client, EVALUATOR))
    ).json()["items"]

    assert (lines[0]["operation"], lines[0]["rules"]) == ("renewInvitation", ["R55"])
    async with sandbox_database.connect() as connection:
        kept = (await connection.execute(select(links))).all()
    assert len(token) == 43
    assert {len(row.token_hash) for row in kept} == {32}
    assert token not in str(kept)


async def test_a_dossier_invites_a_few_professionals_in_a_row_and_no_more(stage: Stage) -> None:
    """K7: each invitation is a mail to somebody who asked for nothing."""
    for number in range(4):
        await stage.invite(email=f"paul{number}@example.org")

    one_more = await stage.client.post(
        f"{stage.path}/trade-evaluator", json=BODY | {"email": "paul5@example.org"}, headers=stage.evaluator
    )

    assert (one_more.status_code, one_more.json()["code"]) == (429, "too_many_requests")
    assert await stage.mails("paul5@example.org") == []
