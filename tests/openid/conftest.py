"""The service, with an identity provider of this machine beside it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.settings import IdentityProviderSettings, Settings
from tests.openid.fake_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, providing

Serving = Callable[..., AbstractAsyncContextManager[AsyncClient]]


@pytest.fixture
async def provider() -> AsyncIterator[FakeProvider]:
    """An identity provider, this test's alone."""
    async with providing() as started:
        yield started


@pytest.fixture
def serving(settings: Settings, sandbox_database: AsyncEngine, provider: FakeProvider) -> Serving:
    """`async with serving(roles=…) as client` is the service on the sandbox's data, the provider being set so."""

    @asynccontextmanager
    async def started(**members: Any) -> AsyncIterator[AsyncClient]:
        given = {
            "code": "branch",
            "name": "Annuaire de la branche",
            "issuer": provider.issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "roles": ["employer", "evaluator", "secretariat"],
            **members,
        }
        one = IdentityProviderSettings.model_validate(given)
        app = create_app(settings.model_copy(update={"identity_providers": (one,)}), engine=sandbox_database)
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as connected,
        ):
            yield connected

    return started


@pytest.fixture
async def service(serving: Serving) -> AsyncIterator[AsyncClient]:
    """A client of the service."""
    async with serving() as connected:
        yield connected
