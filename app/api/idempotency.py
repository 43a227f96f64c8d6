"""Idempotency-Key: a request that is sent twice acts once, and is answered the same both times."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.api.admission import subject_of
from app.api.container import container_of
from app.api.request_state import request_state_of
from app.domain.text import Text
from app.usecases.errors import IdempotencyKeyReused
from app.usecases.ports.idempotency import StoredAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_CHUNK = 1 << 18

RouteHandler = Callable[[Request], Awaitable[Response]]


async def answer_idempotently(request: Request, key: str, handler: RouteHandler) -> Response:
    """Run ``handler`` inside the key's own transaction, or replay what it answered before.

    Effect and answer are committed together, before anything is sent; an answer other than 2xx is undone and not kept.
    Raises RequestInProgress, IdempotencyKeyReused, RequestValidationError for a key that is none.
    """
    if not _KEY.fullmatch(key):
        raise RequestValidationError([_malformed_key()])
    request_state = request_state_of(request.scope)
    now = datetime.now(UTC)
    fingerprint = await _fingerprint(request)
    async with container_of(request.scope).idempotency_store.reserve(
        subject_of(request.scope), key, at=now
    ) as reservation:
        if reservation.found is not None:
            request_state.repeated = True
            return _replay(reservation.found, fingerprint)
        request_state.reservation = reservation
        response = await handler(request)
        if 200 <= response.status_code < 300:
            await reservation.keep(_kept(response, fingerprint), expires_at=now + KEPT_FOR)
        return response


def _malformed_key() -> dict[str, object]:
    detail = Text(
        fr="De 1 à 255 caractères ASCII visibles sont attendus.", en="From 1 to 255 visible ASCII characters expected."
    )
    context = {"code": "invalid_idempotency_key", "fr": detail.fr, "en": detail.en}
    return {"type": "cqp_value", "loc": ("header", HEADER), "msg": detail.en, "input": None, "ctx": context}


def _kept(response: Response, fingerprint: bytes) -> StoredAnswer:
    return StoredAnswer(
        fingerprint=fingerprint,
        status=response.status_code,
        headers=tuple((name, value) for name, value in response.headers.items() if name != "content-length"),
        body=bytes(response.body),
    )


def _replay(kept: StoredAnswer, fingerprint: bytes) -> Response:
    if kept.fingerprint != fingerprint:
        raise IdempotencyKeyReused(
            Text(
                fr="Cette clé a déjà servi à une autre requête : prenez-en une nouvelle.",
                en="This key has served another request: take a new one.",
            )
        )
    return Response(kept.body, kept.status, {**dict(kept.headers), "Idempotency-Replayed": "true"})


async def _fingerprint(request: Request) -> bytes:
    """A digest of method, path, query and body. A form counts by its fields: its boundary differs each time."""
    digest = hashlib.sha256()
    scope = request.scope
    for part in (request.method.encode(), scope["path"].encode("utf-8", "surrogateescape"), scope["query_string"]):
        _add(digest, part)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        await _add_form(digest, await request.form())
    else:
        _add(digest, await request.body())
    return digest.digest()


async def _add_form(digest: "hashlib._Hash", form: FormData) -> None:
    for name, value in form.multi_items():
        _add(digest, name.encode())
        if isinstance(value, UploadFile):
            _add(digest, (value.filename or "").encode())
            _add(digest, (value.content_type or "").encode())
            _add(digest, await _digest_of(value))
        else:
            _add(digest, value.encode())


async def _digest_of(file: UploadFile) -> bytes:
    digest = hashlib.sha256()
    await file.seek(0)
    while chunk := await file.read(_CHUNK):
        digest.update(chunk)
    await file.seek(0)
    return digest.digest()


def _add(digest: "hashlib._Hash", part: bytes) -> None:
    """Each part with its length before it, so that no two lists of parts read the same."""
    digest.update(len(part).to_bytes(8, "big"))
    digest.update(part)
