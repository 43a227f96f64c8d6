"""Messages to programs: when one is tried again, when it is given up, and when its receiver is.

Pure: the moment, the chance in the delays and what the receiver said are given in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.durations import lasting
from app.domain.event_types import EventType
from app.domain.text import Text

RETRY_DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After each attempt that failed, how long until the next one."""

ANSWERED_WITHIN = timedelta(seconds=15)
"""How long a receiver may take to answer."""

SENT_AGAIN_FOR = timedelta(days=sum(RETRY_DELAYS, timedelta()).days)
"""For how long a message is tried, in whole days; some hours more in truth."""

MOST_JITTER = 0.1
"""What chance adds to a delay, at most, in parts of it: what failed together is not tried again together."""

LONGEST_RETRY_AFTER = timedelta(hours=24)
"""How long a receiver may ask us to wait; a longer wish is cut down to this."""

GIVE_UP_AFTER = timedelta(days=3)
"""A receiver that took nothing in for so long is written to no more."""

LEASE = timedelta(seconds=30)
"""How long an attempt has its message to itself; no attempt lasts so long, whatever the receiver does."""

LATE_AFTER = timedelta(minutes=1)
"""A message that has waited for so long is no message of the day any more."""

IN_A_ROW = timedelta(seconds=2)
"""For how long the job of a late message goes on with what else waits for a receiver that answers."""

HANGS_AFTER, MOST_HANGING = timedelta(seconds=2), 4
"""A receiver that leaves so many messages unanswered for so long is sent no more beside them."""

PUT_OFF_FROM, PUT_OFF_TO = timedelta(minutes=1), timedelta(hours=1)
"""For how long a message is put off for which its receiver has no room."""

ATTEMPTS_KEPT = 20
"""How many attempts the log tells of each message, the last ones."""

ENDPOINTS_A_CLIENT = 10

GONE = 410


class DeliveryState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Failure(StrEnum):
    """Why an attempt failed."""

    UNRESOLVED = "unresolved"
    FORBIDDEN_ADDRESS = "forbidden_address"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    REDIRECT = "redirect"
    STATUS = "status"


class DisabledReason(StrEnum):
    """Why an endpoint is sent nothing."""

    BY_CLIENT = "by_client"
    GONE = "gone"
    FAILING = "failing"


DELIVERY_STATE_LABELS: Mapping[DeliveryState, Text] = {
    DeliveryState.WAITING: Text("En attente d'envoi", "Waiting to be sent"),
    DeliveryState.DELIVERED: Text("Reçu", "Taken in"),
    DeliveryState.FAILED: Text("Abandonné", "Given up"),
}

FAILURE_LABELS: Mapping[Failure, Text] = {
    Failure.UNRESOLVED: Text("Le nom du récepteur n'existe pas", "The receiver's name does not exist"),
    Failure.FORBIDDEN_ADDRESS: Text(
        "L'adresse du récepteur n'est pas publique", "The receiver's address is not a public one"
    ),
    Failure.UNREACHABLE: Text("Le récepteur refuse la connexion", "The receiver refuses the connection"),
    Failure.TLS: Text("Le certificat du récepteur n'est pas valable", "The receiver's certificate is not valid"),
    Failure.TIMEOUT: Text("Le récepteur n'a pas répondu à temps", "The receiver did not answer in time"),
    Failure.BROKEN: Text("Le récepteur a coupé, ou ne parle pas HTTP", "The receiver hung up, or speaks no HTTP"),
    Failure.REDIRECT: Text(
        "Le récepteur renvoie ailleurs : donnez l'adresse finale", "The receiver redirects: give the final address"
    ),
    Failure.STATUS: Text("Le récepteur n'a pas répondu par un 2xx", "The receiver did not answer with a 2xx"),
}

