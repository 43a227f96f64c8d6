"""The shapes of documents on the wire."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, StrictBool

from app.api.bodies import AnswerBody, RequestBody
from app.api.language import spoken
from app.api.text_fields import Reason
from app.api.v1.codes import RoleCode
from app.api.v1.violations import ViolationOut
from app.domain.documents import (
    DOCUMENT_LABELS,
    DOCUMENT_STATE_LABELS,
    SIGNATORY_LABELS,
    DocumentKind,
    DocumentState,
    Signatory,
    signatures_of,
)
from app.domain.pathway import Pathway
from app.usecases.dossiers.documents import ShownDocument


def _split(given: Any) -> Any:
    """Several fields of the same name, or one that lists them with commas: what forms and `curl -F` send."""
    if not isinstance(given, list):
        return given
    return [part.strip() for value in given for part in str(value).split(",") if part.strip()]


Signatories = Annotated[list[Signatory], BeforeValidator(_split)]


class RemovalIn(RequestBody):
    """Why the document is taken off; `wrong_person`: it is about somebody else, and its file is deleted at once."""

    reason: Reason
    wrong_person: StrictBool = False


class WaiverIn(RequestBody):
    """Whose signature cannot be had, and why: the jury reads it."""

    signatory: Signatory
    reason: Reason


class SignatoryOut(AnswerBody):
    """Somebody who may sign a kind of document; `required`: the pathway asks for it before the dossier goes on."""

    code: Signatory
    label: str
    required: bool


class UploadableOut(AnswerBody):
    """A kind of document, and who signs it in the pathway."""

    kind: DocumentKind
    label: str
    signatories: list[SignatoryOut]

    @classmethod
    def of(cls, kind: DocumentKind, pathway: Pathway) -> Self:
        """The kind on the wire, with those who may sign it."""
        asked = pathway.unsigned(kind)
        signatories = [each for each in Signatory if each in signatures_of(kind)]
        return cls(
            kind=kind,
            label=spoken(DOCUMENT_LABELS[kind]),
            signatories=[
                SignatoryOut(code=each, label=spoken(SIGNATORY_LABELS[each]), required=each in asked)
                for each in signatories
            ],
        )


class UploaderOut(AnswerBody):
    """Who brought a document."""

    role: RoleCode
    name: str | None


class DocumentOut(AnswerBody):
    """One version of a document; `sha256` is also the ETag of its content, which only an `available` one gives.

    `pages` and `has_preview` are null until the worker looked at it: `getDocumentPreview` gives the picture of its
    first page. `form_version` is the version of the branch's form that it is written on; `warnings`, that it was not
    the one to use on the day of its receipt (R57), and which signatures that the pathway asks for it lacks.
    """

    id: UUID
    kind: DocumentKind
    kind_label: str
    version: int
    file_name: str
    media_type: str
    size: int
    pages: int | None
    has_preview: bool | None
    sha256: str
    signed_by: list[Signatory]
    signed_by_labels: list[str]
    received_on: date
    state: DocumentState
    state_label: str
    form_version: int | None
    uploaded_at: datetime
    uploaded_by: UploaderOut
    warnings: list[ViolationOut]

    @classmethod
    def of(cls, shown: ShownDocument, on: date, language: Literal["fr", "en"]) -> Self:
        """The document on the wire, its warnings as they read on ``on``."""
        stored, document = shown.stored, shown.stored.document
        return cls(
            id=document.id,
            kind=document.kind,
            kind_label=spoken(DOCUMENT_LABELS[document.kind]),
            version=document.version_number,
            file_name=document.file_name,
            media_type=document.media_type,
            size=document.size,
            pages=stored.preview.pages if stored.preview else None,
            has_preview=stored.preview.size is not None if stored.preview else None,
            sha256=document.sha256,
            signed_by=_in_order(document.signed_by),
            signed_by_labels=[spoken(SIGNATORY_LABELS[each]) for each in _in_order(document.signed_by)],
            received_on=document.received_on,
            state=document.state,
            state_label=spoken(DOCUMENT_STATE_LABELS[document.state]),
            form_version=document.form_version,
            uploaded_at=stored.uploaded_at,
            uploaded_by=UploaderOut(role=stored.uploaded_by["role"], name=stored.uploaded_by.get("name")),
            warnings=[ViolationOut.of(each, on, language) for each in shown.warnings],
        )


def _in_order(signatories: Iterable[Signatory]) -> list[Signatory]:
    return sorted(signatories)
