"""What a program's account must say for its scopes to mean something."""

from app.domain.funding_declarations import unknown_funder
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.errors import InvalidInput
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client


async def check_coherence(uow: UnitOfWork, client: Client, *, funder_named: str | None) -> None:
    """Raise InvalidInput where a scope lacks the funder or the branch that it is about, and where the funder that was
    named is none (D72)."""
    faults = []
    if client.funder_code is None and any(scope.startswith("funding:") for scope in client.scopes):
        faults.append(_missing("funder_code", "funding:*"))
    if client.branch is None and any(scope.startswith("bridges:") for scope in client.scopes):
        faults.append(_missing("branch", "bridges:*"))
    if funder_named is not None and await uow.funders.get(funder_named) is None:
        faults.append(unknown_funder(funder_named, "/funder_code"))
    if faults:
        raise InvalidInput(*faults)


def _missing(field: str, scopes: str) -> Violation:
    return Violation(
        code="missing",
        detail=Text(fr=f"Les portées {scopes} demandent ce champ.", en=f"The scopes {scopes} ask for this field."),
        pointer=f"/{field}",
    )
