"""What went over the wire, sorted by operation: the requests, the answers and the refusals worth showing."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl

from httpx import Request, Response

Json = dict[str, Any]

_METHODS = ("get", "put", "post", "delete", "patch")
_LONG = 6_000
"""Characters beyond which a shorter example is the better one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the document, and the paths that it answers to."""

    id: str
    method: str
    path: str
    pattern: re.Pattern[str]

    def values_in(self, path: str) -> dict[str, str] | None:
        """The parameters that ``path`` holds; None where it is another operation's."""
        found = self.pattern.fullmatch(path)
        return found.groupdict() if found else None


def operations_of(document: Json) -> list[Operation]:
    """Those of the document, paths without parameters first: ``/jury-sessions/next`` is no session's id."""
    found = [
        Operation(id=item[method]["operationId"], method=method.upper(), path=path, pattern=_pattern(path))
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]
    return sorted(found, key=lambda operation: (operation.path.count("{"), operation.path))


@dataclass(slots=True)
class Recorder:
    """Keeps the best exchange of each kind, and every value that a path parameter had."""

    operations: list[Operation]
    by_operation: dict[str, Json] = field(default_factory=dict)
    values: dict[str, dict[str, None]] = field(default_factory=dict)

    async def hear(self, response: Response) -> None:
        """Record one answer: an event hook of httpx."""
        request, content = response.request, await response.aread()
        for operation in self.operations:
            named = operation.values_in(request.url.path) if operation.method == request.method else None
            if named is None:
                continue
            if response.status_code < 400:
                self._keep_values(operation, named, response)
            self._keep(self.by_operation.setdefault(operation.id, {}), request, response, content)
            return

    def lacks(self, operation: Operation) -> bool:
        """Whether no success of the operation was heard yet."""
        return not self.by_operation.get(operation.id, {}).get("responses")

    def _keep(self, found: Json, request: Request, response: Response, content: bytes) -> None:
        media_type = _media_type(response.headers.get("content-type", ""))
        answered = json.loads(content) if "json" in media_type and "ndjson" not in media_type else None
        if response.status_code >= 400:
            if isinstance(answered, dict) and "code" in answered:
                found.setdefault("refusals", {}).setdefault(answered["code"], _example(answered["title"], answered))
            return
        by_type = found.setdefault("responses", {}).setdefault(str(response.status_code), {})
        shown = _example("As answered", _shortened(answered)) if answered is not None else None
        if media_type in by_type and not _is_better(shown, by_type[media_type]):
            return
        by_type[media_type] = shown
        for sent_type, sent in _sent(request):
            found.setdefault("requests", {})[sent_type] = _example("As sent", sent)

    def _keep_values(self, operation: Operation, named: dict[str, str], response: Response) -> None:
        for name, value in named.items():
            self.values.setdefault(name, {})[value] = None
        if "json" not in response.headers.get("content-type", ""):
            return
        body = response.json()
        items = body.get("items", [body]) if isinstance(body, dict) else []
        for item in items if isinstance(items, list) else ():
            self._keep_ids(operation.path, item)

    def _keep_ids(self, path: str, item: Any) -> None:
        """Values under which the operations below ``path`` will know ``item``."""
        for other in self.operations:
            below = re.fullmatch(re.escape(path) + r"/\{(\w+)\}", other.path)
            for name in ("id", "number", "code", "version") if below and isinstance(item, dict) else ():
                if below and isinstance(item.get(name), str):
                    self.values.setdefault(below[1], {})[item[name]] = None
                    break


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile("".join(f"(?P<{part}>[^/]+)" if rank % 2 else re.escape(part) for rank, part in enumerate(parts)))


def _example(summary: str, value: Any) -> Json:
    return {"summary": summary, "value": value}


def _is_better(shown: Json | None, kept: Json | None) -> bool:
    """The fullest of those that are not too long: empty lists teach nothing, and pages of JSON neither."""
    if shown is None or kept is None:
        return shown is not None
    new, old = len(json.dumps(shown)), len(json.dumps(kept))
    return old < new <= _LONG or _LONG < old > new


def _shortened(answered: Any) -> Any:
    """Two items of a list are enough to see what it holds."""
    if isinstance(answered, dict):
        return {name: _shortened(member) for name, member in answered.items()}
    return [_shortened(item) for item in answered[:2]] if isinstance(answered, list) else answered


def _sent(request: Request) -> Iterator[tuple[str, Any]]:
    media_type = _media_type(request.headers.get("content-type", ""))
    if media_type == "application/json":
        yield media_type, json.loads(request.content)
    elif media_type == "application/x-www-form-urlencoded":
        yield media_type, dict(parse_qsl(request.content.decode()))
    elif media_type == "multipart/form-data":
        yield media_type, _fields(request)


def _fields(request: Request) -> Json:
    """The fields of a form; of a file, only the name: its bytes are nobody's example."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    fields: dict[str, list[str]] = {}
    for part in message_from_bytes(head + b"".join(request.stream)).walk():  # type: ignore[arg-type]
        name = part.get_param("name", header="content-disposition")
        if name is not None:
            fields.setdefault(str(name), []).append(part.get_filename() or str(part.get_payload()).strip())
    return {name: values if name == "signed_by" else values[0] for name, values in fields.items()}


def _media_type(header: str) -> str:
    return header.split(";", 1)[0].strip()
