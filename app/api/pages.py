"""Lists, page by page: ``items``, ``next_cursor``, and the same next page in the Link header."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import blake2b
from typing import Annotated, Generic, Self, TypeVar

from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.faults import invalid_value
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.paging import NOT_A_CURSOR, Page

T = TypeVar("T")
U = TypeVar("U")

_LONGEST_CURSOR = 1024
_MARK_BYTES = 6
_OF_A_PAGE = frozenset({"cursor", "limit"})


def encode_cursor(after: str) -> str:
    """An opaque cursor for what the list goes on after."""
    content = after.encode()
    return urlsafe_b64encode(_mark(content) + content).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """What the list goes on after. Raises PydanticCustomError ``invalid_cursor`` for what is no cursor of ours."""
    try:
        decoded = b64decode(cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        decoded = b""
    mark, content = decoded[:_MARK_BYTES], decoded[_MARK_BYTES:]
    if len(cursor) > _LONGEST_CURSOR or mark != _mark(content):
        raise invalid_value(
            "invalid_cursor",
            Text(
                fr="Ce curseur n'en est pas un : reprenez celui de next_cursor.",
                en="This is no cursor: take the one of next_cursor.",
            ),
        )
    return content.decode()


def _mark(content: bytes) -> bytes:
    """Tells a cursor that we made from a word that somebody typed; it is no secret."""
    return blake2b(content, digest_size=_MARK_BYTES).digest()


Cursor = Annotated[str, AfterValidator(decode_cursor)]


class PageOut(AnswerBody, Generic[T]):
    """A page of a list, newest first unless said; `next_cursor` is null at the end."""

    items: list[T]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page[U], render: Callable[[U], T], request: Request, response: Response) -> Self:
        """``page`` rendered item by item; sets the Link header of ``response`` when there is a next page."""
        cursor, link = next_cursor_and_link(page, request)
        response.headers.update(link)
        return cls(items=[render(item) for item in page.items], next_cursor=cursor)


def after_of_this_list(cursor: str | None, request: Request) -> str | None:
    """What the list goes on after, by a cursor that was read. Raises InvalidInput where another list gave it, or the
    same one under other filters: it would leave items out and nobody would see it."""
    if cursor is None:
        return None
    mark, _, after = cursor.partition(" ")
    if mark != list_mark(request):
        raise InvalidInput(NOT_A_CURSOR)
    return after


def list_mark(request: Request) -> str:
    """Tells one list and its filters from others; how many items a page has is no filter."""
    asked = sorted((name, value) for name, value in request.query_params.multi_items() if name not in _OF_A_PAGE)
    told = repr((request.scope["path"], asked))
    return blake2b(told.encode(), digest_size=_MARK_BYTES).hexdigest()


def next_cursor_and_link(page: Page[U], request: Request) -> tuple[str | None, dict[str, str]]:
    """The cursor of the next page and the Link header that leads there; nothing of both at the end."""
    if page.next_after is None:
        return None, {}
    cursor = encode_cursor(f"{list_mark(request)} {page.next_after}")
    url = request.url.include_query_params(cursor=cursor)
    return cursor, {"Link": f'<{url.path}?{url.query}>; rel="next"'}
