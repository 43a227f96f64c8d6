"""A client that writes down what it was answered: what was acknowledged must be there, once, whatever happened.

Each writer opens a dossier, puts a file in it and withdraws it, each write under an Idempotency-Key of its own. What
is refused or cut is sent again under the same key until it is acknowledged, as an integrator is told to do.
"""

import asyncio
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx

from tests.api.dossier_requests import EMPLOYER, a_candidate, a_dossier
from tests.files import PDF

_PAUSE = 0.25
_PATIENCE = 15.0
"""Seconds that a client waits for one answer."""
WRITERS = 4


@dataclass
class Written:
    """One dossier, and which of its writes were acknowledged."""

    name: str
    id: str = ""
    document: str = ""
    withdrawn: bool = False

    @property
    def acknowledged(self) -> int:
        return bool(self.id) + bool(self.document) + self.withdrawn


@dataclass
class Record:
    """All that was asked, and how it was answered, since the record began."""

    begun: float = field(default_factory=time.monotonic)
    written: list[Written] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    faults_of_ours: list[str] = field(default_factory=list)
    acknowledged_at: list[float] = field(default_factory=list)

    def note(self, status: str) -> None:
        self.statuses[status] += 1

    def longest_silence(self, until: float) -> float:
        """Seconds: the longest that no write was acknowledged, up to ``until``."""
        moments = [self.begun, *sorted(self.acknowledged_at), until]
        return max((after - before for before, after in pairwise(moments)))

    @property
    def acknowledged(self) -> int:
        return sum(each.acknowledged for each in self.written)


@dataclass
class Recorder:
    """Writers and a reader, at work until they are told to end; ``record`` may be replaced meanwhile."""

    address: str
    record: Record = field(default_factory=Record)
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    careless: bool = False
    """Whether the clients hang up on some of their own requests before they are answered."""
    token: str = ""
    _signing_in: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    def start(self) -> None:
        self.ending.clear()
        self._tasks = [asyncio.create_task(self._write()) for _ in range(WRITERS)]
        self._tasks.append(asyncio.create_task(self._read()))

    async def end(self, seconds: float = 120) -> None:
        """Let what was begun be acknowledged. Raises TimeoutError where it never is."""
        self.ending.set()
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._tasks)

    async def _write(self) -> None:
        async with self._client() as client:
            while not self.ending.is_set():
                written = Written(name=_invented())
                record = self.record
                record.written.append(written)
                candidate = a_candidate(birth_name=written.name, first_names=_invented(), email="candidat@example.org")
                opened = await self._until_acknowledged(
                    client, record, "POST", "/v1/dossiers", json=a_dossier(candidate=candidate)
                )
                written.id = opened["id"]
                path = f"/v1/dossiers/{written.id}"
                filed = await self._until_acknowledged(
                    client, record, "POST", f"{path}/documents",
                    data={"kind": "outil_6"}, files={"file": ("outil_6.pdf", PDF, "application/pdf")},
                )  # fmt: skip
                written.document = filed["id"]
                await self._until_acknowledged(client, record, "POST", f"{path}/withdrawal", json={"reason": "Départ"})
                written.withdrawn = True
                await asyncio.sleep(0.05)

    async def _read(self) -> None:
        async with self._client() as client:
            while not self.ending.is_set():
                await self._ask(client, self.record, "GET", "/v1/dossiers", params={"limit": 5})
                await asyncio.sleep(_PAUSE)

    async def _until_acknowledged(
        self, client: httpx.AsyncClient, record: Record, method: str, path: str, **request: Any
    ) -> dict[str, Any]:
        key = secrets.token_urlsafe(16)
        while True:
            answer = await self._ask(client, record, method, path, headers={"Idempotency-Key": key}, **request)
            if answer is not None and answer.is_success:
                record.acknowledged_at.append(time.monotonic())
                told: dict[str, Any] = answer.json()
                return told
            await asyncio.sleep(_PAUSE)

    async def _ask(
        self, client: httpx.AsyncClient, record: Record, method: str, path: str, **request: Any
    ) -> httpx.Response | None:
        """One attempt; None where no answer came."""
        async with self._signing_in:
            if not self.token:
                await self._sign_in(client, record)
        if not self.token:
            return None
        headers = {"Authorization": f"Bearer {self.token}", **request.pop("headers", {})}
        hurried = self.careless and secrets.randbelow(3) == 0
        timeout = httpx.Timeout(0.03 if hurried else _PATIENCE)
        try:
            answer = await client.request(method, path, headers=headers, timeout=timeout, **request)
        except httpx.TimeoutException:
            record.note("hung up" if hurried else "no answer")
            return None
        except httpx.TransportError:
            record.note("cut")
            return None
        record.note(_end(answer))
        if answer.status_code == 401:
            self.token = ""
        if answer.status_code == 500 or (answer.is_client_error and answer.status_code not in {401, 409}):
            record.faults_of_ours.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    async def _sign_in(self, client: httpx.AsyncClient, record: Record) -> None:
        try:
            answer = await client.post(
                "/v1/sessions", json={"email": EMPLOYER, "password": "sandbox"}, timeout=_PATIENCE
            )
        except httpx.TransportError:
            record.note("cut")
            return
        record.note(_end(answer))
        if answer.is_success:
            self.token = answer.json()["access_token"]
        elif answer.status_code == 500:
            record.faults_of_ours.append(f"POST /v1/sessions: 500 {answer.text[:300]}")

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.address)


def _invented() -> str:
    """A name that resembles nobody's: names that share a word are compared with each other, one after the other."""
    return secrets.token_hex(8).translate(_IN_LETTERS).capitalize()


_IN_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _end(answer: httpx.Response) -> str:
    """The status; with what says so, where it is not the service that answers, or where it repeats an answer."""
    if answer.is_success:
        return "again" if answer.headers.get("Idempotency-Replayed") else "2xx"
    ours = answer.headers.get("content-type", "").startswith("application/problem+json")
    return str(answer.status_code) if ours else f"{answer.status_code} proxy"
