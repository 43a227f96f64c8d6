"""What verifiers that others have written say of our credentials: genuine, altered, revoked, of a replaced key.

One is Digital Bazaar's, in JavaScript (skipped without Node); the other is openvc-core, in Python. Neither is given
anything but what the service publishes.
"""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx import ASGITransport, AsyncClient
from openvc import VerificationPolicy, verify_credential
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.resolvers import default_status_list_resolver
from openvc.status import CredentialRevoked
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.credentials.keys import new_credential_key
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.catalogue import CERTIFICATIONS
from app.domain.credentials import BADGES_CONTEXT
from app.main import create_app
from app.settings import Settings
from tests.api.certificate_desk import NUMBER, issued
from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.conftest import CREDENTIAL_KEY
from tests.node import FOLDER, needs_node

_BADGES = json.loads((files("app.adapters.credentials") / "contexts" / "open-badges-3.0.3.json").read_text("utf-8"))

Verdict = Mapping[str, Any]
"""Whether the proof holds (``verified``), and whether the status says revoked (None where it was not read)."""
Verifier = Callable[[dict[str, Any], Mapping[str, Any]], Verdict]


def _by_digital_bazaar(credential: dict[str, Any], documents: Mapping[str, Any]) -> Verdict:
    needs_node()
    asked = json.dumps({"credential": credential, "documents": documents})
    done = subprocess.run(
        ("node", "verify-credential.mjs"), cwd=FOLDER, input=asked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    verdict: Verdict = json.loads(done.stdout)
    return verdict


def _by_openvc(credential: dict[str, Any], documents: Mapping[str, Any]) -> Verdict:
    resolver = DidWebResolver(fetch=lambda _: documents[credential["issuer"]["id"]])
    lists = default_status_list_resolver(resolver=resolver, fetch=lambda url: json.dumps(documents[url]))
    try:
        verify_credential(
            credential,
            policy=VerificationPolicy(require_status_issuer_binding=True),
            resolver=resolver,
            resolve_status_list=lists,
            extra_contexts={BADGES_CONTEXT: _BADGES},
        )
    except CredentialRevoked:
        return {"verified": True, "revoked": True, "error": ""}
    except OpenvcError as error:
        return {"verified": False, "revoked": None, "error": repr(error)}
    return {"verified": True, "revoked": False, "error": ""}


ALL = bool(os.environ.get("CQP_EVERY_VERIFICATION"))
"""Whether to try every alteration and every certification, as by night; else one of each."""
VERIFIERS = [pytest.param(_by_digital_bazaar, id="Digital Bazaar"), pytest.param(_by_openvc, id="openvc-core")]


class Published:
    """What the service publishes, as a verifier finds it."""

    def __init__(self, settings: Settings, engine: AsyncEngine, **changes: Any) -> None:
        app = create_app(settings.model_copy(update=changes), engine=engine)
        self.client = AsyncClient(transport=ASGITransport(app), base_url="http://testserver")

    async def __aenter__(self) -> "Published":
        self.headers = await sign_in(self.client, SECRETARIAT)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def credential(self, number: str = NUMBER) -> dict[str, Any]:
        """That of the certificate."""
        answer = await self.client.get(f"/v1/certificates/{number}/credential", headers=self.headers)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def documents(self, credential: Mapping[str, Any]) -> dict[str, Any]:
        """The issuer's keys and the list of revocations, by the addresses that the credential names."""
        listed, issuer = credential["credentialStatus"]["statusListCredential"], credential["issuer"]["id"]
        keys = await self.client.get("/.well-known/did.json")
        revoked = await self.client.get(urlsplit(listed).path)
        return {issuer: keys.json(), listed: revoked.json()}

    async def revoke(self) -> None:
        """Revoke the certificate."""
        body = {"reason": "Fraude"}
        answer = await self.client.post(f"/v1/certificates/{NUMBER}/revocation", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("verifier", VERIFIERS)
async def test_a_genuine_credential_is_believed_until_it_is_revoked(
    settings: Settings, sandbox_database: AsyncEngine, verifier: Verifier
) -> None:
    await issued(sandbox_database)
    async with Published(settings, sandbox_database) as service:
        credential = await service.credential()
        before = verifier(credential, await service.documents(credential))
        await service.revoke()
        after = verifier(credential, await service.documents(credential))

    assert (before["verified"], before["revoked"]) == (True, False), before
    assert (after["verified"], after["revoked"]) == (True, True), after


ALTERED = [
    pytest.param(("credentialSubject", "identifier", 0, "identityHash"), id="whose it is"),
    pytest.param(("credentialStatus", "statusListIndex"), id="where its revocation stands"),
    pytest.param(("name",), id="its title"),
    pytest.param(("awardedDate",), id="its day"),
    pytest.param(("credentialSubject", "achievement", "name"), id="what it certifies"),
    pytest.param(("proof", "created"), id="when it was signed"),
]


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("altered", ALTERED if ALL else ALTERED[:2])
async def test_an_altered_credential_is_not_believed(
    settings: Settings, sandbox_database: AsyncEngine, verifier: Verifier, altered: tuple[Any, ...]
) -> None:
    await issued(sandbox_database)
    async with Published(settings, sandbox_database) as service:
        credential = await service.credential()
        documents = await service.documents(credential)
    spoilt = deepcopy(credential)
    place: Any = spoilt
    for step in altered[:-1]:
        place = place[step]
    place[altered[-1]] = {
        "statusListIndex": "7",
        "awardedDate": "2020-01-01T00:00:00Z",
        "created": "2020-01-01T00:00:00Z",
    }.get(str(altered[-1]), "Autre chose")

    verdict = verifier(spoilt, documents)

    assert verdict["verified"] is False, verdict


@pytest.mark.parametrize("verifier", VERIFIERS)
async def test_the_credentials_of_all_certifications_are_believed(
    settings: Settings, sandbox_database: AsyncEngine, verifier: Verifier
) -> None:
    first = await issued(sandbox_database)
    codes = list(CERTIFICATIONS)[: None if ALL else 2]
    async with Published(settings, sandbox_database) as service:
        async with SqlUnitOfWork(sandbox_database) as uow:
            others = [code for code in codes if code != first.certification_code]
            for place, code in enumerate(others):
                await uow.certificates.add(replace(first, number=f"0000-0000-0000-{place:04}", certification_code=code))
            await uow.commit()
        read = [await service.credential(f"0000-0000-0000-{place:04}") for place in range(len(others))]
        documents = await service.documents(read[0])

    assert [(one["name"], verifier(one, documents)["verified"]) for one in read] == [
        (one["name"], True) for one in read
    ]


@pytest.mark.parametrize("verifier", VERIFIERS)
async def test_a_key_is_replaced_without_breaking_what_it_signed(
    settings: Settings, sandbox_database: AsyncEngine, verifier: Verifier
) -> None:
    await issued(sandbox_database)
    new = new_credential_key()
    async with Published(settings, sandbox_database) as before:
        former = await before.credential()
    async with Published(settings, sandbox_database, credential_key=SecretStr(new + CREDENTIAL_KEY)) as rotated:
        current = await rotated.credential()
        documents = await rotated.documents(current)
    async with Published(settings, sandbox_database, credential_key=SecretStr(new)) as forgotten:
        without = await forgotten.documents(current)

    methods = [each["proof"]["verificationMethod"] for each in (former, current)]
    assert methods[0] != methods[1]
    assert [verifier(each, documents)["verified"] for each in (former, current)] == [True, True]
    assert [verifier(each, without)["verified"] for each in (former, current)] == [False, True]


@pytest.mark.parametrize("verifier", VERIFIERS)
async def test_what_a_replaced_key_signed_is_seen_to_be_revoked_since(
    settings: Settings, sandbox_database: AsyncEngine, verifier: Verifier
) -> None:
    await issued(sandbox_database)
    async with Published(settings, sandbox_database) as before:
        credential = await before.credential()
    rotated_key = SecretStr(new_credential_key() + CREDENTIAL_KEY)
    async with Published(settings, sandbox_database, credential_key=rotated_key) as rotated:
        valid = verifier(credential, await rotated.documents(credential))
        await rotated.revoke()
        documents = await rotated.documents(credential)
        revoked = verifier(credential, documents)

    listed = documents[credential["credentialStatus"]["statusListCredential"]]
    assert listed["proof"]["verificationMethod"] != credential["proof"]["verificationMethod"]
    assert (valid["verified"], valid["revoked"]) == (True, False), valid
    assert (revoked["verified"], revoked["revoked"]) == (True, True), revoked


@pytest.mark.parametrize("verifier", VERIFIERS)
async def test_anothers_key_under_the_issuers_name_is_not_believed(
    settings: Settings, sandbox_database: AsyncEngine, verifier: Verifier
) -> None:
    await issued(sandbox_database)
    async with Published(settings, sandbox_database) as service:
        credential = await service.credential()
        documents = await service.documents(credential)
    async with Published(settings, sandbox_database, credential_key=SecretStr(new_credential_key())) as impostor:
        forged = await impostor.credential()

    assert verifier(forged, documents)["verified"] is False
    assert verifier(credential, documents)["verified"] is True
