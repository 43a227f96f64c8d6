"""The mails that wait to be sent."""

from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import emails
from app.usecases.paging import Page, PageRequest, page_of
from app.usecases.ports.outbox import Email


class SqlOutbox:
    """Mails as rows, written with their cause."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, email: Email) -> None:
        """Keep ``email`` for sending."""
        await self._connection.execute(
            insert(emails).values(
                id=email.id,
                to_address=email.to,
                template=email.template,
                language=email.language,
                subject=email.subject,
                body=email.body,
                links=email.links,
                created_at=email.created_at,
            )
        )

    async def page(self, request: PageRequest, *, to: str | None = None) -> Page[Email]:
        """The newest mails first, to one address or to all."""
        query = select(emails).order_by(emails.c.id.desc()).limit(request.limit + 1)
        if to is not None:
            query = query.where(func.lower(emails.c.to_address) == to.lower())
        if request.after_id is not None:
            query = query.where(emails.c.id < request.after_id)
        rows = await self._connection.execute(query)
        return page_of([_email(row) for row in rows], request.limit, lambda email: str(email.id))


def _email(row: Row[Any]) -> Email:
    return Email(
        id=row.id,
        to=row.to_address,
        template=row.template,
        language=row.language,
        subject=row.subject,
        body=row.body,
        links=row.links,
        created_at=row.created_at,
    )
