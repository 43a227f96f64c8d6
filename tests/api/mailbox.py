"""How tests read the mails that the sandbox sent."""

from typing import Any

from httpx import AsyncClient


async def mails_to(client: AsyncClient, address: str) -> list[dict[str, Any]]:
    """The mails to an address, the newest first."""
    listed = await client.get("/v1/sandbox/emails", params={"to": address})
    assert listed.status_code == 200, listed.text
    items: list[dict[str, Any]] = listed.json()["items"]
    return items


async def token_for(client: AsyncClient, address: str, template: str) -> str:
    """The token of the newest mail of that kind to an address."""
    mail = next(mail for mail in await mails_to(client, address) if mail["template"] == template)
    token: str = mail["links"]["token"]
    return token
