"""Whether the service lives, and whether it can serve."""

import asyncio
from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse

from app.api.container import container_of
from app.api.leaving import LEAVING
from app.api.routing import router as router_of

router = router_of("platform", "", description="The service itself: is it alive, can it serve.")


_WORDS: dict[bool, Literal["ok", "unavailable"]] = {True: "ok", False: "unavailable"}


class HealthOut(BaseModel):
    """One word on the service's state; `documents` tells, of readiness alone, whether files can be put and read."""

    status: Literal["ok", "unavailable"]
    documents: Literal["ok", "unavailable"] | None = None


@router.get("/livez", operation_id="liveness", summary="Is the process alive", response_model_exclude_none=True)
async def liveness() -> HealthOut:
    """Answers as long as the process does, whatever the database's state."""
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    operation_id="readiness",
    summary="Can the service serve",
    response_model=HealthOut,
    responses={
        503: {"model": HealthOut, "description": "The database does not answer, is not migrated, or we are leaving."}
    },
)
async def readiness(request: Request) -> JSONResponse:
    """Answers 200 once the database is reachable and migrated, and until the process is told to stop; else 503."""
    container = container_of(request.scope)
    ready, reachable = await asyncio.gather(container.is_ready(), container.store_answers())
    ready = ready and not LEAVING.announced
    told = {"status": _WORDS[ready], "documents": _WORDS[reachable]}
    return JSONResponse(told, 200 if ready else 503)
