"""The secret of a holder's link, as a member of requests: never in an address."""

from typing import Annotated

from pydantic import Field

from app.api.bodies import RequestBody


class HolderLinkRedemption(RequestBody):
    """The token of the link."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
