"""The documentation that the service serves of itself: the OpenAPI document, and the portal."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from threading import Lock
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.code_samples import ADDRESS
from app.api.container import container_of
from app.api.french import in_french
from app.api.legal_day import moment_of
from app.api.openapi import without_webhooks
from app.api.portal.routes import portal_routes
from app.api.portal.rulebook import RulesOfTheDay
from app.api.portal.static_content import StaticContent
from app.api.security_contact import security_contact_route
from app.usecases.reference.list_rules import values_set

_READABLE = {"Link": '</docs>; rel="service-doc"; type="text/html"'}


def documentation_routes(app: FastAPI) -> list[Route]:
    """Routes for ``/openapi.json`` and ``/docs``, without any other site."""

    one_at_a_time = Lock()

    def described() -> dict[str, Any]:
        with one_at_a_time:
            return app.openapi()

    whole = _published(described)
    without = _published(lambda: without_webhooks(described()))
    return [
        Route("/openapi.json", whole, include_in_schema=False),
        Route("/openapi.fr.json", _published(lambda: in_french(described())), include_in_schema=False),
        Route("/openapi-without-webhooks.json", without, include_in_schema=False),
        security_contact_route(),
        *portal_routes(described, _rules_of_the_day),
    ]


async def _rules_of_the_day(request: Request) -> RulesOfTheDay:
    parameters = await values_set(container_of(request.scope).unit_of_work())
    return RulesOfTheDay(parameters=parameters, on=(await moment_of(request.scope)).on)


def _published(document: Callable[[], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    """What serves the document as it is at the service's own address, written and packed once for whoever asks.

    Writing it takes a second, in a thread: nobody else waits for who asks first.
    """

    @cache
    def sheet(address: str) -> StaticContent:
        return StaticContent.of(_at(address, document()), "application/json")

    async def answer(request: Request) -> Response:
        address = container_of(request.scope).public_url
        return (await asyncio.to_thread(sheet, address)).answer(request, _READABLE)

    return answer


def _at(address: str, document: dict[str, Any]) -> bytes:
    """The document with that address for its server, and samples that call it."""
    (server,) = document["servers"]
    served = {**document, "servers": [{**server, "url": address}]}
    return orjson.dumps(served).replace(ADDRESS.encode(), address.encode())
