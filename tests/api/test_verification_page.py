"""The verification page as people meet it: in a real browser, on a phone and on a desk, without any script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.settings import Settings
from tests.api.certificate_desk import CODE, NUMBER, issued
from tests.api.chromium import chromium, needs_chromium, served

SIZES = {"phone": (360, 740), "desk": (1280, 900)}


@asynccontextmanager
async def opened(browser: Browser, size: str) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of that size in a French browser that runs no script, and what the console has to complain of."""
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=False, locale="fr-FR"
    )
    page, complaints = await context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page, complaints
    await context.close()


@needs_chromium
async def test_people_verify_by_keyboard_in_both_languages_on_a_phone_and_on_a_desk(
    settings: Settings, sandbox_database: AsyncEngine
) -> None:
    await issued(sandbox_database)
    app = create_app(settings, engine=sandbox_database)

    async with served(app) as address, chromium() as browser:
        for size in SIZES:
            async with opened(browser, size) as (page, complaints):
                await _verify(page, address)
                await _mistype(page, address)
                assert complaints == ["Failed to load resource: the server responded with a status of 404 (Not Found)"]


async def _verify(page: Page, address: str) -> None:
    await page.goto(f"{address}/v1/certificates/verification")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Vérification d’un parchemin")
    await _fits(page)

    await page.get_by_label("Numéro du parchemin").fill(NUMBER.lower().replace("-", " "))
    await page.get_by_label("Code de vérification").fill(CODE.lower())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Parchemin valable")
    await expect(page.get_by_role("main")).to_contain_text("Camille Élise Lefèvre-Châtaignier")
    await _fits(page)

    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Valid certificate")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.get_by_label("Certificate number").fill(NUMBER)
    await page.get_by_label("Verification code").fill(CODE)
    await page.get_by_role("button", name="Verify").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Valid certificate")

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()


async def _mistype(page: Page, address: str) -> None:
    answer = await page.goto(f"{address}/v1/certificates/{NUMBER}/verification?code=0000-0000-00")
    assert answer is not None
    assert answer.status == 404
    await expect(page.get_by_role("heading", level=1)).to_have_text("Parchemin inconnu")
    await expect(page.get_by_label("Numéro du parchemin")).to_have_value(NUMBER)
    await _fits(page)


async def _fits(page: Page) -> None:
    """Nothing is wider than the screen, nor written too small to be read on it."""
    width = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    smallest = await page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert width == 0
    assert smallest >= 14
