"""The documentation that the service serves of itself: the OpenAPI document, and the portal."""

from typing import Any

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.openapi import without_webhooks
from app.api.portal.routes import portal_routes

_READABLE = {"Link": '</docs>; rel="service-doc"; type="text/html"'}


def documentation_routes(app: FastAPI) -> list[Route]:
    """Routes for ``/openapi.json`` and ``/docs``, without any other site."""

    async def document(request: Request) -> Response:
        del request
        return Response(orjson.dumps(app.openapi()), headers=_READABLE, media_type="application/json")

    async def without(request: Request) -> Response:
        del request
        content = orjson.dumps(without_webhooks(app.openapi()))
        return Response(content, headers=_READABLE, media_type="application/json")

    def described() -> dict[str, Any]:
        return app.openapi()

    return [
        Route("/openapi.json", document, include_in_schema=False),
        Route("/openapi-without-webhooks.json", without, include_in_schema=False),
        *portal_routes(described),
    ]
