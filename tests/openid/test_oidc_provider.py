"""Signing in by a provider that others have written, npm's oidc-provider: its pages followed as a browser does."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from httpx import ASGITransport, AsyncClient, Client
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import identities
from app.main import create_app
from app.settings import IdentityProviderSettings, Settings
from tests.api.signing_in import bearer, sign_in
from tests.node import FOLDER, needs_node
from tests.openid.fake_provider import CLIENT_SECRET, REDIRECT_URI

EMPLOYER = "employer@sandbox.example"
FRONT_END = "http://127.0.0.1:3000/"


@contextmanager
def _listening() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = ("node", "identity-provider.mjs", port, REDIRECT_URI, FRONT_END)
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as started:
        try:
            assert started.stdout is not None
            assert started.stdout.readline() == "listening\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            started.kill()


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The provider, for all tests of this process."""
    needs_node()
    with _listening() as address:
        yield address


class Browser:
    """Follows the provider's redirects with its cookies, until they lead to the front end."""

    def __init__(self) -> None:
        self._client = Client()

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def signs_in(self, url: str, name: str) -> dict[str, str]:
        """What the front end's address holds when the browser comes back to it."""
        for _ in range(20):
            answer = self._client.get(url)
            while answer.is_redirect:
                url = urljoin(url, answer.headers["location"])
                if url.startswith(FRONT_END):
                    return dict(parse_qsl(urlsplit(url).query))
                answer = self._client.get(url)
            prompt = "login" if 'name="login"' in answer.text else "consent"
            filled = {"prompt": prompt, **({"login": name, "password": "any"} if prompt == "login" else {})}
            url = urljoin(url, self._client.post(url, data=filled).headers["location"])
        raise AssertionError(f"the browser never came back from {url}")

    def signs_out(self, url: str) -> str:
        """Where the browser is led after signing out, once the person has confirmed."""
        page = self._client.get(url)
        assert page.status_code == 200, page.text
        token = page.text.split('name="xsrf" value="')[1].split('"')[0]
        confirmed = self._client.post(f"{url.partition('?')[0]}/confirm", data={"xsrf": token, "logout": "yes"})
        return str(confirmed.headers["location"])


def _set(issuer: str, **members: Any) -> IdentityProviderSettings:
    return IdentityProviderSettings.model_validate(
        {
            "code": "branch",
            "name": "Annuaire de la branche",
            "issuer": issuer,
            "client_id": "by-rs256",
            "client_secret": CLIENT_SECRET,
            "roles": ["employer"],
            **members,
        }
    )


@pytest.mark.parametrize(
    ("client_id", "authentication"), [("by-rs256", "client_secret_basic"), ("by-es256", "client_secret_post")]
)
async def test_an_employer_links_signs_in_and_signs_out(
    settings: Settings, sandbox_database: AsyncEngine, issuer: str, client_id: str, authentication: str
) -> None:
    provider = _set(issuer, client_id=client_id, client_authentication=authentication)
    app = create_app(settings.model_copy(update={"identity_providers": (provider,)}), engine=sandbox_database)
    service = AsyncClient(transport=ASGITransport(app), base_url="http://testserver")
    async with service:
        with Browser() as browser:

            async def back() -> dict[str, str]:
                trip = (await service.post("/v1/sessions/oidc", json={"provider": "branch"})).json()
                told = browser.signs_in(trip["authorization_url"], f"claire-{client_id}")
                return {**told, "start_token": trip["start_token"]}

            owner = await sign_in(service, EMPLOYER)
            unlinked = await service.post("/v1/sessions/oidc/completion", json=await back())
            linked = await service.post("/v1/me/identities", json=await back(), headers=owner)
            opened = await service.post("/v1/sessions/oidc/completion", json=await back())
            closed = await service.delete("/v1/sessions/current", headers=bearer(opened.json()))
            led_to = browser.signs_out(closed.headers["Link"].partition(">")[0].strip("<"))

    assert (unlinked.status_code, linked.status_code, opened.status_code) == (403, 201, 201), linked.text
    assert opened.json()["role"] == "employer"
    assert led_to == FRONT_END
    async with sandbox_database.connect() as connection:
        (row,) = await connection.execute(select(identities))
    assert (row.issuer, row.subject) == (issuer, f"claire-{client_id}")


async def test_the_provider_itself_refuses_a_code_twice_and_another_trips_verifier(
    settings: Settings, sandbox_database: AsyncEngine, issuer: str
) -> None:
    app = create_app(settings.model_copy(update={"identity_providers": (_set(issuer),)}), engine=sandbox_database)
    service = AsyncClient(transport=ASGITransport(app), base_url="http://testserver")
    async with service:
        with Browser() as browser:

            async def back() -> dict[str, str]:
                trip = (await service.post("/v1/sessions/oidc", json={"provider": "branch"})).json()
                return {**browser.signs_in(trip["authorization_url"], "claire"), "start_token": trip["start_token"]}

            owner, used = await sign_in(service, EMPLOYER), await back()
            linked = await service.post("/v1/me/identities", json=used, headers=owner)
            other, third = await back(), await back()
            refused = [
                await service.post("/v1/sessions/oidc/completion", json={**await back(), "code": used["code"]}),
                await service.post("/v1/sessions/oidc/completion", json={**other, "code": third["code"]}),
            ]

    assert linked.status_code == 201
    assert [answer.status_code for answer in refused] == [401, 401]
