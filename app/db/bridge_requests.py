"""Bridge requests as rows; those of a forgotten holder have neither number, holder nor pieces."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, DateTime, Row, and_, cast, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import bridge_requests, dossiers
from app.domain.bridge_requests import BridgeRefusal, BridgeRequest, BridgeRequestState, ParchmentHolder, Presented
from app.domain.documents import Document
from app.domain.dossier import Status
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.bridge_requests import FollowedRequest

_HOLDER = TypeAdapter(ParchmentHolder | None)
_PIECES = TypeAdapter(tuple[Document, ...])
_REFUSAL = TypeAdapter(BridgeRefusal | None)
_FOLLOWED = select(bridge_requests, dossiers.c.number.label("dossier_number"), dossiers.c.status).outerjoin(
    dossiers, dossiers.c.id == bridge_requests.c.dossier_id
)
_NO_DOSSIER = bridge_requests.c.dossier_id.is_(None)
_NOT_DECLINED = bridge_requests.c.refusal.is_(None)
_IN_STATE: dict[BridgeRequestState, ColumnElement[bool]] = {
    BridgeRequestState.RECEIVED: and_(_NO_DOSSIER, _NOT_DECLINED),
    BridgeRequestState.OPENED: bridge_requests.c.dossier_id.is_not(None),
    BridgeRequestState.DECLINED: bridge_requests.c.refusal.is_not(None),
}


class SqlBridgeRequests:
    """What the partner branch brought, each request once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, request: BridgeRequest) -> bool:
        """Insert it; False where that parchment waits for that certification already."""
        row = {
            "id": request.id,
            "branch": request.branch,
            "brought_by": request.brought_by,
            "received_at": request.received_at,
            "certification_code": request.presented.certification_code,
            "partner_certification": request.presented.partner_certification,
            "awarded_on": request.presented.awarded_on,
            **_changing(request),
        }
        written = await self._connection.execute(insert(bridge_requests).values(row).on_conflict_do_nothing())
        return written.rowcount == 1

    async def alike(self, request: BridgeRequest) -> Sequence[FollowedRequest]:
        """The rows under the same four names."""
        query = _FOLLOWED.where(
            bridge_requests.c.branch == request.branch,
            bridge_requests.c.partner_certification == request.presented.partner_certification,
            bridge_requests.c.number == request.presented.number,
            bridge_requests.c.certification_code == request.presented.certification_code,
            _NOT_DECLINED,
        ).order_by(bridge_requests.c.id.desc())
        return [_followed(row) for row in await self._connection.execute(query)]

    async def get(self, request_id: UUID) -> FollowedRequest | None:
        """The row of this id, with its dossier's."""
        row = (await self._connection.execute(_FOLLOWED.where(bridge_requests.c.id == request_id))).one_or_none()
        return None if row is None else _followed(row)

    async def get_locked(self, request_id: UUID) -> BridgeRequest | None:
        """The row of this id, locked."""
        query = select(bridge_requests).where(bridge_requests.c.id == request_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _request(row)

    async def of_dossier(self, dossier_id: UUID) -> BridgeRequest | None:
        """The row that names the dossier."""
        query = select(bridge_requests).where(bridge_requests.c.dossier_id == dossier_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _request(row)

    async def save(self, request: BridgeRequest) -> None:
        """Update the row."""
        of_it = bridge_requests.c.id == request.id
        await self._connection.execute(update(bridge_requests).where(of_it).values(_changing(request)))

    async def page(
        self, request: PageRequest, *, branch: str | None = None, state: BridgeRequestState | None = None
    ) -> Page[FollowedRequest]:
        """Newest first."""
        query = _FOLLOWED.order_by(bridge_requests.c.id.desc()).limit(request.limit + 1)
        if branch is not None:
            query = query.where(bridge_requests.c.branch == branch)
        if state is not None:
            query = query.where(_IN_STATE[state])
        if request.after_id is not None:
            query = query.where(bridge_requests.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_followed(row) for row in rows], request.limit, lambda each: str(each.request.id))

    async def holding_files(self) -> Sequence[BridgeRequest]:
        """The rows with pieces, oldest first."""
        query = select(bridge_requests).where(bridge_requests.c.pieces != cast("[]", bridge_requests.c.pieces.type))
        return [_request(row) for row in await self._connection.execute(query.order_by(bridge_requests.c.id))]

    async def declined_before(self, instant: datetime) -> Sequence[UUID]:
        """By the instant in the refusal."""
        declined_at = cast(bridge_requests.c.refusal["at"].astext, DateTime(timezone=True))
        query = select(bridge_requests.c.id).where(declined_at < instant, bridge_requests.c.number.is_not(None))
        return (await self._connection.scalars(query.order_by(bridge_requests.c.id))).all()


def _changing(request: BridgeRequest) -> dict[str, Any]:
    return {
        "number": request.presented.number or None,
        "holder": _HOLDER.dump_python(request.holder, mode="json") or null(),
        "pieces": _PIECES.dump_python(request.pieces, mode="json"),
        "dossier_id": request.dossier_id,
        "refusal": _REFUSAL.dump_python(request.refusal, mode="json") or null(),
    }


def _followed(row: Row[Any]) -> FollowedRequest:
    status = None if row.status is None else Status(row.status)
    return FollowedRequest(request=_request(row), dossier_number=row.dossier_number, status=status)


def _request(row: Row[Any]) -> BridgeRequest:
    return BridgeRequest(
        id=row.id,
        branch=row.branch,
        brought_by=row.brought_by,
        received_at=row.received_at,
        presented=Presented(
            certification_code=row.certification_code,
            partner_certification=row.partner_certification,
            number=row.number or "",
            awarded_on=row.awarded_on,
        ),
        holder=_HOLDER.validate_python(row.holder),
        pieces=_PIECES.validate_python(row.pieces),
        dossier_id=row.dossier_id,
        refusal=_REFUSAL.validate_python(row.refusal),
    )
