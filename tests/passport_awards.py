"""Full awards on their way to the passport, as the tests of several floors need them."""

from datetime import UTC, date, datetime
from typing import Any

from app.domain.certificates import Holder
from app.domain.passport import PassportAction, PassportAward
from app.domain.passport_access import PassportAccess
from app.domain.passport_file import PassportFile, PassportSettings, file_of
from app.domain.passport_identity import PassportIdentity
from tests.builders import CERTIFICATION, an_id

NUMBER = "7K3M-QX0T-4VBN-92HW"
AWARDED, ISSUED = date(2026, 8, 31), date(2026, 11, 30)
SETTINGS = PassportSettings(client_id="03ABC123", contract_id="MCFCER000123")
IDENTITY = PassportIdentity(first_names=("Camille", "Élise"), birth_commune_insee="69387", birth_country="FR", sex="F")
HOLDER = Holder(
    birth_name="Durand",
    usage_name=None,
    first_names="Camille Élise",
    birth_date=date(1990, 5, 17),
    birth_place="Lyon 7e",
)


def an_award(**changes: Any) -> PassportAward:
    """One that lacks nothing, of a certification that is registered."""
    facts: dict[str, Any] = {
        "certificate_number": NUMBER,
        "verification_code": "C0DE-FG7H-2K",
        "dossier_id": an_id(2),
        "certification_code": CERTIFICATION,
        "option": None,
        "holder": HOLDER,
        "awarded_on": AWARDED,
        "issued_on": ISSUED,
        "registration_code": "RNCP34567",
        "identity": IDENTITY,
        "access": PassportAccess.VAE,
        "requested_on": date(2025, 9, 1),
    }
    return PassportAward(**{**facts, **changes})


def a_file(*awards: PassportAward, **changes: Any) -> PassportFile:
    """The file that says them."""
    facts: dict[str, Any] = {
        "action": PassportAction.CREATION,
        "settings": SETTINGS,
        "flux_id": "20261130-1",
        "made_at": datetime(2026, 11, 30, 9, tzinfo=UTC),
        "public_url": "https://cqp.example",
    }
    return file_of(awards or (an_award(),), **{**facts, **changes})
