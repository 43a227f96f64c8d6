"""What is sent to file an appeal: a form, which may bring files, or the same members as JSON, which brings none."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app.api.bodies import RequestBody
from app.api.fields import Day
from app.api.files import known_fields
from app.api.nul import pydantic_fault
from app.api.read_bodies import validated
from app.api.text_fields import Reason
from app.domain.appeals import AppealAgainst, Appellant
from app.domain.text import Text

FORM, JSON = "multipart/form-data", "application/json"
MOST_FILES = 10
_FILES = "appeal_document"

_NOT_A_FILE = Text("Un fichier est attendu ici.", "A file is expected here.")

Body = TypeVar("Body", bound=BaseModel)


class AppealIn(RequestBody):
    """What is contested, and why. `filed_on` and `appellant` are the secretariat's to say, of what it received."""

    against: Annotated[AppealAgainst, Field(description="What is contested.")]
    grounds: Annotated[Reason, Field(description="Why.")]
    filed_on: Annotated[
        Day | None, Field(description="The day on which it was written or came in, of what the secretariat received.")
    ] = None
    appellant: Annotated[
        Appellant | None,
        Field(description="Whose it is, of what the secretariat received; the candidate's where it does not say."),
    ] = None


class HolderAppealIn(RequestBody):
    """The token of a holder's link, what the candidate contests, and why."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    against: Annotated[AppealAgainst, Field(description="What is contested.")]
    grounds: Annotated[Reason, Field(description="Why.")]


def form_of(model: type[BaseModel]) -> dict[str, Any]:
    """What ``openapi_extra=`` declares of such a body."""
    told = model.model_json_schema(ref_template="#/components/schemas/{model}")
    files = {
        "type": "array",
        "maxItems": MOST_FILES,
        "items": {"type": "string", "format": "binary"},
        "description": "What comes with it, a field each: PDF, JPEG, PNG or DOCX.",
    }
    schema = {"type": "object", "required": told["required"], "properties": {**told["properties"], _FILES: files}}
    return {
        "requestBody": {
            "required": True,
            # Generators of clients fail on an operation that takes several kinds of body: one is declared.
            "description": "A form; without files, the same members may come as `application/json`.",
            "content": {FORM: {"schema": schema}},
        }
    }


async def body_and_files(request: Request, model: type[Body]) -> tuple[Body, tuple[UploadFile, ...]]:
    """The body, and the files that came with it. Raises RequestValidationError."""
    if request.headers.get("content-type", "").split(";", 1)[0].strip().lower() == JSON:
        return validated(await _document(request), model), ()
    await known_fields(*model.model_fields, _FILES, repeatable=frozenset({_FILES}))(request)
    form = await request.form()
    members = {name: value for name, value in form.multi_items() if name != _FILES}
    body = validated({name: "" if isinstance(each, UploadFile) else each for name, each in members.items()}, model)
    return body, _files(form)


async def _document(request: Request) -> Any:
    try:
        return await request.json()
    except (ValueError, RecursionError):
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",)}]) from None


def _files(form: FormData) -> tuple[UploadFile, ...]:
    sent = form.getlist(_FILES)
    files = tuple(each for each in sent if isinstance(each, UploadFile))
    faults: list[Mapping[str, Any]] = []
    if len(files) < len(sent):
        faults.append(pydantic_fault("not_a_file", _NOT_A_FILE, ("body", _FILES)))
    if len(files) > MOST_FILES:
        context = {"field_type": "List", "max_length": MOST_FILES, "actual_length": len(files)}
        faults.append({"type": "too_long", "loc": ("body", _FILES), "msg": "", "input": None, "ctx": context})
    if faults:
        raise RequestValidationError(faults, body=dict.fromkeys(form.keys(), ""))
    return files
