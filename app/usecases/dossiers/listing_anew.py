"""What dossiers are found by in lists, drawn again from them: after a migration, or a new edition of this code."""

from app.usecases.ports import UnitOfWork

_AT_ONCE = 500


async def list_dossiers_anew(uow: UnitOfWork) -> None:
    """Draw again what an earlier edition drew, some dossiers at a time; each save draws its own."""
    last = None
    while True:
        async with uow:
            last = await uow.dossiers.list_anew(last, _AT_ONCE)
            await uow.commit()
        if last is None:
            return
