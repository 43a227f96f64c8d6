"""Bodies that an endpoint reads itself, held against their model as FastAPI holds the others."""

from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.api.nul import nul_faults

Body = TypeVar("Body", bound=BaseModel)


def validated(document: Any, model: type[Body], *, place: tuple[str, ...] = ()) -> Body:
    """The body, told by its members; ``place`` is where in the body it stands. Raises RequestValidationError."""
    nul = [{**each, "loc": ("body", *place, *each["loc"][1:])} for each in nul_faults(document)]
    try:
        body = model.model_validate(document)
    except ValidationError as error:
        told = {each["loc"] for each in nul}
        places = ({**each, "loc": ("body", *place, *each["loc"])} for each in error.errors())
        others = (each for each in places if each["loc"] not in told)
        raise RequestValidationError([*nul, *others], body=document) from None
    if nul:
        raise RequestValidationError(nul, body=document)
    return body
