"""The sandbox's two companies: one under the CCNIC and verified, one outside."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import companies
from app.sandbox.identities import BEGINNING, COMPANY, OTHER_COMPANY, SECRETARIAT_USER


async def load(connection: AsyncConnection) -> None:
    """Bring in the companies that are not there yet."""
    shared = {"state": "approved", "created_at": BEGINNING, "updated_at": BEGINNING}
    rows = [{**company, **shared} for company in (_CHEMICAL, _OTHER)]
    await connection.execute(insert(companies).values(rows).on_conflict_do_nothing(index_elements=["id"]))


def _found(*, ccnic: bool, evidence: str) -> dict[str, object]:
    return {
        "ccnic": ccnic,
        "evidence": evidence,
        "verified_at": BEGINNING.isoformat(),
        "verified_by": str(SECRETARIAT_USER),
    }


_CHEMICAL = {
    "id": COMPANY,
    "siret": "12345678200010",
    "name": "Chimie du Rhône (bac à sable)",
    "idcc": "0044",
    "address": {"street": "12 rue des Alambics", "postal_code": "69007", "city": "Lyon", "country": "FR"},
    "contact": {"name": "Claire Fontaine", "email": "employer@sandbox.example"},
    "verification": _found(ccnic=True, evidence="Bulletin de paie qui cite la CCNIC (exemple du bac à sable)"),
}
_OTHER = {
    "id": OTHER_COMPANY,
    "siret": "98765432400019",
    "name": "Plasturgie du Sud (bac à sable)",
    "idcc": "0292",
    "address": {"street": "3 avenue du Moule", "postal_code": "13002", "city": "Marseille", "country": "FR"},
    "contact": {"name": "Bruno Marchand", "email": "employer-other@sandbox.example"},
    "verification": _found(ccnic=False, evidence="Convention de la plasturgie (exemple du bac à sable)"),
}
