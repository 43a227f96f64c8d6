"""Following a mailed link."""

from datetime import datetime

from app.usecases.accounts.refusals import LINK_USED
from app.usecases.errors import AlreadyDone, NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose


async def redeem_link(uow: UnitOfWork, purpose: LinkPurpose, digest: bytes, at: datetime) -> Link:
    """The link behind a token, now used, and locked until the transaction ends.

    Raises NotFound where there is none that lives, AlreadyDone where it has served.
    """
    link = await uow.links.find(purpose, digest)
    if link is None or not link.is_alive(at):
        raise NotFound
    if link.used_at is not None:
        raise AlreadyDone(LINK_USED)
    await uow.links.use(link.id, at)
    return link
