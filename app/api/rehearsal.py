"""All that is wrong with a form in one answer: what its members cannot be, and what the rules find in the others.

A form of which some members cannot be read is played through its use case twice, with others in their place, in a
transaction that nobody commits. What is refused both times rests on what was readable: it is told too.
"""

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from types import TracebackType
from typing import Any, Self

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from app.api.faults import faults_of, pointer_to
from app.api.request_state import request_state_of
from app.domain.law import Violation
from app.usecases.errors import InvalidInput, RulesRefused, UseCaseError
from app.usecases.ports import UnitOfWork

FormHandler = Callable[[Request], Coroutine[Any, Any, Response]]
FormFaults = Sequence[Mapping[str, Any]]
Validate = Callable[[Any], FormFaults]

_MOST = 20
"""Members that cannot be read, of a form that is played all the same."""
_LOW: tuple[Any, ...] = ("2000-01-03", "Xa", "xa@example.org", "100000009", "10000000900017", "0001", "01000", False, 1)
_HIGH: tuple[Any, ...] = ("2090-12-29", "Zz", "zz@example.org", "900000001", "90000000100017", "9999", "98890", True, 9)
_EMPTY: tuple[Any, ...] = ([], {}, None)


class PlayedThrough(Exception):  # noqa: N818 - the rehearsal's end, not an error
    """The use case came to its commit: the rules found nothing."""


class RehearsedUnitOfWork:
    """A unit of work in which everything is done, and nothing lasts."""

    def __init__(self, played: UnitOfWork) -> None:
        self._played = played

    def __getattr__(self, name: str) -> Any:
        return getattr(self._played, name)

    async def __aenter__(self) -> Self:
        await self._played.__aenter__()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._played.__aexit__(exc_type, exc, traceback)

    async def commit(self) -> None:
        """Raises PlayedThrough."""
        raise PlayedThrough


class FormFaultsError(RequestValidationError):
    """What the members cannot be, and the ``violations`` that the rules found in the others."""

    def __init__(self, found: FormFaults, body: Any, violations: tuple[Violation, ...]) -> None:
        super().__init__(found, body=body)
        self.violations = violations


def judging_whole(handle: FormHandler, validate: Validate) -> FormHandler:
    """``handle``, which tells of a form that it cannot read what the rules find in it besides. Raises as it does, and
    FormFaultsError."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except RequestValidationError as error:
            found = error.errors()
            if type(error) is not RequestValidationError or not _is_of_the_form(found, error.body):
                raise
            violations = await _rehearsed(request, handle, validate, found, error.body)
            if not violations:
                raise
            raise FormFaultsError(found, error.body, violations) from None

    return answer


def _is_of_the_form(found: FormFaults, body: Any) -> bool:
    in_the_body = all(each["loc"][:1] == ("body",) and len(each["loc"]) > 1 for each in found)
    return isinstance(body, dict) and in_the_body and len(found) <= _MOST


async def _rehearsed(
    request: Request, handle: FormHandler, validate: Validate, found: FormFaults, body: dict[str, Any]
) -> tuple[Violation, ...]:
    """What is refused whatever stands in the places that cannot be read."""
    places = {fault.pointer for fault in faults_of(found, body) if fault.pointer is not None}
    told = []
    for others in (_LOW, _HIGH):
        filled = _filled(body, found, validate, others)
        if filled is None:
            return ()
        told.append([each for each in await _refused(request, handle, filled) if _stands_apart(each, places)])
    first, second = told
    return tuple(each for each in first if each in second)


def _stands_apart(violation: Violation, places: Iterable[str]) -> bool:
    """Whether what is refused is neither in a place that cannot be read, nor around one."""
    if violation.pointer is None:
        return True
    where = f"{violation.pointer}/"
    return not any(where.startswith(f"{each}/") or f"{each}/".startswith(where) for each in places)


async def _refused(request: Request, handle: FormHandler, filled: dict[str, Any]) -> tuple[Violation, ...]:
    state = request_state_of(request.scope)
    state.is_rehearsed = True
    try:
        await handle(_with_body(request, orjson.dumps(filled)))
    except (InvalidInput, RulesRefused) as refusal:
        return tuple(refusal.violations)
    except (PlayedThrough, UseCaseError, RequestValidationError):
        return ()
    finally:
        state.is_rehearsed = False
    return ()


def _with_body(request: Request, body: bytes) -> Request:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({**request.scope}, receive)


def _filled(
    body: dict[str, Any], found: FormFaults, validate: Validate, others: tuple[Any, ...]
) -> dict[str, Any] | None:
    """The form with something readable in the place of each member that is not; None where nothing fits."""
    filled = deepcopy(body)
    for each in found:
        way = tuple(_way_to(each, body))
        if not way or not _replace(filled, way, each, validate, others):
            return None
    return filled if not validate(filled) else None


def _way_to(fault: Mapping[str, Any], body: Any) -> Iterator[str | int]:
    """The members that lead to the place, without the names that Pydantic gives to the members of a union."""
    pointer = pointer_to(fault["loc"][1:], body, missing=fault["type"] == "missing")
    current = body
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        step: str | int = int(name) if isinstance(current, list) else name
        yield step
        is_there = isinstance(current, list) or (isinstance(current, dict) and step in current)
        current = current[step] if is_there else None


def _replace(
    filled: Any, way: tuple[str | int, ...], fault: Mapping[str, Any], validate: Validate, others: tuple[Any, ...]
) -> bool:
    holder = filled
    for step in way[:-1]:
        holder = holder[step]
    if fault["type"] == "extra_forbidden":
        del holder[way[-1]]
        return True
    where = tuple(fault["loc"])
    for value in (*_expected(fault, last=others is _HIGH), *others, *_EMPTY):
        holder[way[-1]] = deepcopy(value)
        if not any(each["loc"][: len(where)] == where for each in validate(filled)):
            return True
    return False


def _expected(fault: Mapping[str, Any], *, last: bool) -> tuple[str, ...]:
    """The values of an enumeration, as Pydantic lists them in words."""
    named = [part for part in str((fault.get("ctx") or {}).get("expected", "")).split("'") if part.strip(" ,")]
    values = [part for part in named if part not in {" or ", ", "}]
    return tuple(reversed(values)) if last else tuple(values)
