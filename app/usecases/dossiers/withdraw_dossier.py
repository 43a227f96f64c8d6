"""Ending a dossier before the jury."""

from dataclasses import replace

from app.domain.dossier import Dossier
from app.domain.jury_registration import withdraw
from app.usecases.dossiers.acting import Act, act
from app.usecases.ports import UnitOfWork


async def withdraw_dossier(uow: UnitOfWork, command: Act, reason: str) -> Dossier:
    """Close the dossier at its employer's, or the secretariat's, word (D38)."""
    return await act(uow, replace(command, details={"reason": reason}), lambda case: withdraw(case, reason))
