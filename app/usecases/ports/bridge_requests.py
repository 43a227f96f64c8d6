"""Port to the bridge requests that the partner branch brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.bridge_requests import BridgeRequest, BridgeRequestState
from app.domain.dossier import Status
from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedRequest:
    """A request, with the number and the public status of the dossier that was opened from it, where one was."""

    request: BridgeRequest
    dossier_number: str | None = None
    status: Status | None = None


class BridgeRequests(Protocol):
    """The requests, each kept after its answer; of one parchment for one certification, one waits at a time."""

    async def add(self, request: BridgeRequest) -> bool:
        """Keep it; False where another one of the same parchment for the same certification waits."""
        ...

    async def alike(self, request: BridgeRequest) -> Sequence[FollowedRequest]:
        """Those of the same parchment for the same certification that were not declined, the newest first."""
        ...

    async def get(self, request_id: UUID) -> FollowedRequest | None:
        """One of them."""
        ...

    async def get_locked(self, request_id: UUID) -> BridgeRequest | None:
        """One of them, held until the end of the transaction."""
        ...

    async def of_dossier(self, dossier_id: UUID) -> BridgeRequest | None:
        """The one that the dossier was opened from, if it was from one."""
        ...

    async def save(self, request: BridgeRequest) -> None:
        """Write over it."""
        ...

    async def page(
        self, request: PageRequest, *, branch: str | None = None, state: BridgeRequestState | None = None
    ) -> Page[FollowedRequest]:
        """Those that match everything given, newest first."""
        ...

    async def holding_files(self) -> Sequence[BridgeRequest]:
        """Those whose pieces no dossier holds, and that were not forgotten."""
        ...

    async def declined_before(self, instant: datetime) -> Sequence[UUID]:
        """The ids of those that were declined before then and still name somebody."""
        ...
