"""A person and their client of the service: they sign in, call, upload, and change only what they have just read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from httpx import AsyncClient, Response

from journey.pdf import pdf

Json = dict[str, Any]

PASSWORD = "sandbox"
_DOSSIER = re.compile(r"/v1/dossiers/[^/?]+")


class StoryBrokenError(Exception):
    """The service did not answer as the story goes; the message says what was asked and what came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service answered: its status, its body as JSON (empty where it has none), its ETag."""

    asked: str
    status: int
    body: Json
    etag: str | None

    @classmethod
    def of(cls, response: Response) -> Self:
        """The answer that ``response`` carries."""
        request = response.request
        is_json = bool(response.content) and "json" in response.headers.get("content-type", "")
        return cls(
            asked=f"{request.method} {request.url.path}",
            status=response.status_code,
            body=response.json() if is_json else {},
            etag=response.headers.get("etag"),
        )

    @property
    def is_refusal(self) -> bool:
        """Whether it says no."""
        return self.status >= 400

    def accepted(self) -> Json:
        """The body of a yes. Raises StoryBrokenError where it is a no."""
        if self.is_refusal:
            raise StoryBrokenError(f"{self.asked} devait réussir, et répond {self.status} : {self.body}")
        return self.body


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody who acts, under the session of ``token``."""

    http: AsyncClient
    name: str
    capacity: str
    token: str | None = None

    async def sign_in(self, email: str, password: str = PASSWORD, role: str | None = None) -> Self:
        """Open a session, and act under it from now on."""
        asked = {"email": email, "password": password, **({"role": role} if role else {})}
        opened = (await self.call("POST", "/v1/sessions", json=asked)).accepted()
        self.token = opened["access_token"]
        return self

    async def call(self, method: str, path: str, *, json: Json | None = None, if_match: str | None = None) -> Answer:
        """Send a request; a change of what is there names the version that they just read, or ``if_match``."""
        tag = if_match or (await self.tag_of(_versioned(path)) if method in {"PUT", "PATCH"} else None)
        return await self._send(method, path, json=json, headers={"If-Match": tag} if tag else {})

    async def get(self, path: str) -> Json:
        """Read something that is there for them to read."""
        return (await self.call("GET", path)).accepted()

    async def paper(self, path: str) -> bytes:
        """Read a paper as PDF. Raises StoryBrokenError where that is not what comes."""
        response = await self._request("GET", path, headers={"Accept": "application/pdf"})
        if response.is_error or not response.content.startswith(b"%PDF-"):
            raise StoryBrokenError(f"GET {path} devait rendre un PDF, et répond {response.status_code}.")
        return response.content

    async def upload(self, dossier: str, kind: str, signed_by: Sequence[str], **told: str | None) -> Answer:
        """Upload a document of one page that says what it is; ``told``: what else is said of it."""
        fields: dict[str, Any] = {"kind": kind, "signed_by": list(signed_by)}
        fields |= {name: value for name, value in told.items() if value is not None}
        sheet = (f"{kind}.pdf", pdf(f"{kind} - {self.name}"), "application/pdf")
        return await self._send("POST", f"{dossier}/documents", headers={}, data=fields, files={"file": sheet})

    async def hands_in(self, path: str, name: str, content: bytes) -> Answer:
        """Send an XML file."""
        return await self._send("POST", path, headers={}, files={"file": (name, content, "application/xml")})

    async def sends_files(self, path: str, fields: Json, files: Mapping[str, tuple[str, bytes]]) -> Answer:
        """Send a form with several files, each under its name."""
        return await self._send("POST", path, headers={}, data=fields, files=dict(files))

    async def tag_of(self, path: str) -> str | None:
        """The ETag of what is there as they read it now; None where they do not see it, or nothing is there yet."""
        return (await self._send("GET", path, headers={})).etag

    async def _send(self, method: str, path: str, *, headers: Mapping[str, str], **content: Any) -> Answer:
        return Answer.of(await self._request(method, path, headers=headers, **content))

    async def _request(self, method: str, path: str, *, headers: Mapping[str, str], **content: Any) -> Response:
        signed = {**headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        return await self.http.request(method, path, headers=signed, **content)


def _versioned(path: str) -> str:
    """What the path is a version of: its dossier, with which everything under it changes, or itself."""
    dossier = _DOSSIER.match(path)
    return dossier.group(0) if dossier else path


async def last_mail(http: AsyncClient, to: str) -> Json:
    """The mail that the sandbox sent last to an address. Raises StoryBrokenError where there is none."""
    response = await http.get("/v1/sandbox/emails", params={"to": to, "limit": 1})
    mails: list[Json] = Answer.of(response).accepted()["items"]
    if not mails:
        raise StoryBrokenError(f"Aucun courriel n'a été envoyé à {to}.")
    return mails[0]
