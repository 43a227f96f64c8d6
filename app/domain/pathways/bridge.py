"""The bridge into chemistry, for holders of a pharmaceutical CQP (guide, « Les passerelles »).

Its own rules are in ``app/domain/rules/bridges.py``.
"""

from app.domain import requirements as needs
from app.domain.case import Case
from app.domain.conditions import OPTION_OPEN, Asked, Condition, all_days
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, Status
from app.domain.law import Violation
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.pathway import (
    Actor,
    Pathway,
    Step,
    UnmetCondition,
    Upload,
    UploadedUntil,
    acts_of,
    document,
    need,
)
from app.domain.retention import for_good_while_the_competence_is_unchanged
from app.domain.rules.bridges import R75, R77, R78
from app.domain.rules.decisions import D23, D25, D26
from app.domain.rules.jury import R62, R63, R64
from app.domain.rules.statuses import R68, R71
from app.domain.text import Text


def _certificate_is_verified(dossier: Dossier) -> bool:
    """R77, D25: the partner's certificate, not another one that the candidate holds."""
    held = dossier.candidate.held_certifications
    return any(each.is_verified and each.code in PARTNER_CERTIFICATIONS for each in held)


def _request_is_complete(dossier: Dossier) -> bool:
    kinds = (DocumentKind.BRIDGE_REQUEST, DocumentKind.PARCHMENT_COPY)
    if dossier.registered_on is not None:
        return True
    return _certificate_is_verified(dossier) and all(dossier.was_brought(kind) for kind in kinds)


def _opens_something(case: Case) -> bool:
    return bool(case.bridged_competences)


def _nothing_to_cross(asked: Asked) -> tuple[Violation, ...]:
    """Where bridges were looked for: none of them leads here. A dossier's own steps ask for it otherwise."""
    bridges = asked.applicant.bridges
    if bridges is None or any(bridge.confirmed for bridge in bridges):
        return ()
    if not any(held.code in PARTNER_CERTIFICATIONS for held in asked.applicant.held):
        return (_NO_PARTNER_CERTIFICATION,)
    return (_BRIDGE_NOT_CONFIRMED if bridges else _NO_BRIDGE,)


_NO_PARTNER_CERTIFICATION = Violation(
    code="no_partner_certification_held",
    rule=R75,
    sentence=1,
    pointer="/candidate/held_certifications",
    detail=Text(
        "La passerelle s'adresse aux titulaires d'un CQP de l'industrie pharmaceutique.",
        "The bridge is for holders of a CQP of the pharmaceutical industry.",
    ),
)
_NO_BRIDGE = Violation(
    code="no_bridge_in_force",
    rule=R78,
    pointer="/candidate/held_certifications",
    detail=Text(
        "Aucune passerelle en vigueur ne relie les certifications détenues à celle qui est visée.",
        "No bridge in force leads from the certifications held to this one.",
    ),
)
_BRIDGE_NOT_CONFIRMED = Violation(
    code="bridge_not_confirmed",
    rule=D26,
    pointer="/candidate/held_certifications",
    detail=Text(
        "La passerelle depuis la certification détenue n'est pas confirmée par les deux branches.",
        "The bridge from the certification held has not been confirmed by both branches.",
    ),
)

_VERIFIED = need(
    "held_certification_not_verified",
    met=lambda case: _certificate_is_verified(case.dossier),
    fr="Le parchemin du CQP détenu n'a pas été vérifié par le secrétariat.",
    en="The secretariat has not verified the certificate held.",
    rule=D25,
    by="verifyHeldCertification",
)

_SECRETARIAT = (Actor.SECRETARIAT,)

BRIDGE = Pathway(
    code="bridge",
    label=Text("Passerelle depuis l'industrie pharmaceutique", "Bridge from the pharmaceutical industry"),
    leads_to=frozenset({"cqp"}),
    conditions=(Condition((R75, R78), _nothing_to_cross), OPTION_OPEN),
    unmet_condition=UnmetCondition.REFUSES_CREATION,
    counted_experience=all_days,
    warnings=(),
    acts=acts_of(
        {
            _SECRETARIAT: (
                "createDossier",
                "updateDossier",
                "verifyHeldCertification",
                "completeRegistration",
                "registerToJury",
                "withdrawFromJury",
                "withdrawDossier",
            ),
            (Actor.SECRETARIAT, Actor.JURY): ("postponeDossier",),
            (Actor.JURY,): ("deliberate",),
        }
    ),
    uploads=tuple(
        Upload(kind=kind, by=_SECRETARIAT, until=UploadedUntil.REGISTERED)
        for kind in (
            DocumentKind.DIPLOMA,
            DocumentKind.EXPERIENCE_PROOF,
            DocumentKind.CQPI_PROOF,
            DocumentKind.BRIDGE_REQUEST,
            DocumentKind.PARCHMENT_COPY,
        )
    ),
    # Nobody but the secretariat has a hand in it: there is nothing to close to an employer.
    examinations=(),
    assessment=None,
    # The guide says nothing of a bridge: like the VAE, it recognises what is held and trains nobody.
    retention=for_good_while_the_competence_is_unchanged,
    names_a_bridge=True,
    steps=(
        Step(
            code="bridge_request",
            label=Text("Demande de passerelle", "Bridge request"),
            actor=Actor.SECRETARIAT,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=_request_is_complete,
            stands_on=(_VERIFIED,),
            needs=(
                document(DocumentKind.BRIDGE_REQUEST, R77),
                document(DocumentKind.PARCHMENT_COPY, R77),
                _VERIFIED,
            ),
            rules=(R77, D25),
        ),
        Step(
            code="registration",
            label=Text("Inscription du candidat par le secrétariat", "Registration by the secretariat"),
            actor=Actor.SECRETARIAT,
            status=Status.REGISTRATION_IN_PROGRESS,
            done=lambda dossier: dossier.registered_on is not None,
            needs=(
                need(
                    "bridge_opens_nothing",
                    met=_opens_something,
                    fr="Aucune passerelle en vigueur ne relie le CQP détenu à la certification visée.",
                    en="No bridge in force leads from the certificate held to this certification.",
                    rule=R78,
                    by="updateDossier",
                ),
                needs.OPTION_OPEN,
            ),
            rules=(R78, D23, D26),
        ),
        Step(
            code="jury",
            label=Text("Décision du jury paritaire national", "Decision of the national jury"),
            actor=Actor.JURY,
            status=Status.AWAITING_JURY,
            done=lambda dossier: bool(dossier.decisions),
            needs=(needs.OPTION_OPEN,),
            rules=(R62, R63, R64, R71, R75),
        ),
    ),
    rules=(R68,),
    concerned_by=(),
)
