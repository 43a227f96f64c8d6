"""`clients/browser` in a real browser, from another port than the service's: a front end's day."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typst
from fastapi import FastAPI
from httpx import AsyncClient
from playwright.async_api import Page, Route, expect
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.staticfiles import StaticFiles

from app.adapters.totp import AnySecret
from app.main import create_app
from app.sandbox.identities import TOTP_SECRET
from app.settings import Settings
from tests.api.chromium import chromium, needs_chromium, served
from tests.api.jury_room import awaiting_jury
from tests.api.second_factors import WITH_FACTOR
from tests.api.signing_in import sign_in
from tests.background_work import work

DRAFTS = "**/v1/drafts/*"
PAGE = Path(__file__).parents[2] / "clients/browser"
RIGHT = {
    "/candidate/birth_name": "Szymański",
    "/candidate/first_names": "Éloïse",
    "/candidate/birth_date": "1988-05-06",
    "/candidate/sex": "F",
    "/candidate/birth_place": "Lyon",
    "/candidate/email": "eloise@sandbox.example",
    "/candidate/employment/employer/siret": "98765432400019",
    "/candidate/experience/0/start": "2018-02-01",
}
WRONG = {
    "/candidate/birth_name": "",
    "/candidate/first_names": "",
    "/candidate/birth_date": "1988-02-31",
    "/candidate/sex": "X",
    "/candidate/birth_place": "",
    "/candidate/email": "eloise",
    "/candidate/employment/employer/siret": "98765432400018",
    "/candidate/experience/0/start": "hier",
}


@dataclass
class Screen:
    """The page, the service that it calls, and somebody else who calls it too."""

    page: Page
    other: AsyncClient
    settings: Settings
    engine: AsyncEngine
    wrong: list[str] = field(default_factory=list)

    async def enters(self) -> None:
        """Password, then the code of an application."""
        await self.page.fill("#sign-in [name=email]", WITH_FACTOR)
        await self.page.fill("[name=password]", "sandbox")
        await self.page.click("text=Entrer")
        await self.page.fill("[name=code]", AnySecret(TOTP_SECRET).now())
        await self.page.click("text=Confirmer")
        await expect(self.page.locator("#who")).to_have_text("Solène Caron")

    async def types(self, values: dict[str, str]) -> None:
        """Into the fields of the wizard."""
        for pointer, value in values.items():
            await self.page.fill(f'[name="{pointer}"]', value)

    async def says(self, words: str) -> None:
        """Wait until the page says so."""
        await expect(self.page.locator("#said")).to_contain_text(words)


@pytest.fixture
async def screen(settings: Settings, sandbox_database: AsyncEngine) -> AsyncIterator[Screen]:
    port = free_port()
    public_url = f"http://127.0.0.1:{port}"
    settings = settings.model_copy(update={"live_seconds": 60, "public_url": public_url})
    app = create_app(settings, engine=sandbox_database)
    pages = FastAPI()
    pages.mount("/", StaticFiles(directory=PAGE, html=True))
    await awaiting_jury(sandbox_database)
    async with (
        served(app, port) as address,
        served(pages) as site,
        chromium() as browser,
        AsyncClient(base_url=address, timeout=60) as other,
    ):
        other.headers.update(await sign_in(other, "secretariat@sandbox.example"))
        page = await browser.new_page(locale="fr-FR")
        page.set_default_timeout(60_000)
        shown = Screen(page, other, settings, sandbox_database)
        page.on("pageerror", lambda error: shown.wrong.append(str(error)))
        await page.goto(f"{site}/?api={address}")
        yield shown
        await page.close()


@needs_chromium
async def test_a_secretariat_lives_a_day_on_the_page(screen: Screen) -> None:
    page, events = screen.page, "**/v1/me/events"
    expect.set_options(timeout=60_000)
    await page.route(events, lambda route: route.abort())  # not live yet: what changes is met by its tag
    await screen.enters()

    # What is typed is not lost with the page.
    await screen.types({"/candidate/birth_name": "Szymański"})
    await expect(page.locator("#draft")).to_have_text("Brouillon enregistré.")
    await page.reload()
    await expect(page.locator('[name="/candidate/birth_name"]')).to_have_value("Szymański")

    # Eight faults in one answer, each beside its field.
    await screen.types(WRONG)
    await page.click("text=Ouvrir le dossier")
    await expect(page.locator(".fault")).to_have_count(len(WRONG))
    for pointer in WRONG:
        await expect(page.locator(f'[name="{pointer}"] + .fault')).to_have_count(1)
    await slows(page, DRAFTS)  # the last save is still on its way when the dossier is open
    async with page.expect_request(DRAFTS):
        await screen.types(RIGHT)
    await page.click("text=Ouvrir le dossier")
    await screen.says("ouvert.")
    await page.unroute(DRAFTS)
    await expect(page.locator("#dossier-title")).to_contain_text("Éloïse Szymański")
    number = (await page.locator("#dossier-title").inner_text()).split()[0]

    # Found without its accents, and on the list of what waits.
    await page.fill("#q", "szymanski eloise")
    await expect(page.locator("#found li")).to_have_count(1)
    await page.reload()
    await expect(page.locator("#inbox")).to_contain_text(number)
    await expect(page.locator("#fields")).to_be_enabled()
    await expect(page.locator("#draft")).to_have_text("")

    # A document brought, and its first page looked at.
    await page.fill("#q", number)
    await page.click("#found button")
    await expect(page.locator("#dossier-title")).to_contain_text(number)
    drawn = typst.compile(b"= Outil 6")
    await page.set_input_files("[name=file]", {"name": "outil 6.pdf", "mimeType": "application/pdf", "buffer": drawn})
    await page.click("#upload button")
    await screen.says("Document déposé.")
    await work(screen.settings, screen.engine)
    await expect(page.locator("#preview")).to_be_visible()
    assert await page.evaluate("document.getElementById('preview').naturalWidth") > 100

    # Somebody else changes it: what was typed is saved all the same, over what it does not touch.
    dossier = (await screen.other.get("/v1/dossiers", params={"number": number})).json()["items"][0]["id"]
    await brings(screen.other, dossier, "cerfa_12818")
    await page.fill("#tutor [name=name]", "Paul Henry")
    await page.fill("#tutor [name=position]", "Chef de quart")
    await page.fill("#tutor [name=email]", "paul.henry@sandbox.example")
    await page.click("#tutor button")
    await screen.says("Le dossier avait changé ailleurs : tuteur enregistré.")
    tutor = (await screen.other.get(f"/v1/dossiers/{dossier}")).json()["tutor"]
    assert tutor["name"] == "Paul Henry"

    # Live: the page tells of it, unasked.
    await page.unroute(events)
    await expect(page.locator("#live")).to_have_text("en direct")
    await brings(screen.other, dossier, "outil_6")
    await screen.says("Ce dossier vient de changer (dossier.updated).")

    # The token is over, and the answer that renews it is lost once.
    asked = await loses_the_first(page, "**/v1/sessions/refresh")
    await page.evaluate(
        "sessionStorage.tokens = JSON.stringify({...JSON.parse(sessionStorage.tokens), access_token: 'over'})"
    )
    await page.reload()
    await expect(page.locator("#who")).to_have_text("Solène Caron")
    assert len(asked) == 2
    assert asked[0] == asked[1]
    assert screen.wrong == []


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


async def slows(page: Page, address: str) -> None:
    """What is sent there arrives late, and so does its answer."""

    async def wait(route: Route) -> None:
        await asyncio.sleep(0.7)
        answer = await route.fetch()
        await asyncio.sleep(0.7)
        await route.fulfill(response=answer)

    await page.route(address, wait)


async def brings(client: AsyncClient, dossier: str, kind: str) -> None:
    answer = await client.post(
        f"/v1/dossiers/{dossier}/documents",
        data={"kind": kind, "signed_by": "candidate"},
        files={"file": ("a.pdf", b"%PDF-1.4\n%%EOF\n")},
    )
    assert answer.status_code == 201, answer.text


async def loses_the_first(page: Page, address: str) -> list[str | None]:
    """What is sent there: the service answers all of it, and the page never gets the first answer."""
    asked: list[str | None] = []

    async def lose(route: Route) -> None:
        asked.append(route.request.post_data)
        if len(asked) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route(address, lose)
    return asked
