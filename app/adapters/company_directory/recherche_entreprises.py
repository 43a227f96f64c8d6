"""The API Recherche d'entreprises: free, without a key, asked twice a second at most, and let be while it is down.

It takes seven requests a second from one address; several processes of ours may share one.
"""

import asyncio
import logging
import ssl
import time
from datetime import UTC, datetime
from functools import cache

import httpx
import orjson
from aiolimiter import AsyncLimiter
from circuitbreaker import CircuitBreaker  # type: ignore[import-untyped]

from app.adapters.company_directory.answers import entry_in
from app.adapters.retry_after import seconds_asked_for
from app.domain.company_directory import DirectoryEntry
from app.usecases.ports.company_directory import DirectoryUnavailable

_log = logging.getLogger("cqp.company_directory")
_REQUESTS_A_SECOND = 2
_FAILURES = 5
"""In a row, after which it is let be."""
_SECONDS_LET_BE = 60
_LONGEST_LET_BE = 3600
"""Whatever it asks for: a header of nonsense does not silence it for good."""
_LONGEST_ANSWER = 1024 * 1024


@cache
def _authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class RechercheEntreprises:
    """The API at ``address``: a turn is waited for ``seconds_in_line`` at most, then an answer ``seconds``.

    The line is of our own making: who finds no turn in time says nothing of the directory, and counts for none of its
    failures.
    """

    source = "recherche-entreprises"

    def __init__(
        self,
        address: str,
        *,
        user_agent: str,
        seconds: float = 3,
        seconds_in_line: float = 2,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url = f"{address.rstrip('/')}/search"
        self._user_agent = user_agent
        self._seconds = seconds
        self._seconds_in_line = seconds_in_line
        self._let_be_until = 0.0
        self._transport = transport
        self._turns = AsyncLimiter(_REQUESTS_A_SECOND, 1)
        self._breaker = CircuitBreaker(
            failure_threshold=_FAILURES,
            recovery_timeout=_SECONDS_LET_BE,
            expected_exception=DirectoryUnavailable,
            name="company_directory",
        )

    async def look_up(self, siret: str) -> DirectoryEntry | None:
        """The establishment of that SIRET. Raises DirectoryUnavailable."""
        self._check_is_asked()
        await self._turn()
        self._check_is_asked()
        found: DirectoryEntry | None = await self._breaker.call_async(self._ask, siret)
        return found

    def _check_is_asked(self) -> None:
        if self._breaker.opened or time.monotonic() < self._let_be_until:
            raise DirectoryUnavailable("let be for a while")

    async def _turn(self) -> None:
        try:
            async with asyncio.timeout(self._seconds_in_line):
                await self._turns.acquire()
        except TimeoutError as error:
            raise DirectoryUnavailable("too many of us are asking") from error

    async def _ask(self, siret: str) -> DirectoryEntry | None:
        try:
            async with asyncio.timeout(self._seconds):
                return entry_in(orjson.loads(await self._read(siret)), siret)
        except (httpx.HTTPError, TimeoutError, ValueError, TypeError, AttributeError) as error:
            _log.warning("company directory: %s", type(error).__name__)
            raise DirectoryUnavailable(type(error).__name__) from error

    async def _read(self, siret: str) -> bytes:
        client = httpx.AsyncClient(
            transport=self._transport,
            verify=_authorities(),
            timeout=self._seconds,
            headers={"User-Agent": self._user_agent, "Accept": "application/json"},
        )
        async with client, client.stream("GET", self._url, params={"q": siret}) as answer:
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self._let_be(answer.headers.get("Retry-After", ""))
            answer.raise_for_status()
            content = bytearray()
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > _LONGEST_ANSWER:
                    raise ValueError("too long an answer")
        return bytes(content)

    def _let_be(self, retry_after: str) -> None:
        """Ask nothing more for as long as it wants: asked all the same, it may shut our address out."""
        wanted = seconds_asked_for(retry_after, datetime.now(UTC)) or 0
        self._let_be_until = time.monotonic() + min(wanted, _LONGEST_LET_BE)
