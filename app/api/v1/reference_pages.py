"""How the lists of reference data are read: they are short, and come whole unless somebody asks for less."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request

from app.api.pages import Cursor, after_of_this_list
from app.usecases.paging import PageRequest


async def page_of_reference(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200, description="How many items at most.")] = 200,
    cursor: Annotated[Cursor | None, Query(description="Where to go on: the `next_cursor` of the page before.")] = None,
) -> PageRequest:
    """Which page is asked for."""
    return PageRequest(limit=limit, after=after_of_this_list(cursor, request))


ReferencePage = Annotated[PageRequest, Depends(page_of_reference)]
