"""How tests sign in to the sandbox."""

from collections.abc import Mapping

from httpx import AsyncClient, Response

from app.sandbox.identities import PASSWORD


async def open_session(
    client: AsyncClient, email: str, *, password: str = PASSWORD, role: str | None = None
) -> Response:
    """The answer to openSession."""
    named = {"role": role} if role else {}
    return await client.post("/v1/sessions", json={"email": email, "password": password, **named})


async def sign_in(
    client: AsyncClient, email: str, *, password: str = PASSWORD, role: str | None = None
) -> dict[str, str]:
    """The headers of somebody who has just signed in."""
    opened = await open_session(client, email, password=password, role=role)
    assert opened.status_code == 201, opened.text
    return bearer(opened.json())


def bearer(tokens: Mapping[str, str]) -> dict[str, str]:
    """The header that presents the access token of an answer."""
    return {"Authorization": f"Bearer {tokens['access_token']}"}
