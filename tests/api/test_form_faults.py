"""F18: one round for a form: what cannot be read, what cannot be, and what the rules refuse of the rest, at once."""

import pytest
from httpx import AsyncClient, Response

from tests.api.dossier_requests import EMPLOYER, a_candidate, a_dossier, opened
from tests.api.signing_in import sign_in

Headers = dict[str, str]


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


async def planned(client: AsyncClient, headers: Headers, path: str, **changes: object) -> Response:
    """A training plan, sent."""
    plan = {
        "competences": ["C99"],
        "actions": [{"label": "Tutorat", "kind": "interne", "hours": 7}],
        "starts_on": "2026-12-10",
        "ends_on": "2026-12-01",
        **changes,
    }
    return await client.put(f"{path}/training-plan", json=plan, headers=headers)


def places(answer: Response) -> list[tuple[str, str | None]]:
    return [(error["code"], error.get("pointer")) for error in answer.json()["errors"]]


async def test_what_cannot_be_read_hides_nothing_of_what_can(sandbox: AsyncClient, employer: Headers) -> None:
    path = f"/v1/dossiers/{(await opened(sandbox, employer))['id']}"
    before = (await sandbox.get(f"{path}/history", headers=employer)).content
    readable = await planned(sandbox, employer, path)
    hours = await planned(sandbox, employer, path, actions=[{"label": "Tutorat", "kind": "interne", "hours": -3}])
    day = await planned(sandbox, employer, path, starts_on="demain", surplus=1)
    alone = await planned(sandbox, employer, path, competences=3, starts_on="demain")

    of_sense = [("ends_before_it_starts", "/ends_on"), ("unknown_competence", "/competences/0")]
    assert (readable.status_code, places(readable)) == (422, of_sense)
    assert (hours.json()["code"], places(hours)) == (
        "validation_failed",
        [("too_small", "/actions/0/hours"), *of_sense],
    )
    assert places(day) == [("not_a_date", "/starts_on"), ("unknown_field", "/surplus"), of_sense[1]]
    assert places(alone) == [("not_a_list", "/competences"), ("not_a_date", "/starts_on")]
    assert (await sandbox.get(f"{path}/history", headers=employer)).content == before
    assert (await sandbox.get(f"{path}/training-plan", headers=employer)).status_code == 404


async def test_a_form_of_which_the_rest_is_right_is_told_of_what_cannot_be_read_alone(
    sandbox: AsyncClient, employer: Headers
) -> None:
    framework = await sandbox.get("/v1/certifications/cqp-operateur-fabrication/frameworks/exemple-1")
    code = framework.json()["competences"][0]["code"]
    dossier = await opened(sandbox, employer, certification_code="cqp-operateur-fabrication")
    path = f"/v1/dossiers/{dossier['id']}"
    answer = await planned(sandbox, employer, path, competences=[code], ends_on="2026-12-20", starts_on=None)

    assert places(answer) == [("not_a_date", "/starts_on")]
    assert (await sandbox.get(f"{path}/training-plan", headers=employer)).status_code == 404


async def test_a_new_dossier_is_told_what_is_not_there_what_cannot_be_and_what_is_closed_in_one_answer(
    sandbox: AsyncClient, employer: Headers
) -> None:
    wrong = a_dossier(
        certification_code="cqp-responsable-secteur",
        training_scheme="pro_a",
        fundings=[{"funder_code": "NOPE", "reference": "a"}],
        candidate=a_candidate(birth_date="2090-01-01"),
        previous_dossier_id="01890000-0000-7000-8000-000000000000",
    )
    answer = await sandbox.post("/v1/dossiers", json=wrong, headers=employer)

    assert (answer.status_code, sorted(places(answer))) == (
        422,
        [
            ("day_in_the_future", "/candidate/birth_date"),
            ("option_required", "/option"),
            ("training_scheme_not_open", "/training_scheme"),
            ("unknown_dossier", "/previous_dossier_id"),
            ("unknown_funder", "/fundings/0/funder_code"),
        ],
    )