DISABLED_REASON_LABELS: Mapping[DisabledReason, Text] = {
    DisabledReason.BY_CLIENT: Text("Désactivé par son programme", "Disabled by its program"),
    DisabledReason.GONE: Text("Le récepteur a répondu 410", "The receiver answered 410"),
    DisabledReason.FAILING: Text(
        f"Le récepteur n'a rien reçu depuis {lasting(GIVE_UP_AFTER).fr}",
        f"The receiver took nothing in for {lasting(GIVE_UP_AFTER).en}",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSecret:
    """A secret that signs, sealed: it must be read again to sign with, and is not kept in clear."""

    sealed: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None

    def is_live(self, at: datetime) -> bool:
        """Whether messages are still signed with it."""
        return self.expires_at is None or at < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a program is told what happens. ``events`` empty: of everything that it may see.

    ``disabled_reason`` is None while it is in use; ``failing_since`` is the first failure after the last success.
    ``contact`` is written to when the endpoint is given up; None: the secretariat is.
    """

    id: UUID
    client_id: str
    url: str
    events: tuple[EventType, ...] = ()
    contact: str | None = None
    secrets: tuple[SigningSecret, ...]
    disabled_reason: DisabledReason | None = None
    disabled_at: datetime | None = None
    failing_since: datetime | None = None
    created_at: datetime
    version: int = 1

    @property
    def is_enabled(self) -> bool:
        """Whether it is sent what happens."""
        return self.disabled_reason is None

    def live_secrets(self, at: datetime) -> tuple[SigningSecret, ...]:
        """Those that sign at that instant, the newest first."""
        live = [secret for secret in self.secrets if secret.is_live(at)]
        return tuple(sorted(live, key=lambda secret: secret.created_at, reverse=True))

    def disabled(self, reason: DisabledReason, at: datetime) -> "Endpoint":
        """The same, sent nothing from now on."""
        return replace(self, disabled_reason=reason, disabled_at=at)

    def enabled(self) -> "Endpoint":
        """The same, sent what happens from now on, and given three days again."""
        return replace(self, disabled_reason=None, disabled_at=None, failing_since=None)

    def rotated(self, sealed: bytes, at: datetime, former_lasts: timedelta) -> "Endpoint":
        """The same with a new secret; the former one signs for ``former_lasts`` more, those before it as long as was
        promised when they were replaced. Where the former one ends at once, so do they: somebody else knows one."""
        newest, *older = self.live_secrets(at)
        former = replace(newest, expires_at=at + former_lasts)
        if not former_lasts:
            older = []
        return replace(self, secrets=(*reversed(older), former, SigningSecret(sealed=sealed, created_at=at)))

    def has_room(self, claims: Sequence[datetime], at: datetime) -> bool:
        """Whether another message may leave for it, beside those whose attempts last until these instants at most.

        One that is failing is tried by one message at a time.
        """
        if self.failing_since is not None:
            return not claims
        return sum(until - LEASE <= at - HANGS_AFTER for until in claims) < MOST_HANGING

    def put_off(self, at: datetime, *, chance: float) -> datetime:
        """When to look again whether it has room: the later, the longer it has been failing.

        ``chance`` is between 0 and 1. Hundreds of thousands that came back each minute would be work enough.
        """
        failing_for = timedelta() if self.failing_since is None else at - self.failing_since
        return at + min(max(PUT_OFF_FROM, failing_for), PUT_OFF_TO) * (1 + chance)

    def after(self, attempt: "Attempt") -> "Endpoint":
        """What the attempt says of the receiver: it works, it has left, or it has been failing for too long."""
        if attempt.failure is None:
            return replace(self, failing_since=None)
        if not self.is_enabled:
            return self
        failing = replace(self, failing_since=self.failing_since or attempt.at)
        if attempt.status == GONE:
            return failing.disabled(DisabledReason.GONE, attempt.at)
        if attempt.at - (failing.failing_since or attempt.at) >= GIVE_UP_AFTER:
            return failing.disabled(DisabledReason.FAILING, attempt.at)
        return failing


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One message sent once. ``failure`` is None when it was taken in.

    ``status`` is None when no answer came; ``answer`` is the beginning of its body; ``detail`` is the error's own
    words. ``retry_after`` is what the receiver asked for, in seconds.
    """

    at: datetime
    milliseconds: int
    status: int | None = None
    failure: Failure | None = None
    detail: str = ""
    answer: str = ""
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event for one endpoint. ``payload`` is what is sent, to the byte, however often it is.

    ``tries`` counts the attempts since it was last asked for; ``claimed_until`` is set while one is under way.
    """

    id: UUID
    endpoint_id: UUID
    event_id: UUID
    event_type: EventType
    payload: str = field(repr=False)
    state: DeliveryState = DeliveryState.WAITING
    tries: int = 0
    attempts: tuple[Attempt, ...] = ()
    created_at: datetime
    next_attempt_at: datetime | None
    claimed_until: datetime | None = None

    def is_late(self, at: datetime) -> bool:
        """Whether it should have been sent before: it was tried already, or nobody came to it."""
        return self.tries > 0 or (self.next_attempt_at is not None and self.next_attempt_at < at - LATE_AFTER)

    def claimed(self, at: datetime) -> "Delivery":
        """The same, while an attempt is under way."""
        return replace(self, claimed_until=at + LEASE)

    def given_up(self) -> "Delivery":
        """The same, sent no more."""
        return replace(self, state=DeliveryState.FAILED, next_attempt_at=None, claimed_until=None)

    def asked_again(self, at: datetime) -> "Delivery":
        """The same, to be sent from the beginning; what was tried before stays in the log."""
        return replace(self, state=DeliveryState.WAITING, tries=0, next_attempt_at=at)

    def after(self, attempt: Attempt, *, chance: float) -> "Delivery":
        """What becomes of it. ``chance`` is between 0 and 1: how much of the jitter the next delay gets."""
        tried = replace(
            self,
            tries=self.tries + 1,
            attempts=(*self.attempts, attempt)[-ATTEMPTS_KEPT:],
            claimed_until=None,
            next_attempt_at=None,
        )
        if attempt.failure is None:
            return replace(tried, state=DeliveryState.DELIVERED)
        if self.tries >= len(RETRY_DELAYS):
            return tried.given_up()
        delay = max(RETRY_DELAYS[self.tries] * (1 + MOST_JITTER * chance), _asked_for(attempt))
        return replace(tried, state=DeliveryState.WAITING, next_attempt_at=attempt.at + delay)


def _asked_for(attempt: Attempt) -> timedelta:
    return min(timedelta(seconds=attempt.retry_after or 0), LONGEST_RETRY_AFTER)
