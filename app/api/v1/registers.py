"""What the routes of a register have in common: the answer to a list, to a reading, to a PUT."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from app.api.dependencies import IfMatch, Tag, Uow
from app.api.pages import PageOut
from app.api.v1.reference_pages import ReferencePage
from app.usecases.ports.registers import RegisterEntry
from app.usecases.reference.registers import RegisterKind, get_entry, list_entries, put_entry

EntryOut = TypeVar("EntryOut")


class RegisterListing:
    """A request for the entries of a register."""

    def __init__(self, uow: Uow, page: ReferencePage, request: Request, response: Response) -> None:
        self._uow, self._page, self._request, self._response = uow, page, request, response

    async def page(
        self, kind: RegisterKind[RegisterEntry], render: Callable[[RegisterEntry], EntryOut]
    ) -> PageOut[EntryOut]:
        """The page that is asked for, by code."""
        found = await list_entries(self._uow, kind, page=self._page)
        return PageOut[EntryOut].of(found, render, self._request, self._response)


class RegisterReading:
    """A request for one entry; its answer bears the ETag that a change needs."""

    def __init__(self, uow: Uow, tag: Tag) -> None:
        self._uow, self._tag = uow, tag

    async def entry(self, kind: RegisterKind[RegisterEntry], code: str) -> RegisterEntry:
        """The entry of that code. Raises NotFound."""
        kept = await get_entry(self._uow, kind, code=code)
        self._tag(kept.version)
        return kept.value


class RegisterWriting:
    """A request that puts an entry in its place: 201 where there was none."""

    def __init__(self, uow: Uow, if_match: IfMatch, tag: Tag, response: Response) -> None:
        self._uow, self._if_match, self._tag, self._response = uow, if_match, tag, response

    async def put(self, kind: RegisterKind[RegisterEntry], entry: RegisterEntry) -> RegisterEntry:
        """The entry as it is kept. Raises PreconditionRequired, StaleVersion, InvalidInput."""
        upserted = await put_entry(self._uow, kind, entry=entry, precondition=self._if_match)
        self._tag(upserted.version)
        self._response.status_code = 201 if upserted.created else 200
        return upserted.value


ListingDep = Annotated[RegisterListing, Depends()]
ReadingDep = Annotated[RegisterReading, Depends()]
WritingDep = Annotated[RegisterWriting, Depends()]
