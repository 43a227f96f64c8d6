"""Who calls, by a token that renews itself; what is tried again, and under which key."""

import secrets
import threading
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

import httpx
from httpx_retries import Retry, RetryTransport

from cqp_chimie.rest.client import AuthenticatedClient, Client
from cqp_chimie.version import __version__

_EARLY = 30.0
"""Seconds before its end at which a token is renewed."""
_KEYED = "Idempotency-Key"
_BUSY = (429, 503)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass
class _Renewing(httpx.Auth):
    """A bearer token, fetched when it is first needed, before its end, and once more where it is refused."""

    requires_response_body = True

    _token: str | None = field(default=None, init=False, repr=False)
    _until: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        with self._lock:
            yield from self._signed_in(again=False)
            token = self._token
        response = yield self._bearing(request, token)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            with self._lock:
                yield from self._signed_in(again=self._token == token)
            yield self._bearing(request, self._token)

    def _signed_in(self, *, again: bool) -> Generator[httpx.Request, httpx.Response, None]:
        if again or time.monotonic() >= self._until:
            response = yield self._asks_for_token()
            response.read()
            response.raise_for_status()
            told = response.json()
            self._token = told["access_token"]
            self._until = time.monotonic() + told["expires_in"] - _EARLY
            self._keep(told)

    def _asks_for_token(self) -> httpx.Request:
        raise NotImplementedError

    def _keep(self, told: dict[str, str]) -> None:
        """What else the answer tells."""

    @staticmethod
    def _bearing(request: httpx.Request, token: str | None) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {token}"
        return request


@dataclass
class _Program(_Renewing):
    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()

    def _asks_for_token(self) -> httpx.Request:
        form = {"grant_type": "client_credentials", "scope": " ".join(self.scopes)}
        basic = httpx.BasicAuth(self.client_id, self.client_secret)
        asking = httpx.Request("POST", f"{self.base_url}/oauth/token", data={k: v for k, v in form.items() if v})
        return next(basic.auth_flow(asking))


@dataclass
class _Person(_Renewing):
    base_url: str
    email: str
    password: str = field(repr=False)
    role: str | None = None
    _refresh_token: str | None = field(default=None, init=False, repr=False)

    def _signed_in(self, *, again: bool) -> Generator[httpx.Request, httpx.Response, None]:
        try:
            yield from super()._signed_in(again=again)
        except httpx.HTTPStatusError:
            if self._refresh_token is None:
                raise
            self._refresh_token = None  # the session is over: it is opened anew
            yield from super()._signed_in(again=True)

    def _asks_for_token(self) -> httpx.Request:
        if self._refresh_token is not None:
            place, body = "/v1/sessions/refresh", {"refresh_token": self._refresh_token}
        else:
            chosen = {"role": self.role} if self.role is not None else {}
            place, body = "/v1/sessions", {"email": self.email, "password": self.password, **chosen}
        return httpx.Request("POST", f"{self.base_url}{place}", json=body)

    def _keep(self, told: dict[str, str]) -> None:
        self._refresh_token = told["refresh_token"]


def program(
    base_url: str, client_id: str, client_secret: str, *, scopes: Iterable[str] = (), attempts: int = 5
) -> AuthenticatedClient:
    """A client of ``cqp_chimie.rest`` for a program; without ``scopes``, with all of its own.

    What the service was too busy for (429, 503) is tried again after ``Retry-After``, ``attempts`` times.
    """
    base = base_url.rstrip("/")
    return _client(base, _Program(base, client_id, client_secret, tuple(scopes)), attempts)


def person(
    base_url: str, email: str, password: str, *, role: str | None = None, attempts: int = 5
) -> AuthenticatedClient:
    """The same for somebody with an account that needs no second factor; their session is refreshed as it ages."""
    base = base_url.rstrip("/")
    return _client(base, _Person(base, email, password, role), attempts)


def anonymous(base_url: str, *, attempts: int = 5) -> Client:
    """A client for what is public."""
    return Client(base_url=base_url.rstrip("/"), headers=_NAMED, httpx_args=_arguments(attempts))


_NAMED = {"User-Agent": f"cqp-chimie-python/{__version__}"}


def _client(base_url: str, auth: httpx.Auth, attempts: int) -> AuthenticatedClient:
    arguments = {**_arguments(attempts), "auth": auth}
    # The generator writes its own header first, which nobody may leave empty after a scheme: ours takes its place.
    return AuthenticatedClient(base_url=base_url, token="", prefix="", headers=_NAMED, httpx_args=arguments)


def _arguments(attempts: int) -> dict[str, object]:
    # What was answered "too busy" was not done, and what never left was not either: both may be sent again.
    retry = Retry(
        total=attempts,
        allowed_methods=Retry.RETRYABLE_METHODS | {"POST", "PATCH"},
        status_forcelist=_BUSY,
        retry_on_exceptions=_NOT_SENT,
        backoff_factor=0.5,
        max_backoff_wait=60.0,
    )
    return {"transport": RetryTransport(retry=retry), "event_hooks": {"request": [_with_key]}}


def _with_key(request: httpx.Request) -> None:
    """A POST that is tried again by whoever sends it has its effect once: its key stays the same in every attempt."""
    if request.method == "POST" and _KEYED not in request.headers:
        request.headers[_KEYED] = secrets.token_urlsafe(24)
