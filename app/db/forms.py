"""The branch's blank forms, as rows."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import branch_forms
from app.domain.branch_forms import BranchForm, FormKind
from app.usecases.errors import StaleVersion

_KEY = (branch_forms.c.certification_code, branch_forms.c.kind, branch_forms.c.number)


class SqlForms:
    """Versions, added one after another."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self, certification_code: str | None = None) -> tuple[BranchForm, ...]:
        """Every version of every form, of one certification or of all."""
        query = select(branch_forms).order_by(*_KEY)
        if certification_code is not None:
            query = query.where(branch_forms.c.certification_code == certification_code)
        return await self._read(query)

    async def versions(self, certification_code: str, kind: FormKind) -> tuple[BranchForm, ...]:
        """Every version of one form, by number."""
        query = select(branch_forms).where(
            branch_forms.c.certification_code == certification_code, branch_forms.c.kind == kind
        )
        return await self._read(query.order_by(branch_forms.c.number))

    async def add(self, form: BranchForm) -> None:
        """Insert a version. Raises StaleVersion where its number is taken."""
        added = insert(branch_forms).values(branch_form_row(form)).on_conflict_do_nothing(index_elements=_KEY)
        if (await self._connection.execute(added)).rowcount != 1:
            raise StaleVersion

    async def _read(self, query: Select[Any]) -> tuple[BranchForm, ...]:
        return tuple(_form_of(row) for row in await self._connection.execute(query))


def branch_form_row(form: BranchForm) -> dict[str, Any]:
    """The columns of a version."""
    return {
        "certification_code": form.certification_code,
        "kind": form.kind.value,
        "number": form.number,
        "in_force_from": form.in_force_from,
        "source": form.source,
        "confirmed": form.confirmed,
        "file_name": form.file_name,
        "media_type": form.media_type,
        "size": form.size,
        "sha256": bytes.fromhex(form.sha256),
        "storage_key": form.storage_key,
    }


def _form_of(row: Row[Any]) -> BranchForm:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's name for what is public
    return BranchForm(**{**values, "kind": FormKind(row.kind), "sha256": row.sha256.hex()})
