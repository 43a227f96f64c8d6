"""What brings a bridge request: a form of its description, as JSON, and its two pieces."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.api.bodies import RequestBody
from app.api.body_limit import LARGEST_FILE, LARGEST_UPLOAD
from app.api.fields import Day
from app.api.files import known_fields, pieces
from app.api.mail_addresses import MailAddress
from app.api.nul import pydantic_fault
from app.api.read_bodies import validated
from app.api.text_fields import Line, PersonName
from app.api.v1.addresses import AddressIn
from app.api.v1.dossier_models import Sex
from app.domain.bridge_requests import REQUEST_PIECES, ParchmentHolder, Presented
from app.domain.documents import DocumentKind
from app.domain.text import Text
from app.usecases.bridge_requests.bringing import IncomingPiece, IncomingRequest

FORM = "multipart/form-data"
LARGEST_REQUEST = LARGEST_FILE + LARGEST_UPLOAD
"""Two files, with the fields and boundaries around them."""
_REQUEST = "request"
_MISSING = Text("Un fichier est attendu ici.", "A file is expected here.")
_NOT_JSON = Text("Un objet JSON est attendu ici.", "A JSON object is expected here.")


class ParchmentHolderIn(RequestBody):
    """Whose request it is, as your register names them."""

    birth_name: PersonName
    usage_name: PersonName | None = None
    first_names: PersonName
    birth_date: Day
    sex: Sex
    birth_place: Line
    email: MailAddress | None = None
    address: AddressIn | None = None


class BridgeRequestIn(RequestBody):
    """Which certification of ours is asked for, by whom, and the parchment that is presented for it."""

    certification_code: Annotated[Line, Field(max_length=100, examples=["cqp-conducteur-ligne-conditionnement"])]
    holder: ParchmentHolderIn
    partner_certification: Annotated[Line, Field(max_length=100, examples=["PH08"])]
    number: Annotated[Line, Field(max_length=100, description="The parchment's number, as it is written there.")]
    awarded_on: Day

    def presented(self) -> Presented:
        """What the domain judges of it."""
        return Presented(
            certification_code=self.certification_code,
            partner_certification=self.partner_certification,
            number=self.number,
            awarded_on=self.awarded_on,
        )

    def holder_named(self) -> ParchmentHolder:
        """Whose it is, as the domain's value."""
        holder = self.holder
        return ParchmentHolder(
            birth_name=holder.birth_name,
            usage_name=holder.usage_name,
            first_names=holder.first_names,
            birth_date=holder.birth_date,
            sex=holder.sex,
            birth_place=holder.birth_place,
            email=holder.email,
            address=holder.address.to_domain() if holder.address is not None else None,
        )


REQUEST_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": [_REQUEST, *(str(kind) for kind in REQUEST_PIECES)],
                    "properties": {
                        _REQUEST: {"$ref": "#/components/schemas/BridgeRequestIn"},
                        "bridge_request": {
                            "type": "string",
                            "format": "binary",
                            "description": "The request's form: PDF, JPEG, PNG or DOCX, 20 MiB at most.",
                        },
                        "parchment_copy": {
                            "type": "string",
                            "format": "binary",
                            "description": "The copy of the parchment: PDF, JPEG, PNG or DOCX, 20 MiB at most.",
                        },
                    },
                },
                "encoding": {_REQUEST: {"contentType": "application/json"}},
            }
        },
    }
}
"""What ``openapi_extra=`` declares of it."""


async def incoming_request(request: Request) -> IncomingRequest:
    """The request and its pieces, every fault of the form at once. Raises RequestValidationError."""
    await known_fields(_REQUEST, *(str(kind) for kind in REQUEST_PIECES))(request)
    form = await request.form()
    faults: list[Mapping[str, Any]] = []
    sent: dict[DocumentKind, IncomingPiece] = {}
    for kind in REQUEST_PIECES:
        file = form.get(str(kind))
        if isinstance(file, UploadFile):
            sent[kind] = IncomingPiece(file_name=file.filename or "", content=pieces(file))
        elif file is None:
            faults.append({"type": "missing", "loc": ("body", str(kind)), "msg": "", "input": None})
        else:
            faults.append(pydantic_fault("not_a_file", _MISSING, ("body", str(kind))))
    document: Any = ""
    body: BridgeRequestIn | None = None
    try:
        document = await _described(form.get(_REQUEST))
        body = validated(document, BridgeRequestIn, place=(_REQUEST,))
    except RequestValidationError as error:
        faults += error.errors()
    if faults or body is None:
        raise RequestValidationError(faults, body={**dict.fromkeys(form.keys(), ""), _REQUEST: document})
    return IncomingRequest(presented=body.presented(), holder=body.holder_named(), pieces=sent)


async def _described(part: UploadFile | str | None) -> Any:
    """The description, sent as a field or as a file of JSON: browsers and generated clients do either."""
    if part is None:
        raise RequestValidationError([{"type": "missing", "loc": ("body", _REQUEST), "msg": "", "input": None}])
    text = await part.read() if isinstance(part, UploadFile) else part
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise RequestValidationError([pydantic_fault("not_json", _NOT_JSON, ("body", _REQUEST))]) from None
