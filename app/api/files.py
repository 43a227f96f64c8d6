"""Files on the wire: how operations take them in a form, and how the documentation says that they are sent out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.api.container import container_of
from app.domain.text import Text
from app.usecases.receiving import FileStorage

_PIECE = 1 << 16
_UNKNOWN = Text("Ce champ est inconnu.", "This field is unknown.")
_REPEATED = Text("Ce champ n'est attendu qu'une fois.", "This field is expected only once.")
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_CONTENT = dict.fromkeys(
    (
        "application/pdf",
        "image/jpeg",
        "image/png",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    _BYTES,
)
_RANGE = {
    "name": "Range",
    "in": "header",
    "required": False,
    "description": "One range of bytes, such as `bytes=0-1023`; several are answered with the whole file.",
    "schema": {"type": "string"},
}

FILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": _CONTENT},
    206: {"description": "The range that was asked for", "content": _CONTENT},
    304: {"description": "The client holds it already"},
}
"""What ``responses=`` of an operation that sends a file declares."""
FILE_PARAMETERS = {"parameters": [_RANGE, {"$ref": "#/components/parameters/IfNoneMatch"}]}
"""The headers that it takes, for ``openapi_extra=``."""


async def _storage(request: Request) -> FileStorage:
    container = container_of(request.scope)
    return FileStorage(store=container.document_store, types=container.file_types, scans=container.scans_documents)


Storage = Annotated[FileStorage, Depends(_storage)]


async def pieces(file: UploadFile) -> AsyncIterator[bytes]:
    """What was uploaded, from its beginning."""
    while piece := await file.read(_PIECE):
        yield piece


def known_fields(*expected: str, repeatable: frozenset[str] = frozenset()) -> Callable[[Request], Awaitable[None]]:
    """A dependency that refuses the parts of a form that mean nothing here, or come twice."""

    async def check(request: Request) -> None:
        names = [name for name, _ in (await request.form()).multi_items()]
        unknown = [_fault("unknown_field", _UNKNOWN, name) for name in dict.fromkeys(names) if name not in expected]
        once = sorted(frozenset(expected) - repeatable)
        repeated = [_fault("repeated_field", _REPEATED, name) for name in once if names.count(name) > 1]
        if unknown or repeated:
            raise RequestValidationError(unknown + repeated, body=dict.fromkeys(names, ""))

    return check


def _fault(code: str, detail: Text, name: str) -> dict[str, Any]:
    context = {"code": code, "fr": detail.fr, "en": detail.en}
    return {"type": "cqp_value", "loc": ("body", name), "msg": detail.en, "input": None, "ctx": context}
