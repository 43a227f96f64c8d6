"""F2, F7: two persons who touch different parts of a dossier do not collide, and a 412 says how to go on."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.api.test_delays import an_assessment, codes_asked
from tests.api.test_places_of_assessment import ready
from tests.files import PDF

Headers = dict[str, str]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def assessed(client: AsyncClient, headers: Headers) -> tuple[str, dict[str, Any], Response]:
    """A VAE whose first results are recorded: its path, what was sent, and the answer."""
    path = await ready(client, headers)
    body = {**an_assessment(await codes_asked(client), today()), "remote": True}
    recorded = await client.put(f"{path}/assessment", json=body, headers={**headers, "If-None-Match": "*"})
    assert recorded.status_code == 201, recorded.text
    return path, body, recorded


async def changed_elsewhere(client: AsyncClient, path: str, headers: Headers) -> str:
    """The dossier gets another document; its new tag."""
    answer = await client.post(
        f"{path}/documents",
        data={"kind": "outil_7", "reason": "Une page manquait."},
        files={"file": ("memoire.pdf", PDF, "application/pdf")},
        headers=headers,
    )
    assert answer.status_code == 201, answer.text
    return answer.headers["etag"]


async def test_what_happens_elsewhere_in_the_dossier_leaves_the_assessments_tag_as_it_was(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    path, body, recorded = await assessed(sandbox, secretariat)
    tag = recorded.headers["etag"]
    dossier_tag = await changed_elsewhere(sandbox, path, secretariat)
    read = await sandbox.get(f"{path}/assessment", headers={**secretariat, "If-None-Match": tag})
    unchanged = body["results"][0] | {"comment": "Vu à nouveau."}
    saved = await sandbox.put(
        f"{path}/assessment",
        json={**body, "results": [unchanged, *body["results"][1:]]},
        headers={**secretariat, "If-Match": f"W/{tag}"},
    )

    assert (tag.startswith('"assessment.'), dossier_tag.strip('"').isdecimal()) == (True, True)
    assert (read.status_code, read.headers["etag"]) == (304, tag)
    assert (saved.status_code, saved.headers["etag"] == tag) == (200, False)


async def test_a_part_takes_the_dossiers_current_tag_and_not_an_older_one(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    path, body, _ = await assessed(sandbox, secretariat)
    former = (await sandbox.get(path, headers=secretariat)).headers["etag"]
    current = await changed_elsewhere(sandbox, path, secretariat)
    statuses = [
        (await sandbox.put(f"{path}/assessment", json=body, headers={**secretariat, "If-Match": tag})).status_code
        for tag in (former, current)
    ]

    assert statuses == [412, 200]


async def test_a_412_carries_the_tag_to_go_on_with(sandbox: AsyncClient, secretariat: Headers) -> None:
    path, body, recorded = await assessed(sandbox, secretariat)
    first = recorded.headers["etag"]
    other = {**body, "evaluator_observations": "Repris."}
    await sandbox.put(f"{path}/assessment", json=other, headers={**secretariat, "If-Match": first})
    stale = await sandbox.put(f"{path}/assessment", json=body, headers={**secretariat, "If-Match": first})
    retried = await sandbox.put(
        f"{path}/assessment", json=body, headers={**secretariat, "If-Match": stale.headers["etag"]}
    )
    silent = await sandbox.put(f"{path}/assessment", json=body, headers=secretariat)

    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert (retried.status_code, silent.status_code) == (200, 428)


async def test_the_dossier_is_patched_under_its_own_tag_alone_and_posted_to_under_either(
    sandbox: AsyncClient, secretariat: Headers
) -> None:
    path, body, recorded = await assessed(sandbox, secretariat)
    tag = recorded.headers["etag"]
    current = await changed_elsewhere(sandbox, path, secretariat)
    patched = await sandbox.patch(
        path, json={"candidate": {"phone": "0478000000"}, "reason": "Dit."}, headers={**secretariat, "If-Match": tag}
    )
    other = {**body, "evaluator_observations": "Repris."}
    moved = await sandbox.put(f"{path}/assessment", json=other, headers={**secretariat, "If-Match": tag})
    completion = f"{path}/assessment/completion"
    stale = await sandbox.post(completion, headers={**secretariat, "If-Match": tag})
    posted = await sandbox.post(completion, headers={**secretariat, "If-Match": moved.headers["etag"]})

    assert (patched.status_code, patched.headers["etag"]) == (412, current)
    assert (stale.status_code, stale.headers["etag"]) == (412, moved.headers["etag"])
    assert posted.status_code != 412
