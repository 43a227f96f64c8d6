"""L10, D61: whatever a parameter is set to within its bounds, every act answers; beyond them it is not set."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.law import Edition, Parameter, ParameterScalar
from app.domain.rules import RULES
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier, codes_of, rules_of
from tests.api.jury_room import CHAIR, a_deliberation, awaiting_jury, sitting, today
from tests.api.signing_in import sign_in
from tests.api.test_delays import OUTSIDER, PDF, a_choice, an_assessment, at_noon_on, codes_asked

Headers = dict[str, str]
Work = Callable[[], Awaitable[None]]


def extremes(parameter: Parameter) -> tuple[ParameterScalar, ...]:
    """The bounds of what counts something; every value of a switch or a choice."""
    if parameter.minimum is not None and parameter.maximum is not None:
        return parameter.minimum, parameter.maximum
    return parameter.choices or (False, True)


_EVERY = 3
DECLARED = [
    (rule.number, parameter)
    for rule in RULES.values()
    for edition in rule.editions
    if isinstance(edition, Edition)
    for parameter in edition.parameters
]
AT_THEIR_BOUNDS = [
    pytest.param(
        number,
        parameter.name,
        value,
        id=f"{number}.{parameter.name}={value}",
        marks=() if place % _EVERY == 0 and value == extremes(parameter)[-1] else pytest.mark.nightly,
    )
    for place, (number, parameter) in enumerate(DECLARED)
    for value in extremes(parameter)
]
"""Before each merge one parameter in ``_EVERY``, at the last of them; all at all by night."""
BEYOND = [
    pytest.param(number, parameter.name, value, id=f"{number}.{parameter.name}={value}")
    for number, parameter in DECLARED
    if parameter.minimum is not None and parameter.maximum is not None
    for value in (parameter.minimum - 1, parameter.maximum + 1, 100_000, -100_000, 10**12)
]


@pytest.fixture
async def heard(sandbox: AsyncClient) -> AsyncIterator[list[Response]]:
    """Every answer of the service."""
    answers: list[Response] = []

    async def hear(answer: Response) -> None:
        answers.append(answer)

    sandbox.event_hooks["response"].append(hear)
    yield answers
    sandbox.event_hooks["response"].remove(hear)


async def done(client: AsyncClient, method: str, path: str, headers: Headers, body: Any = None) -> Response:
    """An act that nothing of the parameters may stop."""
    given = {"If-Match": "*"} if method in {"PUT", "PATCH"} else {}
    answer = await client.request(method, path, json=body, headers={**headers, **given})
    assert answer.is_success, (method, path, answer.text)
    return answer


async def filed(client: AsyncClient, path: str, headers: Headers, kind: str, signed_by: list[str]) -> None:
    answer = await client.post(
        f"{path}/documents",
        data={"kind": kind, "signed_by": signed_by},
        files={"file": (f"{kind}.pdf", PDF, "application/pdf")},
        headers=headers,
    )
    assert answer.status_code == 201, answer.text


async def a_vae_carried_to_the_jury(client: AsyncClient, headers: Headers, on: date) -> str:
    """A common-law VAE through all of its acts, refused where its year falls short, and lapsed where time does."""
    request = {"pathway": "common_law_vae", "certification_code": "cqp-operateur-fabrication", "candidate": OUTSIDER}
    path = f"/v1/dossiers/{(await done(client, 'POST', '/v1/dossiers', headers, request)).json()['id']}"
    for kind in ("outil_6", "cerfa_12818"):
        await filed(client, path, headers, kind, ["candidate"])
    await done(client, "POST", f"{path}/admissibility/submission", headers, {})
    decided = await client.post(f"{path}/admissibility/decision", json={"decision": "admissible"}, headers=headers)
    if decided.status_code == 422:
        assert codes_of(decided.json()) == ["experience_too_short"]
        no = {"decision": "inadmissible", "grounds": [{"rule": "R35", "text": "Expérience trop courte"}]}
        await done(client, "POST", f"{path}/admissibility/decision", headers, no)
        return path
    await done(client, "GET", f"{path}/admissibility/letter", headers)
    dispatch = {"tracking_number": "1A 000", "sent_on": on.isoformat()}
    await done(client, "POST", f"{path}/admissibility/dispatch", headers, dispatch)
    await done(client, "POST", f"{path}/admissibility/acknowledgement", headers, {"received_on": on.isoformat()})
    extension = {"until": "2060-01-01", "reason": "Congé"}
    await done(client, "POST", f"{path}/admissibility/extension", headers, extension)
    await done(client, "PUT", f"{path}/portfolio", headers, {"completed_on": on.isoformat()})
    await done(client, "PUT", f"{path}/evaluator", headers, a_choice(on))
    await done(client, "POST", f"{path}/evaluator/acceptance", headers, {"independent": True})
    await done(client, "PUT", f"{path}/assessment", headers, an_assessment(await codes_asked(client), on))
    await filed(client, path, headers, "outil_7", ["candidate"])
    await filed(client, path, headers, "outil_8", ["evaluator", "trade_evaluator", "candidate"])
    await done(client, "POST", f"{path}/assessment/completion", headers)
    await done(client, "POST", f"{path}/registration", headers)
    return path


async def everybody_asks(client: AsyncClient, on: date, *headers: Headers) -> None:
    """What anybody reads that is computed from a parameter."""
    question = {
        "certification_code": "cqp-operateur-fabrication",
        "candidate": {name: a_candidate()[name] for name in ("employment", "experience")},
    }
    for day in (on, date(2011, 4, 27), date(2199, 12, 31)):
        await done(client, "POST", "/v1/eligibility-checks", {}, {**question, "on": day.isoformat()})
        await done(client, "GET", f"/v1/rules?on={day}", {})
        await done(client, "GET", f"/v1/pathways?on={day}", {})
    for each in headers:
        await done(client, "GET", "/v1/deadlines", each)
        for dossier in (await done(client, "GET", "/v1/dossiers?limit=200", each)).json()["items"]:
            for part in ("", "/checklist", "/history"):
                await done(client, "GET", f"/v1/dossiers/{dossier['id']}{part}", each)


@pytest.mark.parametrize(("number", "name", "value"), AT_THEIR_BOUNDS)
async def test_d61_every_act_answers_with_a_parameter_at_its_bound(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    heard: list[Response],
    work: Work,
    number: str,
    name: str,
    value: ParameterScalar,
) -> None:
    on = today() + timedelta(days=1)
    secretariat, employer = await sign_in(sandbox, SECRETARIAT), await sign_in(sandbox, EMPLOYER)
    chair = await sign_in(sandbox, CHAIR)
    setting = {"value": value, "from": on.isoformat(), "source": "Essai des bornes"}
    await done(sandbox, "PUT", f"/v1/rules/{number}/parameters/{name}", secretariat, setting)
    await at_noon_on(sandbox, on)

    for pathway, variant in (("individualised_training", "direct_assessment"), ("simplified_vae", None)):
        given = a_dossier(pathway=pathway, variant=variant, candidate=a_candidate(birth_name=f"Essai {pathway}"))
        opened = await sandbox.post("/v1/dossiers", json=given, headers=employer)
        assert opened.status_code == 201 or rules_of(opened.json()) == ["R30"], opened.text
    vae = await a_vae_carried_to_the_jury(sandbox, secretariat, on)
    await everybody_asks(sandbox, on, secretariat, employer)
    partial = await awaiting_jury(sandbox_database, not_acquired=2)
    session = await sitting(
        sandbox, secretariat, partial, held_on=on.isoformat(), registration_closes_on=on.isoformat()
    )
    decided = await done(sandbox, "POST", f"{session}/deliberations", secretariat, a_deliberation(partial))
    for closing in (secretariat, chair):
        await done(sandbox, "POST", f"{session}/closure", closing, {})
    await done(sandbox, "GET", f"/v1/dossiers/{partial.id}/attestation", employer)
    again = a_dossier(certification_code=partial.certification_code, previous_dossier_id=str(partial.id))
    await sandbox.post("/v1/dossiers", json=again, headers=employer)
    await work()
    for later in (on + timedelta(days=400), on + timedelta(days=4000)):
        await at_noon_on(sandbox, later)
        await work()
        await done(sandbox, "GET", f"{vae}/checklist", secretariat)
        await done(sandbox, "GET", "/v1/deadlines", secretariat)

    assert decided.json()["outcome"] == "partially_awarded"
    assert [answer.url for answer in heard if answer.status_code >= 500] == []


@pytest.mark.parametrize(("number", "name", "value"), BEYOND)
async def test_d61_a_value_beyond_its_bounds_is_refused_and_the_bounds_are_told(
    sandbox: AsyncClient, number: str, name: str, value: int
) -> None:
    secretariat = await sign_in(sandbox, SECRETARIAT)
    setting = {"value": value, "from": (today() + timedelta(days=1)).isoformat(), "source": "Essai des bornes"}
    answer = await sandbox.put(f"/v1/rules/{number}/parameters/{name}", json=setting, headers=secretariat)
    listed = (await sandbox.get("/v1/rules?limit=200")).json()["items"]
    (told,) = [
        each for rule in listed if rule["number"] == number for each in rule["parameters"] if each["name"] == name
    ]

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert codes_of(answer.json()) == ["unsuitable_value"]
    assert rules_of(answer.json()) == ["D61"]
    assert not told["minimum"] <= value <= told["maximum"]
    assert told["values"] == []
