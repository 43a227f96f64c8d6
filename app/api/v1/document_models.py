"""The shapes of documents on the wire."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator
from starlette.requests import Request

from app.api.bodies import AnswerBody
from app.domain.documents import DOCUMENT_LABELS, DocumentKind, Signatory
from app.domain.text import Text
from app.usecases.ports.dossiers import StoredDocument

_FIELDS = frozenset({"kind", "signed_by", "received_on", "file"})
_REPEATABLE = frozenset({"signed_by"})
_UNKNOWN = Text("Ce champ est inconnu.", "This field is unknown.")
_REPEATED = Text("Ce champ n'est attendu qu'une fois.", "This field is expected only once.")


def _split(given: Any) -> Any:
    """Several fields of the same name, or one that lists them with commas: what forms and `curl -F` send."""
    if not isinstance(given, list):
        return given
    return [part.strip() for value in given for part in str(value).split(",") if part.strip()]


Signatories = Annotated[list[Signatory], BeforeValidator(_split)]


async def known_fields(request: Request) -> None:
    """Refuse the parts of a form that mean nothing here, or come twice. Raises RequestValidationError."""
    names = [name for name, _ in (await request.form()).multi_items()]
    unknown = [_fault("unknown_field", _UNKNOWN, name) for name in dict.fromkeys(names) if name not in _FIELDS]
    repeated = [
        _fault("repeated_field", _REPEATED, name) for name in sorted(_FIELDS - _REPEATABLE) if names.count(name) > 1
    ]
    if unknown or repeated:
        raise RequestValidationError(unknown + repeated, body=dict.fromkeys(names, ""))


def _fault(code: str, detail: Text, name: str) -> dict[str, Any]:
    context = {"code": code, "fr": detail.fr, "en": detail.en}
    return {"type": "cqp_value", "loc": ("body", name), "msg": detail.en, "input": None, "ctx": context}


class UploaderOut(AnswerBody):
    """Who brought a document."""

    role: str
    name: str | None


class DocumentOut(AnswerBody):
    """One version of a document; `sha256` is also the ETag of its content."""

    id: UUID
    kind: DocumentKind
    kind_label: str
    version: int
    file_name: str
    media_type: str
    size: int
    sha256: str
    signed_by: list[Signatory]
    received_on: date
    uploaded_at: datetime
    uploaded_by: UploaderOut

    @classmethod
    def of(cls, stored: StoredDocument) -> Self:
        """The document on the wire."""
        document = stored.document
        return cls(
            id=document.id,
            kind=document.kind,
            kind_label=DOCUMENT_LABELS[document.kind].fr,
            version=document.version_number,
            file_name=document.file_name,
            media_type=document.media_type,
            size=document.size,
            sha256=document.sha256,
            signed_by=_in_order(document.signed_by),
            received_on=document.received_on,
            uploaded_at=stored.uploaded_at,
            uploaded_by=UploaderOut(role=stored.uploaded_by["role"], name=stored.uploaded_by.get("name")),
        )


def _in_order(signatories: Iterable[Signatory]) -> list[Signatory]:
    return sorted(signatories)
