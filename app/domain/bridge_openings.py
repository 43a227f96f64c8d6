"""What a certification of one branch opens in the other, competence by competence and unit by unit (R75, R78)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.bridges import Bridge, PartnerCertification, bridges_in_force
from app.domain.certification import Framework, framework_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeOpening:
    """A bridge between a partner's certification and a chemical one, with what each side asks on a day.

    ``in_force``: whether it is the one that applies on that day: confirmed, begun, and followed by no other.
    ``framework``: what the chemical certification asks on that day, None where nothing is published.
    """

    bridge: Bridge
    in_force: bool
    framework: Framework | None
    partner: PartnerCertification

    @property
    def opened(self) -> frozenset[str]:
        """The chemical competences that the partner's certification opens."""
        return self.bridge.brings(self.framework) if self.framework is not None else frozenset()

    @property
    def opened_units(self) -> frozenset[str]:
        """The way back: the partner's published units that the chemical certification opens."""
        units = frozenset(unit.code for unit in self.partner.units)
        if self.bridge.kind == "total":
            return units
        return frozenset(unit for unit in units if self.bridge.competences_for(unit))


def bridge_openings_of(
    partner: PartnerCertification, bridges: Iterable[Bridge], frameworks: Mapping[str, Iterable[Framework]], on: date
) -> tuple[BridgeOpening, ...]:
    """Every bridge of the partner's certification, those in force on ``on`` first, then by chemical certification.

    ``frameworks`` are the versions of each chemical certification, by its code.
    """
    of_partner = [bridge for bridge in bridges if bridge.partner_certification == partner.code]
    in_force = {bridge.id for bridge in bridges_in_force(of_partner, on).values()}
    openings = (
        BridgeOpening(
            bridge=bridge,
            in_force=bridge.id in in_force,
            framework=framework_in_force(frameworks.get(bridge.chemical_certification, ()), on),
            partner=partner,
        )
        for bridge in of_partner
    )
    return tuple(sorted(openings, key=_place))


def _place(opening: BridgeOpening) -> tuple[bool, str, date]:
    return not opening.in_force, opening.bridge.chemical_certification, opening.bridge.in_force_from
