"""How the lists of reference data are read: they are short, and come whole unless somebody asks for less."""

from typing import Annotated

from fastapi import Depends, Query

from app.api.pages import Cursor
from app.usecases.paging import PageRequest


async def page_of_reference(
    limit: Annotated[int, Query(ge=1, le=200, description="How many items at most.")] = 200,
    cursor: Annotated[Cursor | None, Query(description="Where to go on: the `next_cursor` of the page before.")] = None,
) -> PageRequest:
    """Which page is asked for."""
    return PageRequest(limit=limit, after=cursor)


ReferencePage = Annotated[PageRequest, Depends(page_of_reference)]
