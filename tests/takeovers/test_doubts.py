"""D49: who may be the holder of a former award is the secretariat's to say, and is in its inbox until it has."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, opened
from tests.api.signing_in import sign_in
from tests.api.test_tasks import about, inbox
from tests.takeovers.desk import TakeoverDesk, a_certificate, a_holder, a_partial_result

AWARDS: dict[str, dict[str, Any]] = {
    "a certificate": {"certificates": [a_certificate()]},
    "a partial result": {"partial_results": [a_partial_result()]},
}
NAMED = {
    "a certificate": "Lefèvre Élodie (ancien registre, CQP 2019/00042)",
    "a partial result": "Lefèvre Élodie (ancien registre, e-certif ACQ-1)",
}


@pytest.mark.parametrize("award", AWARDS)
@pytest.mark.parametrize("award_first", [True, False], ids=["before the dossier", "after it"])
async def test_a_doubt_with_the_former_register_is_in_the_inbox_and_named(
    sandbox: AsyncClient, award: str, award_first: bool
) -> None:
    headers, employer = await sign_in(sandbox, SECRETARIAT), await sign_in(sandbox, EMPLOYER)
    desk = TakeoverDesk(sandbox, headers)
    if award_first:
        await desk.apply(AWARDS[award])
    await opened(sandbox, employer, candidate=a_candidate(**a_holder()))
    if not award_first:
        await desk.apply(AWARDS[award])

    (task,) = about(await inbox(sandbox, headers), "person_match")
    pending = await sandbox.get("/v1/persons/matches", params={"state": "pending"}, headers=headers)
    (match,) = pending.json()["items"]

    assert (task["operation_id"], task["subject"]["id"]) == ("decidePersonMatch", match["id"])
    assert sorted(task["subject"]["label"].split(" / ")) == ["Lefèvre Élodie", NAMED[award]]
