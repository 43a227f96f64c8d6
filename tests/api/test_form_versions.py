"""L29: evidence names the version of the branch's form that it is written on; an outdated one is pointed out."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, opened
from tests.api.signing_in import sign_in
from tests.builders import CERTIFICATION
from tests.files import PDF

Headers = dict[str, str]
OUTDATED, UNKNOWN = ("form_outdated", "R57"), ("form_version_unknown", "R57")
OTHER_CERTIFICATION = "cqp-operateur-fabrication"


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


@pytest.fixture
async def path(sandbox: AsyncClient, employer: Headers) -> str:
    """The documents of a dossier whose certification has had two versions of outil 6, and will have a third."""
    secretariat = await sign_in(sandbox, SECRETARIAT)
    for certification, days in (
        (CERTIFICATION, ("2017-11-01", "2026-01-01", "2199-01-01")),
        (OTHER_CERTIFICATION, ("2017-11-01",)),
    ):
        for number, day in enumerate(days):
            form = {"in_force_from": day, "source": "La branche", "confirmed": "true"}
            answer = await sandbox.put(
                f"/v1/forms/outil_6?certification={certification}",
                headers={**secretariat, **({"If-Match": f'"{number}"'} if number else {})},
                data=form,
                files={"file": ("outil 6.pdf", PDF)},
            )
            assert answer.status_code in {200, 201}, answer.text
    dossier = await opened(sandbox, employer, certification_code=CERTIFICATION)
    return f"/v1/dossiers/{dossier['id']}/documents"


async def brought(client: AsyncClient, path: str, who: Headers, **fields: Any) -> Response:
    data = {"kind": "outil_6", "signed_by": "candidate", **fields}
    return await client.post(path, headers=who, data=data, files={"file": ("outil 6.pdf", PDF)})


@pytest.mark.parametrize(
    ("kind", "version", "warnings"),
    [
        pytest.param("outil_6", 1, [OUTDATED], id="a version that was replaced"),
        pytest.param("outil_6", 2, [], id="the version in force"),
        pytest.param("outil_6", 3, [OUTDATED], id="a version that is to come"),
        pytest.param("outil_6", 4, [UNKNOWN], id="a version that was not published"),
        pytest.param("outil_1", 1, [UNKNOWN], id="a form that was never published"),
        pytest.param("diploma", 1, [], id="no form of the branch"),
    ],
)
async def test_l29_the_version_of_the_form_is_recorded_and_an_outdated_one_pointed_out(
    sandbox: AsyncClient, employer: Headers, path: str, kind: str, version: int, warnings: list[tuple[str, str]]
) -> None:
    answer = await brought(sandbox, path, employer, kind=kind, form_version=version)
    listed = (await sandbox.get(path, headers=employer)).json()["items"]

    assert (answer.status_code, answer.json()["form_version"]) == (201, version), answer.text
    assert [(each["code"], each["rule"]) for each in answer.json()["warnings"]] == warnings
    assert [(item["kind"], item["form_version"]) for item in listed] == [(kind, version)]
    assert [[each["code"] for each in item["warnings"]] for item in listed] == [[code for code, _ in warnings]]


async def test_l29_a_document_of_which_nobody_says_it_names_no_version(
    sandbox: AsyncClient, employer: Headers, path: str
) -> None:
    answer = await brought(sandbox, path, employer)

    assert (answer.status_code, answer.json()["form_version"], answer.json()["warnings"]) == (201, None, [])


async def test_l29_what_was_the_latest_version_on_the_day_of_its_receipt_is_not_outdated(
    sandbox: AsyncClient, path: str
) -> None:
    secretariat = await sign_in(sandbox, SECRETARIAT)
    vae = {"pathway": "simplified_vae", "certification_code": CERTIFICATION}
    dossier = await opened(sandbox, secretariat, **vae)
    place = f"/v1/dossiers/{dossier['id']}/documents"
    answer = await brought(sandbox, place, secretariat, received_on="2025-12-31", form_version=1)

    assert (answer.status_code, answer.json()["warnings"]) == (201, []), answer.text


async def test_l29_the_version_is_in_the_history_too(sandbox: AsyncClient, employer: Headers, path: str) -> None:
    await brought(sandbox, path, employer, form_version=2)
    history = await sandbox.get(path.replace("documents", "history"), headers=employer)

    assert history.json()["items"][0]["details"]["form_version"] == 2


@pytest.mark.parametrize("written", ["0", "40000", "deux", "1.5"])
async def test_a_version_is_a_number_that_may_have_been_given(
    sandbox: AsyncClient, employer: Headers, path: str, written: str
) -> None:
    answer = await brought(sandbox, path, employer, form_version=written)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/form_version")
