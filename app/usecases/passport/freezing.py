"""What the passport asks of a holder is kept as the certificate is issued: dossiers forget, the register does not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.domain.certificates import Certificate
from app.domain.dossier import Dossier
from app.domain.passport import PassportAward
from app.domain.passport_file import access_of
from app.domain.passport_identity import PassportIdentity, passport_identity_of
from app.domain.personal_data import is_erased
from app.usecases.ports import UnitOfWork
from app.usecases.ports.passport import FrozenPassport


async def freeze_passports(uow: UnitOfWork, issued: Iterable[tuple[Dossier, Certificate]], at: datetime) -> None:
    """Keep it in the transaction that issues the certificates, each of its dossier; what a former one knew and the
    dossier does not stays."""
    await uow.passport.freeze(*[await _frozen(uow, dossier, certificate) for dossier, certificate in issued], at=at)


async def _frozen(uow: UnitOfWork, dossier: Dossier, certificate: Certificate) -> FrozenPassport:
    former = await uow.passport.award(certificate.replaces) if certificate.replaces is not None else None
    if former is not None and is_erased(dossier):
        return FrozenPassport(
            certificate_number=certificate.number,
            identity=former.identity,
            access=former.access,
            requested_on=former.requested_on,
        )
    return FrozenPassport(
        certificate_number=certificate.number,
        identity=_said(passport_identity_of(dossier.candidate), certificate, former),
        access=access_of(dossier, certificate.certification_code),
        requested_on=dossier.requested_on,
    )


def _said(own: PassportIdentity, certificate: Certificate, former: PassportAward | None) -> PassportIdentity:
    """The dossier's words; where it has none, what was completed for the certificate that this one replaces."""
    if former is None:
        return own
    known = former.identity
    same_names = former.holder.first_names == certificate.holder.first_names
    same_place = former.holder.birth_place == certificate.holder.birth_place
    said_place = own.birth_commune_insee or own.birth_postal_code
    kept = replace(
        own,
        first_names=own.first_names or (known.first_names if same_names else ()),
        sex=own.sex or known.sex,
        birth_country=own.birth_country or (known.birth_country if same_place else None),
    )
    if said_place or not same_place:
        return kept
    return replace(kept, birth_commune_insee=known.birth_commune_insee, birth_postal_code=known.birth_postal_code)
