"""Certifications and bridges in CTDL's terms."""

from collections.abc import Iterator
from typing import Any

from app.api.linked_data import (
    Node,
    aligned,
    bridge_id,
    certification_id,
    framework_id,
    french,
    partner_id,
    rncp,
)
from app.api.v1.bridge_models import BridgeOut, OpenedOut, PartnerCertificationOut
from app.api.v1.certification_models import CertificationOut


def certification_node(base: str, certification: CertificationOut) -> Node:
    """A certification of the branch: what it asks is named by the versions of its framework."""
    name = certification_id(base, certification.code)
    until = {} if certification.rncp_until is None else {"expirationDate": certification.rncp_until.isoformat()}
    return {
        "@id": name,
        "@type": "Certification",
        "name": french(certification.title),
        "description": french(certification.source),
        "codedNotation": certification.code,
        "subjectWebpage": name,
        "identifier": rncp(certification.rncp_code),
        **until,
        "requires": [
            {
                "@type": "ConditionProfile",
                "dateEffective": each.in_force_from.isoformat(),
                "confirmed": each.confirmed,
                "targetCompetency": [
                    {
                        "@type": "CredentialAlignmentObject",
                        "framework": framework_id(base, certification.code, each.version),
                    }
                ],
            }
            for each in certification.frameworks
        ],
    }


def bridge_node(base: str, bridge: BridgeOut) -> Node:
    """A bridge goes both ways: whoever holds either certification has a part of the other, unit by competence."""
    chemical = certification_id(base, bridge.chemical_certification)
    partner = partner_id(base, bridge.partner_certification)
    return {
        "@id": bridge_id(base, bridge.id),
        "@type": "ConditionProfile",
        "name": french(bridge.kind_label),
        "description": french(bridge.source),
        "dateEffective": bridge.in_force_from.isoformat(),
        "kind": bridge.kind,
        "confirmed": bridge.confirmed,
        "targetCredential": [chemical, partner],
        "alternativeCondition": [
            {
                "@type": "ConditionProfile",
                "targetCompetency": [
                    *(aligned(chemical, code) for code in each.chemical_competences),
                    *(aligned(partner, code) for code in each.partner_units),
                ],
            }
            for each in bridge.correspondences
        ],
    }


def partner_node(base: str, certification: PartnerCertificationOut) -> Node:
    """A partner's certification, and which of ours it opens: all of it, or the competences named."""
    name = partner_id(base, certification.code)
    known: dict[str, Any] = {"identifier": rncp(certification.rncp_code)}
    if certification.rncp_until is not None:
        known["expirationDate"] = certification.rncp_until.isoformat()
    return {
        "@id": name,
        "@type": "Certification",
        "name": french(certification.title),
        "description": french(certification.source),
        "codedNotation": certification.code,
        "subjectWebpage": name,
        **known,
        "requires": list(_units(name, certification)),
        "isAdvancedStandingFor": [_opened(base, each) for each in certification.opens],
    }


def _units(name: str, certification: PartnerCertificationOut) -> Iterator[Node]:
    if certification.units:
        units = [aligned(name, unit.code, unit.label) for unit in certification.units]
        yield {"@type": "ConditionProfile", "targetCompetency": units}


def _opened(base: str, opened: OpenedOut) -> Node:
    chemical = certification_id(base, opened.chemical_certification)
    version = opened.framework_version
    framework = chemical if version is None else framework_id(base, opened.chemical_certification, version)
    return {
        "@id": bridge_id(base, opened.bridge_id),
        "@type": "ConditionProfile",
        "dateEffective": opened.in_force_from.isoformat(),
        "kind": opened.kind,
        "confirmed": opened.confirmed,
        "targetCredential": [chemical],
        "targetCompetency": [aligned(framework, each.code, each.label) for each in opened.competences],
    }
