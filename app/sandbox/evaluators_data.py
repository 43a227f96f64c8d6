"""The sandbox's evaluators: one for each region, authorised there for every certification since the scheme began."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import authorisation_changes, evaluator_authorisations, evaluators
from app.domain.authorisation_changes import AuthorisationChangeKind
from app.domain.catalogue import CERTIFICATIONS
from app.domain.law import GUIDE_IN_FORCE_FROM
from app.sandbox.identities import BEGINNING, EVALUATOR, EVALUATORS_BY_REGION

_NAMES = {
    "11": "Inès Caron",
    "24": "Cédric Bailly",
    "27": "Blandine Fournier",
    "28": "Norbert Lecomte",
    "32": "Hélène Dubois",
    "44": "Gaëlle Schmitt",
    "52": "Loïc Guérin",
    "53": "Bleuenn Le Goff",
    "75": "Noémie Lafitte",
    "76": "Olivier Cazaux",
    "84": "Esther Vidal",
    "93": "Pascal Isnard",
    "94": "Ghjulia Santoni",
    "01": "Gladys Bordelais",
    "02": "Maurice Céleste",
    "03": "Guylaine Horth",
    "04": "Roland Payet",
    "06": "Moinecha Abdou",
    "07": "Martin Hodge",
    "977": "Barthélemy Gréaux",
}


async def load(connection: AsyncConnection) -> None:
    """Bring in the evaluators who are not there yet; what the secretariat has changed since stays as it is."""
    rows = [_evaluator(region, id_, place) for place, (region, id_) in enumerate(EVALUATORS_BY_REGION.items())]
    added = await connection.execute(
        insert(evaluators).values(rows).on_conflict_do_nothing().returning(evaluators.c.id)
    )
    authorisations = _authorisations(set(added.scalars()))
    if authorisations:
        await connection.execute(insert(evaluator_authorisations), authorisations)
    recorded = [_granted(each) for each in authorisations if each["evaluator_id"] == EVALUATOR]
    if recorded:
        await connection.execute(insert(authorisation_changes), recorded)


def _granted(authorisation: dict[str, object]) -> dict[str, object]:
    """The change that it was: long told of, and no task of anybody's."""
    told = {"changed_on": BEGINNING.date(), "told_on": BEGINNING.date()}
    return {**authorisation, "kind": AuthorisationChangeKind.GRANTED, **told}


def _evaluator(region: str, id_: UUID, place: int) -> dict[str, object]:
    name = "evaluator" if id_ == EVALUATOR else f"evaluator-{region}"
    return {
        "id": id_,
        "name": _NAMES[region],
        "email": f"{name}@sandbox.example",
        "published_contact": f"06 39 98 00 {place:02}",
        "created_at": BEGINNING,
        "updated_at": BEGINNING,
    }


def _authorisations(added: Collection[UUID]) -> list[dict[str, object]]:
    return [
        {"evaluator_id": id_, "certification_code": code, "region": region, "from_day": GUIDE_IN_FORCE_FROM}
        for region, id_ in EVALUATORS_BY_REGION.items()
        if id_ in added
        for code, certification in CERTIFICATIONS.items()
        if not certification.by_equivalence
    ]
