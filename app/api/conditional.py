"""Reads under ``If-None-Match``: who holds the current version already is told so, and no more."""

from collections.abc import Mapping
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

from app.api.preconditions import is_unchanged

_WEAK = "W/"
_KEPT_ON_304 = ("etag", "cache-control", "vary", "link", "content-location", "expires")


_TAG_BYTES = 12


def tagged_by_its_bytes(response: Response) -> Response:
    """The answer of a read in JSON; one without a version gets a tag of what it says, weak since it goes compressed."""
    is_json = response.headers.get("content-type", "").partition(";")[0].endswith("json")
    body = getattr(response, "body", b"")  # what streams is not at hand
    if response.status_code == 200 and is_json and body and "etag" not in response.headers:
        response.headers["ETag"] = f'{_WEAK}"{blake2b(body, digest_size=_TAG_BYTES).hexdigest()}"'
    return response


def names_its_bytes(response: Response) -> bool:
    """Whether the answer's tag is of what it says, and so of the day and of who asks too."""
    return response.headers.get("etag", "").startswith(_WEAK)


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
