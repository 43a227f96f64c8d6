"""How often each may ask: one table by class of operations, and the counting that all processes share.

A process takes permits from the database by the batch, and gives them out itself: together the processes never let
through more than the limit, and a busy one asks the database once in a few hundred requests.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

from app.domain.durations import lasting
from app.domain.text import Text
from app.usecases.errors import TooManyRequests
from app.usecases.ports.rates import TakePermits

WINDOW = 60
"""Seconds."""
_WINDOW = lasting(timedelta(seconds=WINDOW))
_BATCHES = 20
_MOST_REMEMBERED = 20_000
UNCHANGED_PER_REQUEST = 10
"""How many answers 304 count as one request: who asks again with an ETag pays little, and still cannot ask for ever."""

_SIGN_IN = frozenset(
    {
        "openSession",
        "completeSession",
        "startPasskeySignIn",
        "confirmTotp",
        "stepUp",
        "refreshSession",
        "startOidcSignIn",
        "completeOidcSignIn",
        "linkIdentity",
        "issueToken",
        "revokeToken",
        "acceptInvitation",
        "confirmEmail",
        "requestPasswordReset",
        "resetPassword",
        "changePassword",
        "redeemInvitation",
        "renewInvitation",
        "redeemHolderLink",
        "answerSurvey",
        "registerCompany",
    }
)
_PUBLIC = frozenset(
    {
        "verifyCertificate",
        "checkEligibility",
        "readAttestation",
        "redeemCredential",
        "getCredentialStatus",
        "getStatistics",
        "getInsertionStatistics",
    }
)
_UNCOUNTED = frozenset({"liveness", "readiness", "metrics", "getJwks", "getAuthorizationServer", "getDidDocument"})
"""What watches over the service, and what lets tokens be verified, is never held back."""


_ASKED_BY_POST = frozenset({"lookupFundedDossiers"})
"""What is asked by POST, for its length alone, and changes nothing."""


def class_of(operation: str, *, reads: bool, uploads: bool) -> str | None:
    """Under which limit an operation falls, None where it is not counted."""
    if operation in _UNCOUNTED:
        return None
    if operation in _SIGN_IN:
        return "sign_in"
    if operation in _PUBLIC:
        return "public"
    if uploads:
        return "upload"
    return "read" if reads or operation in _ASKED_BY_POST else "write"


@lru_cache(maxsize=10_000)
def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the whole /64, all of which its holder may ask from, one after the other."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    return str(known.ipv4_mapped or IPv6Network((known.packed, 64), strict=False))


@dataclass(slots=True)
class _Held:
    permits: int = 0
    untaken: int = 0
    ends_at: float = 0.0
    unchanged: int = 0
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """What an answer tells of its limit (draft-ietf-httpapi-ratelimit-headers): at least so many requests are left.

    ``ends_at``: the end of the window that it counted in, by the process's clock.
    """

    name: str
    limit: int
    left: int
    seconds: int
    ends_at: float

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The fields, as structured lists."""
        return [
            (b"ratelimit-policy", f'"{self.name}";q={self.limit};w={WINDOW}'.encode()),
            (b"ratelimit", f'"{self.name}";r={self.left};t={self.seconds}'.encode()),
        ]


class RateLimiter:
    """The limits, by class and minute, as one process keeps them. A class whose limit is 0 is not limited."""

    def __init__(
        self, take: TakePermits, limits: Mapping[str, int], *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._take = take
        self._limits = limits
        self._now = now
        self._held: dict[tuple[str, str], _Held] = {}

    async def count(self, name: str, subject: str) -> tuple[RateLimitStatus | None, bool]:
        """What to tell of the limit after this request, None where there is none; and whether it may pass."""
        limit = self._limits[name]
        if limit == 0:
            return None, True
        held = self._held_by(name, subject)
        if held.ends_at <= self._now() or (held.permits == 0 and held.untaken > 0):
            await self._take_more(held, name, subject, limit)
        passes = held.permits > 0
        held.permits -= passes
        seconds = max(1, int(held.ends_at - self._now() + 0.999))
        return RateLimitStatus(name, limit, held.permits + held.untaken, seconds, held.ends_at), passes

    def give_back_unchanged(self, rate: RateLimitStatus, subject: str) -> RateLimitStatus:
        """What to tell of the limit once the answer is a 304: one of several keeps its permit, in its own window."""
        held = self._held_by(rate.name, subject)
        held.unchanged += 1
        if held.ends_at != rate.ends_at or held.unchanged % UNCHANGED_PER_REQUEST == 0:
            return rate
        held.permits += 1
        return replace(rate, left=held.permits + held.untaken)

    async def _take_more(self, held: _Held, name: str, subject: str, limit: int) -> None:
        async with held.taking:
            now = self._now()
            if held.ends_at > now and (held.permits > 0 or held.untaken == 0):
                return  # somebody took for us while we waited
            wanted = max(1, limit // _BATCHES)
            batch = await self._take(f"{name} {subject}", wanted=wanted, limit=limit, window=WINDOW)
            held.permits, held.untaken, held.ends_at = batch.permits, batch.untaken, now + batch.seconds

    def _held_by(self, name: str, subject: str) -> _Held:
        held = self._held.get((name, subject))
        if held is None:
            if len(self._held) >= _MOST_REMEMBERED:
                self._held.pop(next(iter(self._held)))
            held = self._held[name, subject] = _Held()
        return held


def too_many_requests(rate: RateLimitStatus) -> TooManyRequests:
    """The refusal, with what to do."""
    return TooManyRequests(
        Text(
            fr=f"Plus de {rate.limit} requêtes en {_WINDOW.fr} : reprenez dans {rate.seconds} s, puis réglez votre "
            "débit sur l'en-tête RateLimit. Pour lire beaucoup, préférez les listes, lookup et le fil des événements.",
            en=f"More than {rate.limit} requests in {_WINDOW.en}: go on in {rate.seconds} s, then pace yourself by the "
            "RateLimit header. To read a lot, prefer lists, lookup and the event feed.",
        ),
        rate.seconds,
    )
