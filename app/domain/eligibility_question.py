"""Somebody who asks which pathways are open to them, with the reference data that the answer rests on."""

from dataclasses import dataclass
from datetime import date

from app.domain.bridges import Bridge
from app.domain.candidate import HeldCertification
from app.domain.certification import Certification, CqpiEquivalence, Framework
from app.domain.conditions import Applicant
from app.domain.law import ParametersInForce
from app.domain.options import OptionSought


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Somebody who asks for a certification on a day, and the reference data that the answer rests on.

    ``option``: the one they want, None where they do not say. ``framework``: in force on ``on``, None where there is
    none; ``equivalences`` and ``bridges``: every row.
    """

    certification: Certification
    option: str | None = None
    applicant: Applicant
    held: tuple[HeldCertification, ...] = ()
    on: date
    parameters: ParametersInForce
    framework: Framework | None = None
    equivalences: tuple[CqpiEquivalence, ...] = ()
    bridges: tuple[Bridge, ...] = ()

    @property
    def options_sought(self) -> tuple[OptionSought, ...]:
        """The option that is asked for, or each that may be, beside what is held of the same certification (D53)."""
        options = self.certification.options if self.option is None else (self.option,)
        papers = tuple(None for held in self.held if held.code == self.certification.code)
        return tuple(OptionSought(option=option, held=papers, framework=self.framework) for option in options)

    @property
    def equivalences_held(self) -> tuple[CqpiEquivalence, ...]:
        """The rows in force that tie a CQPI held to the certification asked for (R8)."""
        codes = {held.code for held in self.held}
        return tuple(
            row
            for row in self.equivalences
            if row.cqp == self.certification.code and row.cqpi in codes and row.in_force_from <= self.on
        )

    @property
    def bridges_held(self) -> tuple[Bridge, ...]:
        """The bridges in force that lead from what is held to the certification asked for (R78)."""
        codes = {held.code for held in self.held}
        return tuple(
            bridge
            for bridge in self.bridges
            if bridge.chemical_certification == self.certification.code
            and bridge.partner_certification in codes
            and bridge.in_force_from <= self.on
        )
