"""The secretariat goes without a signature that cannot be had (D68)."""

from dataclasses import replace
from uuid import UUID

from app.domain.case import Case
from app.domain.documents import Document, Signatory
from app.domain.dossier import Dossier
from app.domain.rules.decisions import D68
from app.domain.signature_waivers import waive_signature as waived
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.documents import document_summary
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork


async def waive_signature(
    uow: UnitOfWork, command: Act, *, document_id: UUID, signatory: Signatory, reason: str
) -> Dossier:
    """Waive one signature on one version of a document. Raises as an act does, NotFound of a document too."""
    async with uow:
        case = await load_case_for_update(uow, command)
        document = _shown(case, document_id)
        after = unwrap(waived(case, document, signatory, reason), command.now.on)
        details = {**document_summary(document), "signatory": str(signatory), "reason": reason}
        saved = await save(uow, replace(command, details=details, rules=(D68,)), before=case, after=after)
        await uow.commit()
    return saved


def _shown(case: Case, document_id: UUID) -> Document:
    found = (each for each in case.dossier.documents if each.id == document_id and each.is_shown)
    document = next(found, None)
    if document is None:
        raise NotFound
    return document
