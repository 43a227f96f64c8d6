"""The documentation that the service serves of itself: the OpenAPI document, and a page that lists its operations."""

from html import escape
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.api.openapi import without_webhooks
from app.api.problems import DETAILS, STATUSES
from app.usecases.errors import NotFound

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; }
li { margin: .4rem 0; list-style: none; } ul { padding: 0; }
code { background: #f2f2f2; padding: .1rem .3rem; border-radius: 3px; } b { display: inline-block; width: 4.5rem; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def documentation_routes(app: FastAPI) -> list[Route]:
    """Routes for ``/openapi.json``, ``/docs`` and the page of each error's ``type``, without any other site."""

    async def document(request: Request) -> Response:
        del request
        return Response(orjson.dumps(app.openapi()), media_type="application/json")

    async def without(request: Request) -> Response:
        del request
        return Response(orjson.dumps(without_webhooks(app.openapi())), media_type="application/json")

    async def page(request: Request) -> Response:
        del request
        return HTMLResponse(_page(app.openapi()), headers={"Content-Security-Policy": _POLICY})

    async def error_page(request: Request) -> Response:
        code = request.path_params["code"]
        if code not in STATUSES:
            raise NotFound
        return HTMLResponse(_error_page(code), headers={"Content-Security-Policy": _POLICY})

    return [
        Route("/docs/errors/{code}", error_page, include_in_schema=False),
        Route("/openapi.json", document, include_in_schema=False),
        Route("/openapi-without-webhooks.json", without, include_in_schema=False),
        Route("/docs", page, include_in_schema=False),
    ]


def _page(document: dict[str, Any]) -> str:
    sections = "".join(_section(tag, document["paths"]) for tag in document.get("tags", ()))
    link = '<p>Le document complet : <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>'
    return _html(document["info"]["title"], link + sections)


def _error_page(code: str) -> str:
    status, title = STATUSES[code]
    sentences = (title, DETAILS[code]) if code in DETAILS else (title,)
    french, english = (". ".join(escape(each.in_language(language)) for each in sentences) for language in ("fr", "en"))
    return _html(
        f"{status} {code}",
        f"<p>{french}</p><p lang='en'>{english}</p><p><a href=\"/docs\">Toutes les opérations</a></p>",
    )


def _html(title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f"<h1>{escape(title)}</h1>{content}</html>"
    )


def _section(tag: dict[str, str], paths: dict[str, dict[str, Any]]) -> str:
    items = "".join(
        f"<li><b>{method.upper()}</b> <code>{escape(path)}</code> {escape(operation.get('summary', ''))} "
        f"<small>{escape(operation['operationId'])}</small></li>"
        for path, operations in paths.items()
        for method, operation in operations.items()
        if tag["name"] in operation.get("tags", ())
    )
    return f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p><ul>{items}</ul>"
