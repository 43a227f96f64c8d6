"""A browser's trip to the provider and back, as a front end has it made."""

from typing import Any

from httpx import AsyncClient, Response

from tests.api.signing_in import sign_in
from tests.openid.fake_provider import FakeProvider


async def begun(client: AsyncClient, provider: str = "branch") -> dict[str, str]:
    """The answer to startOidcSignIn."""
    started = await client.post("/v1/sessions/oidc", json={"provider": provider})
    assert started.status_code == 201, started.text
    told: dict[str, str] = started.json()
    return told


async def returned(client: AsyncClient, provider: FakeProvider, subject: str = "someone") -> dict[str, str]:
    """What the browser holds when it comes back."""
    trip = await begun(client)
    return {"start_token": trip["start_token"], **provider.signs_in(trip["authorization_url"], subject)}


async def completed(client: AsyncClient, body: dict[str, Any], **more: Any) -> Response:
    """The answer to completeOidcSignIn."""
    return await client.post("/v1/sessions/oidc/completion", json={**body, **more})


async def linked(
    client: AsyncClient, provider: FakeProvider, email: str, subject: str = "someone"
) -> tuple[dict[str, str], Response]:
    """The headers of somebody signed in by their password, and the answer to linkIdentity."""
    headers = await sign_in(client, email)
    return headers, await client.post(
        "/v1/me/identities", json=await returned(client, provider, subject), headers=headers
    )
