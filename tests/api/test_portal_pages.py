"""The portal as people see it: by day and by night, on a desk and on a phone, by eye and by ear."""

import json
from collections.abc import Callable
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
from app.api.portal.site import LANGUAGES, PAGES
from app.api.schemas import operations_of
from tests.api.chromium import chromium, needs_chromium, served

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "tests" / "assets" / "axe.min.js").read_text(encoding="utf-8")
KINDS = (
    ("", "first-call", "reference", "pathways"),
    ("rules", "statistics", "errors", "errors/rules_refused", "events", "glossary", "changelog"),
    ("operations/openSession", "operations/acceptAssignment", "search?q=dossier", "faults", "jury"),
)
LOOKS: tuple[tuple[Literal["light", "dark"], int, int], ...] = (("light", 1440, 900), ("dark", 360, 740))
SHOWN = ("/v1/sessions", "/v1/dossiers/{dossier_id}/evaluator/acceptance", "/v1/sandbox/clock")
FIRST_PAINT_WITHIN = 1_000
"""Milliseconds, of a phone four times as slow as this machine when nothing else runs on it."""
LIGHT, FEW_ELEMENTS = 40_000, 3_000
"""Bytes that an operation's page asks for, its style and program included, and what it draws of them."""
_JUDGE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.length}, ${nodes[0].target} ${nodes[0].failureSummary}`);
}"""
_WEIGHT = """performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
  .filter((each) => !each.name.endsWith(".woff2")).reduce((sum, each) => sum + each.encodedBodySize, 0)"""
_PATIENCE = 120_000
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def whole() -> dict[str, Any]:
    """The published document."""
    read: dict[str, Any] = json.loads((ROOT / "openapi" / "v1.json").read_text(encoding="utf-8"))
    return read


def document() -> dict[str, Any]:
    """The published document, with few of its operations."""
    published = whole()
    return {**published, "webhooks": {}, "paths": {path: published["paths"][path] for path in SHOWN}}


def portal(document: Callable[[], dict[str, Any]] = document) -> FastAPI:
    """The portal alone, at the addresses that it has in the service."""

    async def published(request: Request) -> Response:
        return Response(orjson.dumps(document()), media_type="application/json")

    async def rules(request: Request) -> RulesOfTheDay:
        return RulesOfTheDay(on=date(2026, 11, 23))

    async def signed_in(request: Request) -> Response:
        return Response(orjson.dumps({"access_token": (await request.json())["email"]}), status_code=201)

    async def accepted(request: Request) -> Response:
        return Response(orjson.dumps({"authorization": request.headers["Authorization"]}))

    async def drawn(request: Request) -> Response:
        return Response('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', media_type="image/svg+xml")

    return FastAPI(
        openapi_url=None,
        routes=[
            *portal_routes(document, rules),
            Route("/openapi.json", published),
            Route("/v1/statistics", drawn),
            Route("/v1/sessions", signed_in, methods=["POST"]),
            Route("/v1/dossiers/{dossier_id}/evaluator/acceptance", accepted, methods=["POST"]),
        ],
    )


async def opened(browser: Browser, address: str) -> tuple[Page, list[str]]:
    """A page, and what goes wrong on it: what its console says, and whom it calls besides ``address``."""
    page, wrong, at_home = await browser.new_page(locale="fr-FR"), list[str](), (address, "data:", "blob:")
    page.set_default_timeout(_PATIENCE)
    page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(at_home) else wrong.append(asked.url))
    return page, wrong


async def flaws(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(_JUDGE)
    wider = await page.evaluate(_TOO_WIDE)
    return [*found, f"{wider} pixels too wide"] if wider > 0 else found


@needs_chromium
@pytest.mark.parametrize("slugs", KINDS)
async def test_pages_are_accessible_and_fit_by_day_by_night_on_a_desk_and_on_a_phone(slugs: tuple[str, ...]) -> None:
    async with served(portal()) as address, chromium() as browser:
        page, wrong = await opened(browser, address)
        for number, slug in enumerate(slugs):
            for rank, (scheme, width, height) in enumerate(LOOKS):
                language = ("fr", "en")[(number + rank) % 2]
                await page.set_viewport_size({"width": width, "height": height})
                await page.emulate_media(color_scheme=scheme)
                await page.goto(f"{address}/docs/{language}/{slug}".rstrip("/"))
                assert await flaws(page) == [], f"{slug} {scheme} {width}"
        assert wrong == []


@pytest.mark.nightly
@needs_chromium
async def test_every_page_is_accessible_in_both_languages_by_day_and_by_night() -> None:
    slugs = [*PAGES, "search?q=dossier", *(f"operations/{each['operationId']}" for each in operations_of(whole()))]
    async with served(portal(whole)) as address, chromium() as browser:
        page, wrong = await opened(browser, address)
        found = []
        for slug in slugs:
            for language in LANGUAGES:
                await page.goto(f"{address}/docs/{language}/{slug}".rstrip("/"))
                for scheme, width, height in LOOKS:
                    await page.set_viewport_size({"width": width, "height": height})
                    await page.emulate_media(color_scheme=scheme)
                    found += [f"{slug} {language} {scheme} {width}: {each}" for each in await flaws(page)]
        assert found == wrong == []


@needs_chromium
async def test_the_page_of_an_operation_is_light(record_property: Callable[[str, object], None]) -> None:
    async with served(portal()) as address, chromium() as browser:
        page, wrong = await opened(browser, address)
        await page.goto(f"{address}/docs/fr/operations/openSession")

        weight = await page.evaluate(_WEIGHT)
        elements = await page.evaluate("document.getElementsByTagName('*').length")

        record_property("told", f"An operation's page: {weight / 1024:.0f} KiB, {elements} elements")
        assert weight < LIGHT
        assert elements < FEW_ELEMENTS
        assert wrong == []


@pytest.mark.nightly
@needs_chromium
async def test_the_page_of_an_operation_is_painted_within_a_second_on_a_phone(
    record_property: Callable[[str, object], None],
) -> None:
    async with served(portal(whole)) as address, chromium() as browser:
        page, _ = await opened(browser, address)
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        await page.set_viewport_size({"width": 390, "height": 844})
        painted = []
        for _ in range(5):
            await page.goto(f"{address}/docs/fr/operations/createDossier")
            shown = await page.wait_for_function("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
            painted.append(await shown.json_value())

        record_property("told", f"First paint of an operation's page on a slow phone: {min(painted):.0f} ms")
        assert min(painted) < FIRST_PAINT_WITHIN


@needs_chromium
async def test_an_operation_is_tried_on_its_page_and_a_sample_copied() -> None:
    async with served(portal()) as address, chromium() as browser:
        page, wrong = await opened(browser, address)
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.goto(f"{address}/docs/en/operations/acceptAssignment")

        await page.fill("[name=dossier_id]", "0192f0c1")
        await page.select_option("[name=as]", "evaluator@sandbox.example")
        await page.click("form.try .button")
        await page.wait_for_selector(".result .status:not(:empty)")
        await page.click("figure.code .copy")

        assert await page.text_content(".result .status") == "200 OK"
        assert "Bearer evaluator@sandbox.example" in str(await page.text_content(".result code"))
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("DOSSIER_ID=")
        assert f"{address}/v1/dossiers/$DOSSIER_ID/evaluator/acceptance" in copied
        assert wrong == []
