"""The branch's blank forms: published by the secretariat, read by everybody (R57)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from app.domain.branch_forms import BranchForm, FormKind, form_in_force
from app.domain.catalogue import CERTIFICATIONS
from app.usecases.errors import NotFound
from app.usecases.paging import Page, PageRequest, page_through
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition
from app.usecases.receiving import FileStorage, ReceivedFile, discarded_unless_recorded, receive

FOLDER = "forms"
"""Where their files lie in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedForm:
    """A form of one certification: what must be used that day, None where nothing does yet, and all its versions."""

    certification_code: str
    kind: FormKind
    in_force: BranchForm | None
    versions: tuple[BranchForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewForm:
    """A version to be published: ``content`` is read once."""

    certification_code: str
    kind: FormKind
    in_force_from: date
    source: str
    confirmed: bool
    file_name: str
    content: AsyncIterator[bytes]


async def list_branch_forms(
    uow: UnitOfWork, *, certification_code: str | None, on: date, page: PageRequest
) -> Page[PublishedForm]:
    """Every form, by certification and kind. Raises NotFound for a certification that there is not."""
    if certification_code is not None and certification_code not in CERTIFICATIONS:
        raise NotFound
    async with uow:
        every = await uow.forms.all(certification_code)
    published = [
        _published(tuple(versions), on)
        for _, versions in groupby(every, key=lambda form: (form.certification_code, form.kind))
    ]
    return page_through(published, page, key=lambda form: f"{form.certification_code}/{form.kind}")


async def get_branch_form(uow: UnitOfWork, *, certification_code: str, kind: FormKind, on: date) -> PublishedForm:
    """One form. Raises NotFound where none was ever published."""
    async with uow:
        versions = await uow.forms.versions(certification_code, kind)
    if not versions:
        raise NotFound
    return _published(versions, on)


async def get_form_version(uow: UnitOfWork, *, certification_code: str, kind: FormKind, number: int) -> BranchForm:
    """One version, in force or not. Raises NotFound."""
    async with uow:
        versions = await uow.forms.versions(certification_code, kind)
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise NotFound
    return found


async def put_branch_form(
    uow: UnitOfWork,
    storage: FileStorage,
    *,
    new: NewForm,
    precondition: Precondition,
    on: date,
    new_id: Callable[[], UUID],
) -> PublishedForm:
    """Publish a further version; those before it stay.

    Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput, UnsupportedMediaType, PayloadTooLarge,
    StoreUnavailable.
    """
    if new.certification_code not in CERTIFICATIONS:
        raise NotFound
    await _refuse_early(uow, new, precondition)
    key = f"{FOLDER}/{new_id()}"
    file = await receive(storage, key=key, file_name=new.file_name, content=new.content)
    async with discarded_unless_recorded(storage.store, key) as recorded, uow:
        before = await _known(uow, new, precondition)
        versions = (*before, _version_of(new, file, number=len(before) + 1))
        await uow.forms.add(versions[-1])
        recorded()
        await uow.commit()
    return _published(versions, on)


async def _refuse_early(uow: UnitOfWork, new: NewForm, precondition: Precondition) -> None:
    """Nothing is stored for somebody who does not know what they replace; it is judged again when it is written."""
    async with uow:
        await _known(uow, new, precondition)


async def _known(uow: UnitOfWork, new: NewForm, precondition: Precondition) -> tuple[BranchForm, ...]:
    before = await uow.forms.versions(new.certification_code, new.kind)
    precondition.check_replacement(len(before), exists=bool(before))
    return before


def _version_of(new: NewForm, file: ReceivedFile, number: int) -> BranchForm:
    return BranchForm(
        certification_code=new.certification_code,
        kind=new.kind,
        number=number,
        in_force_from=new.in_force_from,
        source=new.source,
        confirmed=new.confirmed,
        file_name=file.file_name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        storage_key=file.storage_key,
    )


def _published(versions: tuple[BranchForm, ...], on: date) -> PublishedForm:
    first = versions[0]
    return PublishedForm(
        certification_code=first.certification_code,
        kind=first.kind,
        in_force=form_in_force(versions, on),
        versions=versions,
    )
