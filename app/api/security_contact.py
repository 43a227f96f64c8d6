"""Whom to tell of a flaw (RFC 9116)."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.container import container_of
from app.usecases.errors import NotFound

PATH = "/.well-known/security.txt"
_LASTS = timedelta(days=180)
"""RFC 9116 advises less than a year: who reads a copy older than that looks again."""


def security_contact_route() -> Route:
    """The file, where the operator has said who answers; else there is none."""
    return Route(PATH, _answer, include_in_schema=False)


async def _answer(request: Request) -> Response:
    container = container_of(request.scope)
    if not container.security_contacts:
        raise NotFound
    content = security_txt(container.security_contacts, f"{container.public_url}{PATH}", at=datetime.now(UTC))
    return Response(content, media_type="text/plain; charset=utf-8")


def security_txt(contacts: tuple[str, ...], address: str, *, at: datetime) -> str:
    """The file as it is on that day: it stays the same until the next, and ends half a year later."""
    expires = at.replace(hour=0, minute=0, second=0, microsecond=0) + _LASTS
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {address}",
    ]
    return "".join(f"{line}\n" for line in lines)
