"""L36, D61: an assessment says where it took place, and its evaluator must be authorised there."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, codes_of, opened, rules_of
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.api.test_delays import a_choice, admissible, an_assessment, codes_asked, put

Headers = dict[str, str]
LYON, PARIS = {"postal_code": "69007", "city": "Lyon"}, {"postal_code": "75011", "city": "Paris"}


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def ready(client: AsyncClient, headers: Headers) -> str:
    """A common-law VAE that its evaluator is about to assess; the dossier's path."""
    path, on = await admissible(client, headers), today()
    await put(client, f"{path}/portfolio", {"completed_on": on.isoformat()}, headers)
    await put(client, f"{path}/evaluator", a_choice(on), headers)
    await client.post(f"{path}/evaluator/acceptance", json={"independent": True}, headers=headers)
    return path


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({}, (None, False)),
        ({"place": LYON}, ({**LYON, "region": "84"}, False)),
        ({"remote": True}, (None, True)),
    ],
)
async def test_d61_where_an_assessment_took_place_is_on_record(
    sandbox: AsyncClient, secretariat: Headers, told: dict[str, Any], shown: tuple[Any, bool]
) -> None:
    path = await ready(sandbox, secretariat)
    body = {**an_assessment(await codes_asked(sandbox), today()), **told}
    recorded = await put(sandbox, f"{path}/assessment", body, secretariat)
    read = (await sandbox.get(f"{path}/assessment", headers=secretariat)).json()

    assert recorded.json() == read
    assert (read["place"], read["remote"]) == shown


@pytest.mark.parametrize("where", [{"place": PARIS}, {"sittings": [{"on": "", "region": "11", "place": PARIS}]}])
async def test_r12_an_evaluator_who_is_not_authorised_in_the_region_of_the_place_is_refused(
    sandbox: AsyncClient, secretariat: Headers, where: dict[str, Any]
) -> None:
    path = await ready(sandbox, secretariat)
    for sitting in where.get("sittings", ()):
        sitting["on"] = today().isoformat()
    answer = await sandbox.put(
        f"{path}/assessment",
        json={**an_assessment(await codes_asked(sandbox), today()), **where},
        headers={**secretariat, "If-Match": "*"},
    )

    assert (answer.status_code, codes_of(answer.json()), rules_of(answer.json())) == (
        422,
        ["evaluator_not_authorised"],
        ["R12"],
    )


async def test_d61_a_region_other_than_the_companys_is_pointed_out_to_who_chooses_it(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    employer = await sign_in(sandbox, EMPLOYER)
    directory = await sandbox.get("/v1/evaluators?certification=cqp-operateur-fabrication&region=04")
    (evaluator, *_) = directory.json()["items"]
    warnings = []
    for region, chosen in (("84", None), ("04", evaluator["id"])):
        dossier = await opened(sandbox, employer, certification_code="cqp-operateur-fabrication")
        choice = {**a_choice(today()), "region": region, **({"evaluator_id": chosen} if chosen else {})}
        answer = await put(sandbox, f"/v1/dossiers/{dossier['id']}/evaluator", choice, employer)
        warnings.append([(each["code"], each["rule"]) for each in answer.json()["warnings"]])

    assert warnings == [[], [("region_not_of_the_company", "D61")]]
