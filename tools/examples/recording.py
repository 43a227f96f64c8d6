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

_NAMES = ("id", "number", "code", "version")
"""The members that name an item, the surest first."""
_METHODS = ("get", "put", "post", "delete", "patch")
_LONG_TABLE = 6
_LONG = 6_000
"""Characters beyond which a shorter example is the better one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the document, and the paths that it answers to."""

    id: str
    method: str
    path: str
    pattern: re.Pattern[str]

    def answers(self, method: str, path: str) -> bool:
        """Whether a request with that method to that path is this operation's."""
        return method == self.method and self.pattern.fullmatch(path) is not None


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
    """Keeps the best exchange of each operation, the places that exist, and what each member held when it was seen.

    ``places``: by template up to a parameter (``/v1/dossiers/{dossier_id}``), the paths heard of.
    """

    operations: list[Operation]
    by_operation: dict[str, Json] = field(default_factory=dict)
    places: dict[str, dict[str, None]] = field(default_factory=dict)
    seen: dict[str, dict[str, None]] = field(default_factory=dict)

    async def hear(self, response: Response) -> None:
        """Record one answer: an event hook of httpx."""
        request, content = response.request, await response.aread()
        heard = next((each for each in self.operations if each.answers(request.method, request.url.path)), None)
        if heard is None:
            return
        media_type = _media_type(response.headers.get("content-type", ""))
        is_json = media_type == "application/json" or media_type.endswith("+json")
        answered = json.loads(content) if content and is_json else None
        found = self.by_operation.setdefault(heard.id, {})
        if response.status_code >= 400:
            _keep_refusal(found, answered)
            return
        self._keep_places(heard.path, request.url.path, answered)
        self._keep_members(answered)
        _keep(found, request, str(response.status_code), media_type, answered)

    def lacks(self, operation: Operation) -> bool:
        """Whether no success of the operation was heard yet."""
        return not self.by_operation.get(operation.id, {}).get("responses")

    def _keep_places(self, template: str, path: str, answered: Any) -> None:
        """The place itself and those above it, and those of the items that it lists or made."""
        steps, values = template.split("/"), path.split("/")
        for rank, step in enumerate(steps, start=1):
            if step.startswith("{"):
                self.places.setdefault("/".join(steps[:rank]), {})["/".join(values[:rank])] = None
        items = answered.get("items", [answered]) if isinstance(answered, dict) else []
        for item in items:
            self._keep_item(template, path, item)
        for name, member in answered.items() if isinstance(answered, dict) else ():
            self._keep_item(f"/v1/{name}s", f"/v1/{name}s", member)

    def _keep_item(self, template: str, path: str, item: Any) -> None:
        below = {
            "/".join(operation.path.split("/")[: template.count("/") + 2])
            for operation in self.operations
            if operation.path.startswith(template + "/{")
        }
        name = next((name for name in _NAMES if isinstance(item, dict) and isinstance(item.get(name), str)), None)
        for place in below if name else ():
            self.places.setdefault(place, {})[f"{path}/{item[name]}"] = None

    def _keep_members(self, value: Any, name: str = "") -> None:
        if isinstance(value, dict):
            for member_name, member in value.items():
                self._keep_members(member, member_name)
        elif isinstance(value, list):
            for item in value:
                self._keep_members(item, name.removesuffix("s"))
        elif isinstance(value, str):
            self.seen.setdefault(name, {})[value] = None


def _keep_refusal(found: Json, problem: Any) -> None:
    if isinstance(problem, dict) and "code" in problem:
        found.setdefault("refusals", {}).setdefault(problem["code"], _example(problem["title"], problem))


def _keep(found: Json, request: Request, status: str, media_type: str, answered: Any) -> None:
    by_type = found.setdefault("responses", {}).setdefault(status, {})
    shown = _example("As answered", _shortened(answered)) if answered is not None else None
    if media_type in by_type and not _is_better(shown, by_type[media_type]):
        return
    by_type[media_type] = shown
    for sent_type, sent in _sent(request):
        found.setdefault("requests", {})[sent_type] = _example("As sent", sent)


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
    """Two items of a list are enough to see what it holds, and three of a long table."""
    if isinstance(answered, dict):
        is_table = len(answered) > _LONG_TABLE and all(isinstance(member, dict) for member in answered.values())
        return {name: _shortened(answered[name]) for name in list(answered)[: 3 if is_table else None]}
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
    read = {name: values if name == "signed_by" else values[0] for name, values in fields.items()}
    return {name: _read(value) for name, value in read.items()}


def _read(value: str | list[str]) -> Any:
    """A field that holds JSON, as it is read: an object, a truth value."""
    if isinstance(value, str) and (value.startswith("{") or value in ("true", "false")):
        return json.loads(value)
    return value


def _media_type(header: str) -> str:
    return header.split(";", 1)[0].strip()
