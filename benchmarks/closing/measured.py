"""What was measured of a closing, and what is missing of what it should have brought."""

from dataclasses import dataclass, field

from benchmarks.closing.probe import Probe


@dataclass(slots=True)
class Measured:
    """What was measured, in seconds, and what is missing."""

    times: dict[str, float] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)
    printed: dict[str, list[float]] = field(default_factory=dict)
    done: dict[str, float] = field(default_factory=dict)
    statements: tuple[float, int] = (0.0, 0)
    peaks: list[int] = field(default_factory=list)
    certificates: int = 0
    told: int = 0
    mails: int = 0
    missing: list[str] = field(default_factory=list)

    def expect(self, what: str, expected: int, found: int) -> None:
        """Note what there should be more of."""
        if found < expected:
            self.missing.append(f"{what} : {found} sur {expected}")
