"""The operations that will go: ONE table, from which come their headers and their mark in the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """``since`` when not to build on it any more, and at which instant it goes (UTC), None where not yet decided.

    ``instead`` is the page that says what to use.
    """

    since: datetime
    sunset: datetime | None
    instead: str

    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594), and where to read more."""
        links = [f'<{self.instead}>; rel="deprecation"; type="text/html"']
        told = {"Deprecation": f"@{int(self.since.timestamp())}"}
        if self.sunset is not None:
            told["Sunset"] = format_datetime(self.sunset, usegmt=True)
            links.append(f'<{self.instead}>; rel="sunset"; type="text/html"')
        return {**told, "Link": ", ".join(links)}


class Deprecated:
    """An operation that says on each of its answers that it will go."""

    def __init__(self, app: ASGIApp, deprecation: Deprecation) -> None:
        self.app = app
        self._headers = deprecation.headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request."""

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.append(name, value)
            await send(message)

        await self.app(scope, receive, send_marked)


DEPRECATIONS: Mapping[str, Deprecation] = {}
"""By the name of the operation."""
