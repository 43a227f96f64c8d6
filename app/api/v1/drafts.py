"""One's own unfinished forms."""

from datetime import UTC
from email.utils import format_datetime
from typing import Annotated, Any

import orjson
from fastapi import Body, Path
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.api.dependencies import CallerDep, IfMatch, Now, Tag, Uow
from app.api.problems import problems
from app.api.route_contract import takes_at_most
from app.api.routing import router as router_of
from app.domain.drafts import LARGEST, Draft
from app.usecases.drafts import keeping

router = router_of(
    "drafts",
    "/v1/drafts/{key}",
    description="One's own unfinished forms, kept as they are for a while: they touch no dossier.",
)

DraftKey = Annotated[
    str,
    Path(
        description="Your name for the draft, best after what it is about: `assessment.{dossier_id}`.",
        pattern=r"^[A-Za-z0-9._~-]{1,100}$",
        examples=["assessment.0192f0c1-7a2b-7c3d-8e4f-000000000001"],
    ),
]
_AS_PUT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The form as it was put.",
        "headers": {"Last-Modified": {"description": "When it was saved.", "schema": {"type": "string"}}},
    }
}
_FORM = Body(description="Any JSON object, 64 KiB at most.", examples=[{"results": [], "page": 2}])


@router.put(
    "",
    operation_id="saveDraft",
    summary="Save a draft",
    response_model=dict[str, Any],
    responses={
        **_AS_PUT,
        201: {"model": dict[str, Any], "description": "Kept for the first time."},
        **problems(401, 403, 412, 413, 422, 428),
    },
)
@takes_at_most(LARGEST)
async def save(
    key: DraftKey,
    body: Annotated[dict[str, Any], _FORM],
    caller: CallerDep,
    uow: Uow,
    now: Now,
    precondition: IfMatch,
    tag: Tag,
    request: Request,
    response: Response,
) -> Response:
    """Keep what is being typed: any object, judged by no rule, shown to nobody else, kept for 90 days since it was last
    saved. It is no act: no dossier and no history knows of it.
    """
    del body  # what FastAPI made of it: the object, in other words than it was put in
    content = _text_of(await request.body())
    saved = await keeping.save_draft(uow, caller, key=key, content=content, precondition=precondition, at=now.at)
    tag(saved.draft.version)
    return _as_put(saved.draft, response, 201 if saved.created else 200)


@router.get(
    "",
    operation_id="getDraft",
    summary="Read a draft",
    response_model=dict[str, Any],
    responses={**_AS_PUT, **problems(401, 403, 404)},
)
async def read(key: DraftKey, caller: CallerDep, uow: Uow, now: Now, tag: Tag, response: Response) -> Response:
    """One's own draft, as it was put; `Last-Modified` tells when."""
    draft = await keeping.get_draft(uow, caller, key=key, at=now.at)
    tag(draft.version)
    return _as_put(draft, response, 200)


@router.delete(
    "",
    operation_id="deleteDraft",
    summary="Delete a draft",
    status_code=204,
    response_class=Response,
    responses=problems(401, 403, 404, 412),
)
async def delete(key: DraftKey, caller: CallerDep, uow: Uow, now: Now, precondition: IfMatch) -> None:
    """Forget it at once: what it served for was sent, or is given up."""
    await keeping.delete_draft(uow, caller, key=key, precondition=precondition, at=now.at)


def _text_of(body: bytes) -> str:
    """The JSON text. Raises RequestValidationError for what FastAPI's reader takes and JSON has not: `NaN`, UTF-16."""
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",)}]) from None
    return body.decode()


def _as_put(draft: Draft, response: Response, status: int) -> Response:
    headers = {**response.headers, "Last-Modified": format_datetime(draft.saved_at.astimezone(UTC), usegmt=True)}
    return Response(draft.content, status, headers, "application/json")
