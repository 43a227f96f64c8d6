"""Reads under ``If-None-Match``: who holds the current version already is told so, and no more."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from app.api.preconditions import is_unchanged

_KEPT_ON_304 = ("etag", "cache-control", "vary", "link", "content-location", "expires")


def unless_unchanged(request: Request, headers: Mapping[bytes, bytes], response: Response) -> Response:
    """The answer, or a 304 in its place."""
    if_none_match = headers.get(b"if-none-match")
    if if_none_match is None or request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    current = response.headers.get("etag")
    if current is None or not is_unchanged(if_none_match.decode("latin-1"), current):
        return response
    kept = {name: response.headers[name] for name in _KEPT_ON_304 if name in response.headers}
    return Response(status_code=304, headers=kept)
