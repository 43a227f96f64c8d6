"""Whether a bridge names what exists, and where it leads."""

from collections.abc import Iterable, Iterator

from app.domain.bridges import Branch, Bridge, PartnerCertification
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Framework
from app.domain.law import Violation
from app.domain.pathways import pathway_of
from app.domain.text import Text
from app.domain.titles import title_of


def leads(bridged: PartnerCertification, from_branch: Branch | None, to_branch: Branch | None) -> bool:
    """Whether a bridge with that certification goes from one branch to the other; None is any branch.

    Every bridge goes both ways (R75), and never from a branch to itself.
    """
    ends = {"chemistry", bridged.branch}
    named = [branch for branch in (from_branch, to_branch) if branch is not None]
    return ends.issuperset(named) and len(named) == len(set(named))


def bridge_faults(
    bridge: Bridge, frameworks: Iterable[Framework], partner: PartnerCertification | None
) -> tuple[Violation, ...]:
    """Every code in ``bridge`` that names nothing: ``frameworks`` are all versions of its chemical certification.

    Units are checked where the partner's are published; elsewhere nobody here can tell.
    """
    return (
        *_unknown_certifications(bridge, partner),
        *_unknown_codes(bridge, frameworks, partner),
    )


def _unknown_certifications(bridge: Bridge, partner: PartnerCertification | None) -> Iterator[Violation]:
    chemical = CERTIFICATIONS.get(bridge.chemical_certification)
    if chemical is None or not any(pathway_of(code).names_a_bridge for code in chemical.pathways):
        yield _unknown(
            "/chemical_certification",
            Text(
                fr=f"« {title_of(bridge.chemical_certification)} » n'est pas un CQP des Industries Chimiques.",
                en=f"“{title_of(bridge.chemical_certification)}” is not a CQP of the chemical industries.",
            ),
        )
    if partner is None:
        yield _unknown(
            "/partner_certification",
            Text(
                fr=f"« {title_of(bridge.partner_certification)} » n'est pas une certification d'une branche "
                "partenaire.",
                en=f"“{title_of(bridge.partner_certification)}” is not a partner branch's certification.",
            ),
        )


def _unknown_codes(
    bridge: Bridge, frameworks: Iterable[Framework], partner: PartnerCertification | None
) -> Iterator[Violation]:
    competences = {competence.code for framework in frameworks for competence in framework.competences}
    units = {unit.code for unit in partner.units} if partner is not None else set()
    for place, correspondence in enumerate(bridge.correspondences):
        for index, code in enumerate(correspondence.chemical_competences):
            if code not in competences:
                yield _unknown(
                    f"/correspondences/{place}/chemical_competences/{index}",
                    Text(
                        fr=f"Aucun référentiel de cette certification n'a de compétence {code}.",
                        en=f"No framework of this certification has a competence {code}.",
                    ),
                )
        for index, code in enumerate(correspondence.partner_units):
            if units and code not in units:
                yield _unknown(
                    f"/correspondences/{place}/partner_units/{index}",
                    Text(
                        fr=f"La certification du partenaire n'a pas d'unité {code}.",
                        en=f"The partner's certification has no unit {code}.",
                    ),
                )


def _unknown(pointer: str, detail: Text) -> Violation:
    return Violation(code="unknown_code", detail=detail, pointer=pointer)
