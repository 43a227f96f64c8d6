"""Where the portal is served: pages by language, errors under the address that refusals name, files by their digest."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.api.negotiation import NegotiatedLanguage, negotiate_language
from app.api.portal.assets import assets
from app.api.portal.rulebook import RulesOfTheDay
from app.api.portal.site import LANGUAGES, Site
from app.usecases.errors import NotFound

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_DESCRIBED = '</openapi.json>; rel="service-desc"; type="application/json"'


def portal_routes(
    document: Callable[[], dict[str, Any]], rules: Callable[[Request], Awaitable[RulesOfTheDay]]
) -> list[Route]:
    """Routes under ``/docs``. ``document`` gives the OpenAPI document when it is first needed.

    ``rules`` gives the day of a request and the values set for it, to the pages that say them.
    """
    site = Site(document, rules)

    async def entrance(request: Request) -> Response:
        language = _preferred(request)
        return RedirectResponse(f"/docs/{language}", 302, headers={"Vary": "Accept-Language"})

    async def error(request: Request) -> Response:
        return await _page(site, request, f"errors/{request.path_params['code']}", _preferred(request), chosen=False)

    async def file(request: Request) -> Response:
        sheet = (await asyncio.to_thread(assets)).get(request.path_params["name"])
        if sheet is None:
            raise NotFound
        return sheet.answer(request, {"Cache-Control": _FOR_A_YEAR})

    return [
        Route("/docs", entrance, include_in_schema=False),
        Route("/docs/errors/{code}", error, include_in_schema=False),
        Route("/docs/assets/{name}", file, include_in_schema=False),
        *(route for language in LANGUAGES for route in _of_language(site, language)),
    ]


def _of_language(site: Site, language: NegotiatedLanguage) -> list[Route]:
    async def home(request: Request) -> Response:
        return await _page(site, request, "", language)

    async def page(request: Request) -> Response:
        return await _page(site, request, request.path_params["page"], language)

    async def errors(request: Request) -> Response:
        # A fixed segment goes before a parameter: "errors" never reaches {page}.
        return await _page(site, request, "errors", language)

    async def error(request: Request) -> Response:
        return await _page(site, request, f"errors/{request.path_params['code']}", language)

    async def operation(request: Request) -> Response:
        return await _page(site, request, f"operations/{request.path_params['operation_id']}", language)

    async def search(request: Request) -> Response:
        found = await site.search(request.query_params.get("q", ""), language, request)
        return found.answer(request, _headers(language))

    async def explorer(_: Request) -> Response:
        # Where the reference stood before each operation had its page.
        return RedirectResponse(f"/docs/{language}/reference", 301)

    return [
        Route(f"/docs/{language}", home, include_in_schema=False),
        Route(f"/docs/{language}/search", search, include_in_schema=False),
        Route(f"/docs/{language}/explorer", explorer, include_in_schema=False),
        Route(f"/docs/{language}/operations/{{operation_id}}", operation, include_in_schema=False),
        Route(f"/docs/{language}/{{page}}", page, include_in_schema=False),
        Route(f"/docs/{language}/errors", errors, include_in_schema=False),
        Route(f"/docs/{language}/errors/{{code}}", error, include_in_schema=False),
    ]


async def _page(
    site: Site, request: Request, slug: str, language: NegotiatedLanguage, *, chosen: bool = True
) -> Response:
    """A page; ``chosen``: its address names the language, which else the reader's browser prefers."""
    sheet = await site.page(slug, language, request)
    if sheet is None:
        raise NotFound
    headers = _headers(language)
    return sheet.answer(request, headers if chosen else {**headers, "Vary": "Accept-Language"})


def _headers(language: NegotiatedLanguage) -> dict[str, str]:
    return {"Content-Language": language, "Content-Security-Policy": _POLICY, "Link": _DESCRIBED}


def _preferred(request: Request) -> NegotiatedLanguage:
    return negotiate_language(request.headers.get("accept-language", ""))
