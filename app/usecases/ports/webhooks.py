"""Ports to the webhooks: the endpoints of programs, what is delivered to them, and the network on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.webhooks import Attempt, Delivery, DeliveryState, Endpoint
from app.usecases.paging import Page, PageRequest
from app.usecases.ports.feed import FeedEvent, FeedReader


class WebhookEndpoints(Protocol):
    """Where programs are told what happens, in the open transaction."""

    async def count_of(self, client_id: str) -> int:
        """How many the program has; until the transaction ends, nobody else adds one of its own."""
        ...

    async def add(self, endpoint: Endpoint) -> None: ...
    async def get(self, endpoint_id: UUID) -> Endpoint | None: ...
    async def page(self, request: PageRequest, *, client_id: str) -> Page[Endpoint]: ...

    async def save(self, endpoint: Endpoint) -> Endpoint:
        """Replace the endpoint; the new version. Raises StaleVersion when it changed since it was read."""
        ...

    async def remove(self, endpoint_id: UUID) -> None:
        """Forget the endpoint with all that was delivered to it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FanOut:
    """The deliveries that a stretch of the feed made, and the mark to go on from; None at the feed's end."""

    deliveries: tuple[UUID, ...]
    next_mark: str | None


Writer = Callable[[FeedEvent], str]
"""How an event is written to programs: the words that are signed and sent."""


class WebhookDeliveries(Protocol):
    """What is sent to endpoints, in the open transaction."""

    async def fan_out(
        self, event_id: UUID, *, write: Writer, at: datetime, new_id: Callable[[], UUID]
    ) -> tuple[UUID, ...]:
        """A delivery for each endpoint whose program may see the event and asked for it; those that are new.

        Who sees what is the feed's own rule.
        """
        ...

    async def replay(
        self,
        endpoint: Endpoint,
        reader: FeedReader,
        *,
        write: Writer,
        after: str | None,
        limit: int,
        at: datetime,
        new_id: Callable[[], UUID],
    ) -> FanOut:
        """Deliveries, new or waiting once more, of at most ``limit`` events after a mark; none that is due already.

        Raises InvalidInput where the mark is none of this feed.
        """
        ...

    async def page(self, request: PageRequest, *, endpoint_id: UUID, state: DeliveryState | None) -> Page[Delivery]:
        """Newest first."""
        ...

    async def endpoint_of(self, delivery_id: UUID) -> Endpoint | None:
        """Where the message goes; None where there is none."""
        ...

    async def get_locked(self, delivery_id: UUID, *, with_endpoint: bool) -> tuple[Delivery, Endpoint] | None:
        """The message, nobody else's until the transaction ends, and its endpoint; None where there is none.

        ``with_endpoint``: the endpoint is nobody else's either, for who will change it.
        """
        ...

    async def claims(self, endpoint_id: UUID, at: datetime) -> tuple[datetime, ...]:
        """Until when, at most, each attempt to reach the endpoint lasts that is under way."""
        ...

    async def claim_next(self, endpoint_id: UUID, at: datetime) -> Delivery | None:
        """The longest due of the endpoint's messages that nobody sends, claimed; None where there is none."""
        ...

    async def longest_due(self, endpoint_id: UUID, at: datetime) -> UUID | None:
        """The message that ``claim_next`` would claim."""
        ...

    async def save(self, delivery: Delivery) -> None:
        """Keep what became of it."""
        ...


class WebhookSender(Protocol):
    """The network: one request, without redirects, to an address that is nobody's inside."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Attempt:
        """Send it, and tell how it went; whatever the receiver does, it ends within half a minute."""
        ...

    def admits(self, url: str) -> bool:
        """Whether the URL's scheme and literal address are ones that it would send to."""
        ...


class SecretCipher(Protocol):
    """Keeps secrets that must be read again: the database holds them sealed."""

    def encrypt(self, secret: str) -> bytes: ...

    def decrypt(self, sealed: bytes) -> str:
        """The secret. Raises KeyError where it was sealed with a key that the settings no longer name."""
        ...


class SecretsLost(Exception):  # noqa: N818 - what has happened to an endpoint, whoever wants to write to it
    """No key of the settings opens a secret of this endpoint: nothing can be signed until it has a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel:
    """What it takes to send: the cipher that opens the secrets, the network, and the name under which we speak."""

    cipher: SecretCipher
    sender: WebhookSender
    source: str
