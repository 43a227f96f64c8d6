"""A program that we did not write, and that judges a credential by what the service publishes: openvc-core."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from httpx import AsyncClient
from openvc import VerificationPolicy, verify_credential
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.resolvers import default_status_list_resolver
from openvc.status import CredentialRevoked

from journey.actors import Answer, Json

_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_VOCABULARY = Path(__file__).parents[1] / "app" / "adapters" / "credentials" / "contexts" / "open-badges-3.0.3.json"
"""The vocabulary of Open Badges, as 1EdTech publishes it: nothing is fetched beyond the service."""


async def verdict(http: AsyncClient, credential: Json) -> str:
    """`valid`, `revoked`, or `refused` where the proof does not hold, on the day that the service's clock shows."""
    shown = Answer.of(await http.get("/v1/sandbox/clock")).accepted()["now"]
    return _judged(credential, await _published(http, credential), datetime.fromisoformat(shown))


async def _published(http: AsyncClient, credential: Json) -> Mapping[str, Json]:
    """The issuer's keys and the list of revocations, by the addresses that the credential names."""
    listed, issuer = credential["credentialStatus"]["statusListCredential"], credential["issuer"]["id"]
    return {
        issuer: Answer.of(await http.get("/.well-known/did.json")).accepted(),
        listed: (await http.get(urlsplit(listed).path)).raise_for_status().json(),
    }


def _judged(credential: Json, published: Mapping[str, Json], now: datetime) -> str:
    resolver = DidWebResolver(fetch=lambda _: published[credential["issuer"]["id"]])
    vocabulary: dict[str, Any] = json.loads(_VOCABULARY.read_text("utf-8"))
    try:
        verify_credential(
            credential,
            policy=VerificationPolicy(require_status_issuer_binding=True, now=now),
            resolver=resolver,
            resolve_status_list=default_status_list_resolver(
                resolver=resolver, fetch=lambda url: json.dumps(published[url])
            ),
            extra_contexts={_BADGES: vocabulary},
        )
    except CredentialRevoked:
        return "revoked"
    except OpenvcError:
        return "refused"
    return "valid"
