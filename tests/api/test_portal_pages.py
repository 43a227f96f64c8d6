"""The portal as people see it: by day and by night, on a desk and on a phone, by eye and by ear."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

import orjson
import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.portal.routes import portal_routes
from app.api.portal.rulebook import RulesOfTheDay
from tests.api.chromium import chromium, needs_chromium, served

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "tests" / "assets" / "axe.min.js").read_text(encoding="utf-8")
KINDS = (
    ("", "first-call", "reference", "pathways"),
    ("rules", "statistics", "errors", "errors/rules_refused", "events", "glossary", "changelog"),
)
LOOKS: tuple[tuple[Literal["light", "dark"], int, int], ...] = (("light", 1440, 900), ("dark", 360, 740))
SHOWN = ("/v1/sessions", "/v1/dossiers/{dossier_id}/evaluator/acceptance")
_JUDGE = """async (rules) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.length}, ${nodes[0].target} ${nodes[0].failureSummary}`);
}"""
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def document() -> dict[str, Any]:
    """The published document, with few of its operations: a browser takes long over all of them."""
    whole: dict[str, Any] = json.loads((ROOT / "openapi" / "v1.json").read_text(encoding="utf-8"))
    return {**whole, "webhooks": {}, "paths": {path: whole["paths"][path] for path in SHOWN}}


def portal() -> FastAPI:
    """The portal alone, at the addresses that it has in the service."""

    async def published(request: Request) -> Response:
        return Response(orjson.dumps(document()), media_type="application/json")

    async def rules(request: Request) -> RulesOfTheDay:
        return RulesOfTheDay(on=date(2026, 11, 23))

    async def drawn(request: Request) -> Response:
        return Response('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', media_type="image/svg+xml")

    return FastAPI(
        openapi_url=None,
        routes=[*portal_routes(document, rules), Route("/openapi.json", published), Route("/v1/statistics", drawn)],
    )


async def opened(browser: Browser, address: str) -> tuple[Page, list[str]]:
    """A page, and what goes wrong on it: what its console says, and whom it calls besides ``address``."""
    page, wrong, at_home = await browser.new_page(locale="fr-FR"), list[str](), (address, "data:", "blob:")
    page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(at_home) else wrong.append(asked.url))
    return page, wrong


async def flaws(page: Page, passed_over: Sequence[str] = ()) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(_JUDGE, {rule: {"enabled": False} for rule in passed_over})
    wider = await page.evaluate(_TOO_WIDE)
    return [*found, f"{wider} pixels too wide"] if wider > 0 else found


@needs_chromium
@pytest.mark.parametrize("slugs", KINDS)
async def test_pages_are_accessible_and_fit_by_day_by_night_on_a_desk_and_on_a_phone(slugs: tuple[str, ...]) -> None:
    async with served(portal()) as address, chromium() as browser:
        page, wrong = await opened(browser, address)
        for number, slug in enumerate(slugs):
            language = ("fr", "en")[number % 2]
            for scheme, width, height in LOOKS:
                await page.set_viewport_size({"width": width, "height": height})
                await page.emulate_media(color_scheme=scheme)
                await page.goto(f"{address}/docs/{language}/{slug}".rstrip("/"))
                assert await flaws(page) == [], f"{slug} {scheme} {width}"
        assert wrong == []


@needs_chromium
async def test_the_reference_draws_every_operation_from_our_own_files_alone() -> None:
    async with served(portal()) as address, chromium() as browser:
        page, wrong = await opened(browser, address)
        await page.goto(f"{address}/docs/fr/explorer")

        await page.wait_for_selector("[id='operation/acceptAssignment']", timeout=30_000)
        # Redoc names the parts of an operation by headings of the fifth level, right below the second.
        assert await flaws(page, passed_over=["heading-order"]) == []
        assert wrong == []
