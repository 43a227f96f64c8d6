"""The trip of a browser to an identity provider and back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.ports import UnitOfWork
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.openid import (
    AuthorizationAnswer,
    IdentityNotProven,
    IdentityProvider,
    OpenIdConnect,
    SignInSecrets,
    SignInStart,
    VouchedIdentity,
)

TRIPS_LAST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunTrip:
    """Where the browser goes, and what it keeps for its return: ``start_token`` never leaves it in an address."""

    authorization_url: str
    state: str
    start_token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedTrip:
    """What the browser kept, and what the provider had it bring back."""

    state: str = field(repr=False)
    start_token: str = field(repr=False)
    answer: AuthorizationAnswer


async def begin_trip(
    uow: UnitOfWork, openid: OpenIdConnect, *, provider: str, secrets: Secrets, at: datetime
) -> BegunTrip:
    """Send a browser to a provider (``at``: the system's clock).

    What proves later that the answer belongs to this browser is sealed under a token that it alone has: whoever reads
    the database completes nobody's sign-in. Raises InvalidInput for an unknown provider, ProviderUnavailable.
    """
    if provider not in openid.providers:
        raise InvalidInput(_UNKNOWN_PROVIDER)
    made = SignInSecrets(state=secrets.new(), nonce=secrets.new(), verifier=secrets.new())
    url = await openid.authorization_url(provider, made)
    start_token = secrets.new()
    start = SignInStart(
        provider=provider,
        sealed=secrets.seal(f"{made.nonce} {made.verifier}", under=start_token),
        expires_at=at + TRIPS_LAST,
    )
    async with uow:
        await uow.sign_in_starts.add(secrets.digest(made.state), start)
        await uow.commit()
    return BegunTrip(authorization_url=url, state=made.state, start_token=start_token, expires_at=start.expires_at)


async def end_trip(
    uow: UnitOfWork, openid: OpenIdConnect, *, trip: ReturnedTrip, secrets: Secrets, at: datetime
) -> tuple[IdentityProvider, VouchedIdentity]:
    """Who came back, and who vouches for them. A trip ends once, whatever comes of it.

    Raises IdentityNotProven, ProviderUnavailable.
    """
    async with uow:
        start = await uow.sign_in_starts.take(secrets.digest(trip.state))
        await uow.commit()
    if start is None or start.expires_at <= at or start.provider not in openid.providers:
        raise IdentityNotProven("no trip that is under way has this state")
    try:
        nonce, verifier = secrets.unseal(start.sealed, under=trip.start_token).split(" ")
    except KeyError:
        raise IdentityNotProven("another browser began this trip") from None
    vouched = await openid.redeem(start.provider, trip.answer, nonce=nonce, verifier=verifier, at=at)
    return openid.providers[start.provider], vouched


_UNKNOWN_PROVIDER = Violation(
    code="unknown_reference",
    detail=Text(
        fr="Aucun fournisseur d'identité n'a ce code : prenez-en un de la liste.",
        en="No identity provider has this code: take one of the list.",
    ),
    pointer="/provider",
)
