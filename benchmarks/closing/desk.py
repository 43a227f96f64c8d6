"""Who asks: people who have shown their second factor, and a program, over HTTP or within this process."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.api.security import AccessTokens, KeySet
from app.db.engine import create_engine
from app.db.tables import sessions
from app.main import create_app, settled
from app.sandbox.identities import COMPANY, EMPLOYER_USER, JURY_USER, SECRETARIAT_USER
from app.settings import REQUESTS_A_MINUTE, read_settings
from app.usecases.access import Caller, Role
from benchmarks.population import FUNDER
from benchmarks.serving import PUBLIC_URL, Server, Setting

SECRETS_KEY = "A" * 43 + "="
"""As the server that is measured has it: the worker opens what it sealed."""
_PROGRAM = Caller(
    role=Role.CLIENT,
    client_id="opca-sandbox",
    name="OPCA",
    funder_code=FUNDER,
    scopes=frozenset({"events:read", "webhooks:manage"}),
)


class AnsweredOtherwiseError(Exception):
    """A request was not answered as it should have been."""


@dataclass(slots=True)
class Desk:
    """A client, and the people and the program in whose names it asks."""

    http: httpx.AsyncClient
    tokens: AccessTokens
    callers: Mapping[Role, Caller]

    def headers(self, role: Role) -> dict[str, str]:
        """Those of a token that is new: they live for ten minutes."""
        return {"Authorization": f"Bearer {self.tokens.issue(self.callers[role], datetime.now(UTC))}"}

    async def ask(
        self, role: Role, method: str, path: str, body: Any = None, **more: str
    ) -> tuple[httpx.Response, float]:
        """The answer, and in how many seconds it came. Raises AnsweredOtherwiseError."""
        headers, begun = {**self.headers(role), **more}, time.perf_counter()
        answer = await self.http.request(method, path, json=body, headers=headers)
        took = time.perf_counter() - begun
        if not answer.is_success:
            raise AnsweredOtherwiseError(f"{method} {path} : {answer.status_code} en {took:.1f} s, {answer.text[:500]}")
        return answer, took


async def signed_in(engine: AsyncEngine) -> Mapping[Role, Caller]:
    """People who have just shown their second factor, and the program."""
    people = {Role.SECRETARIAT: SECRETARIAT_USER, Role.JURY: JURY_USER, Role.EMPLOYER: EMPLOYER_USER}
    now, opened = datetime.now(UTC), {role: uuid7() for role in people}
    rows = [
        {"id": opened[role], "user_id": user, "role": role, "factor": "totp", "opened_at": now, "proved_at": now}
        for role, user in people.items()
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(sessions), rows)
    callers = {
        role: Caller(
            role=role,
            user_id=user,
            session_id=opened[role],
            company_id=COMPANY if role is Role.EMPLOYER else None,
            name="Banc d'essai",
        )
        for role, user in people.items()
    }
    return {**callers, Role.CLIENT: _PROGRAM}


@asynccontextmanager
async def desk_of(server: Server, key: str, callers: Mapping[Role, Caller]) -> AsyncIterator[Desk]:
    """Those people before a server."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=600) as http:
        yield Desk(http, _tokens(key), callers)


@asynccontextmanager
async def in_process(
    setting: Setting, callers: Mapping[Role, Caller], *, note: Callable[..., None] | None = None
) -> AsyncIterator[Desk]:
    """The same service within this process, as a sandbox: it counts its statements, and knows this machine's ports."""
    engine = create_engine(setting.database_url)
    if note is not None:
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    settings = read_settings(
        environment="sandbox",
        database_url=setting.database_url,
        signing_key=setting.signing_key,
        secrets_key=SECRETS_KEY,
        public_url=PUBLIC_URL,
        data_directory=setting.documents,
        rate_limits=dict.fromkeys(REQUESTS_A_MINUTE, 1_000_000_000),
    )
    transport = httpx.ASGITransport(settled(create_app(settings, engine=engine)))
    try:
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, timeout=600) as http:
            yield Desk(http, _tokens(setting.signing_key), callers)
    finally:
        await engine.dispose()


def _tokens(key: str) -> AccessTokens:
    return AccessTokens(KeySet.from_pem(key), issuer=PUBLIC_URL, audience=PUBLIC_URL)
