"""An award of the former register on its way to the passport: what it had not sent is sent from here (D76, D77)."""

from dataclasses import replace

from app.domain.former_register import FormerAward
from app.domain.passport import PassportAward, PassportStage
from app.domain.passport_access import PassportAccess
from app.domain.passport_identity import SEXES, PassportIdentity
from app.domain.pathways import pathway_of


def passport_award(award: FormerAward) -> PassportAward:
    """The award as the passport is told of it. First names that the register has in one string somebody parts, no rule
    does.

    What the former system sent under a known ``idTechnique`` is accepted: a revocation withdraws it.
    """
    was_sent = award.passport_id is not None
    return PassportAward(
        certificate_number=award.name,
        verification_code=None,
        dossier_id=None,
        certification_code=award.certification_code,
        option=award.option,
        holder=award.holder,
        awarded_on=award.awarded_on,
        issued_on=award.delivered_on,
        revoked_on=award.revoked_on,
        identity=PassportIdentity(
            first_names=award.first_names_apart,
            birth_commune_insee=award.birth_commune_insee,
            birth_postal_code=award.birth_postal_code,
            birth_country=award.birth_country,
            sex=award.sex if award.sex in SEXES else None,
        ),
        access=_access(award),
        passport_id=award.passport_id,
        stage=PassportStage.ACCEPTED if was_sent else None,
        deposited_on=award.passport_sent_on,
        first_deposited_on=award.passport_sent_on,
    )


def changes_what_was_sent(before: FormerAward, after: FormerAward) -> bool:
    """Whether it would say something else than what was sent. Its revocation may be told: that withdraws it."""
    told = replace(
        after,
        revoked_on=before.revoked_on,
        revocation_reason=before.revocation_reason,
        replaced_by=before.replaced_by,
        origin=before.origin,
        version=before.version,
    )
    return told != before


def _access(award: FormerAward) -> PassportAccess | None:
    return None if award.pathway is None else pathway_of(award.pathway, award.variant).passport_access
