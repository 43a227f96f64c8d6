"""A delay that the secretariat changes from a coming day is said by mails, letters and pages as it was on its day."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import COMPANY_SIREN, EMPLOYER, SECRETARIAT, a_candidate, opened
from tests.api.mailbox import mails_to
from tests.api.signing_in import sign_in
from tests.api.test_delays import PDF, a_request, at_noon_on, codes_asked, put
from tests.papers import text_of

Headers = dict[str, str]
BEFORE, FROM = date(2026, 11, 23), date(2026, 11, 24)
CANDIDATE = "lea@example.org"
THREE = {"value": 3, "from": FROM.isoformat(), "source": "Décision de la CPNE (exemple)"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    await at_noon_on(sandbox, BEFORE)
    headers = await sign_in(sandbox, SECRETARIAT)
    for rule in ("R44", "R45"):
        answer = await sandbox.put(f"/v1/rules/{rule}/parameters/months", json=THREE, headers=headers)
        assert answer.status_code == 200, answer.text
    return headers


async def submitted(client: AsyncClient, name: str) -> str:
    """A simplified VAE of that candidate, whose request the employer submits today; its number."""
    employer = await sign_in(client, EMPLOYER)
    experience = [{"activity": "Fabrication", "start": "2024-01-01", "directly_related": True}]
    candidate = a_candidate(birth_name=name, experience=experience)
    dossier = await opened(client, employer, pathway="simplified_vae", training_scheme=None, candidate=candidate)
    path = f"/v1/dossiers/{dossier['id']}"
    identification = {
        "held_on": BEFORE.isoformat(),
        "technical_expert": {"name": "Anne Besson", "employer_siren": COMPANY_SIREN},
        "interview_expert": {"name": "Lise Moreau", "kind": "employee"},
        "competences": [{"code": code, "mastered": True} for code in await codes_asked(client)],
    }
    await put(client, f"{path}/skills-identification", identification, employer)
    for kind, signed in SIGNED.items():
        added = await client.post(
            f"{path}/documents",
            data={"kind": kind, "signed_by": signed},
            files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
            headers=employer,
        )
        assert added.status_code == 201, added.text
    answer = await client.post(f"{path}/admissibility/submission", headers=employer)
    assert answer.status_code == 200, answer.text
    return str(dossier["number"])


async def admitted(client: AsyncClient, headers: Headers) -> str:
    """A common-law VAE found admissible today; its path."""
    path = await a_request(client, headers, email=CANDIDATE)
    for step, body in (("submission", {}), ("decision", {"decision": "admissible"})):
        answer = await client.post(f"{path}/admissibility/{step}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    return path


SIGNED = {
    "outil_1": ["technical_expert", "interview_expert", "candidate"],
    "outil_6": ["candidate"],
    "cerfa_12818": ["candidate"],
}


async def said_to(client: AsyncClient, address: str, template: str) -> dict[str, str]:
    """What each mail of that kind says, by the number of its dossier, which ends its subject."""
    mails = [mail for mail in await mails_to(client, address) if mail["template"] == template]
    return {str(mail["subject"]).rsplit(" ", 1)[-1]: str(mail["body"]) for mail in mails}


async def test_r44_at_three_months_a_mail_says_the_delay_of_the_day_of_receipt(
    sandbox: AsyncClient, secretariat: Headers, work: Callable[[], Awaitable[None]]
) -> None:
    older = await submitted(sandbox, "Martin")
    await at_noon_on(sandbox, FROM)
    newer = await submitted(sandbox, "Roche")
    await work()

    said = await said_to(sandbox, SECRETARIAT, "admissibility_submitted")
    assert "sous deux mois" in said[older]
    assert "sous trois mois" in said[newer]


async def test_r45_at_three_months_letters_and_the_mail_of_a_lapse_say_the_delay_of_the_decision(
    sandbox: AsyncClient, secretariat: Headers, work: Callable[[], Awaitable[None]]
) -> None:
    older = await admitted(sandbox, secretariat)
    await at_noon_on(sandbox, FROM)
    newer = await admitted(sandbox, secretariat)
    letters = [
        text_of((await sandbox.get(f"{each}/admissibility/letter", headers=secretariat)).content)
        for each in (older, newer)
    ]
    await at_noon_on(sandbox, date(2029, 1, 1))
    await work()

    numbers = [(await sandbox.get(each, headers=secretariat)).json()["number"] for each in (older, newer)]
    said = await said_to(sandbox, CANDIDATE, "candidate_dossier_closed")
    assert ["18 mois" in letters[0], "3 mois" in letters[1]] == [True, True]
    assert "sous dix-huit mois" in said[numbers[0]]
    assert "sous trois mois" in said[numbers[1]]


async def rules(client: AsyncClient, **asked: Any) -> dict[str, dict[str, Any]]:
    listed = (await client.get("/v1/rules", params={"limit": 200, **asked})).json()["items"]
    return {rule["number"]: rule for rule in listed}


@pytest.mark.parametrize(
    ("language", "before", "after", "coming"),
    [
        pytest.param(
            "fr", "dans les deux mois de la", "dans les trois mois de la", "à partir du 24\u00a0novembre", id="fr"
        ),
        pytest.param("en", "within two months of the", "within three months of the", "from 24\u00a0November", id="en"),
    ],
)
async def test_r44_at_three_months_the_page_of_rules_says_the_delay_of_the_day(
    sandbox: AsyncClient, secretariat: Headers, language: str, before: str, after: str, coming: str
) -> None:
    page = f"/docs/{language}/rules"
    first = await sandbox.get(page)
    await at_noon_on(sandbox, FROM)
    second = await sandbox.get(page, headers={"If-None-Match": first.headers["ETag"]})

    assert [before in first.text, after in first.text, coming in first.text] == [True, False, True]
    assert [before in second.text, after in second.text, coming in second.text] == [False, True, False]


async def test_r44_at_three_months_the_rulebook_says_the_delay_of_the_day_asked_for(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    now, then = await rules(sandbox), await rules(sandbox, on=FROM.isoformat())

    assert "dans les deux mois de la réception" in now["R44"]["statement"]
    assert "dans les 2 mois qui suivent" in now["R44"]["requires"]
    assert "dans les trois mois de la réception" in then["R44"]["statement"]
    assert "dans les 3 mois qui suivent" in then["R44"]["requires"]
    assert [rule["number"] for rule in then.values() if "{" in rule["statement"] + rule["requires"]] == []
