"""Port to the documents' rows as the store knows them, held against the files that lie in it."""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.documents import DocumentState
from app.usecases.ports.documents import KeptFile
from app.usecases.ports.dossiers import FiledDocument


class FiledDocuments(Protocol):
    """Rows and files are compared where the rows are: millions of either fit in no process.

    What ``note_kept`` was told is known until the transaction ends; it comes first.
    """

    async def note_kept(self, files: AsyncIterator[KeptFile]) -> None:
        """Tell the files that lie in the store, once."""
        ...

    async def kept(self, keys: Collection[str]) -> Mapping[str, KeptFile]:
        """Those of these keys that were told."""
        ...

    async def without_a_file(self, states: Collection[DocumentState]) -> tuple[FiledDocument, ...]:
        """The documents of these states whose file was not told, by their ids."""
        ...

    async def of_another_size(self, states: Collection[DocumentState]) -> tuple[FiledDocument, ...]:
        """The documents of these states whose file is of another size, by their ids."""
        ...

    async def of_no_document(
        self, states: Collection[DocumentState], *, named_as: str, written_before: datetime
    ) -> list[KeptFile]:
        """The files told that are of no document but those of these states, by their keys.

        ``named_as``: the pattern that the whole name has; pictures and printed papers lie in the store as well.
        """
        ...

    async def since_before(self, state: DocumentState, uploaded_before: datetime) -> tuple[FiledDocument, ...]:
        """The documents of that state that came before, by their ids."""
        ...

    async def some(self, states: Collection[DocumentState], *, after: UUID | None) -> tuple[FiledDocument, ...]:
        """The next documents of these states, by their ids; none at the end."""
        ...
