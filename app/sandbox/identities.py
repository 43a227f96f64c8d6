"""Who and what the sandbox holds, by name: the same ids in every sandbox, so that examples stay true."""

from datetime import UTC, datetime
from uuid import UUID

from app.domain.regions import REGIONS

PASSWORD = "sandbox"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def _id(number: int) -> UUID:
    """A UUIDv7 of the first instant of 2026."""
    return UUID(int=0x019B76DA_A800_7000_8000_000000000000 + number)


COMPANY = _id(1)
OTHER_COMPANY = _id(2)
EVALUATOR = _id(3)
EVALUATORS_BY_REGION = {
    region: EVALUATOR if region == "84" else _id(100 + place) for place, region in enumerate(REGIONS)
}
EMPLOYER_USER = _id(11)
OTHER_EMPLOYER_USER = _id(12)
EVALUATOR_USER = _id(13)
SECRETARIAT_USER = _id(14)
JURY_USER = _id(15)
JURY_EMPLOYEES_USER = _id(16)
SECRETARIAT_2FA_USER = _id(17)
OPCA_PROGRAM = _id(21)
PHARMA_PROGRAM = _id(22)
JURY_SESSION = _id(31)
