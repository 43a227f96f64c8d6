"""An answer of the API Recherche d'entreprises, as we read it: the establishment that was asked for, or none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.company_directory import DirectoryEntry, EstablishmentState, in_four_digits

_STATES = {"A": EstablishmentState.OPEN, "F": EstablishmentState.CLOSED}


def entry_in(document: Mapping[str, Any], siret: str) -> DirectoryEntry | None:
    """The establishment of that SIRET among the results. Raises ValueError for what is no such answer."""
    results = document.get("results")
    if not isinstance(results, list):
        raise ValueError("no results")
    for unit in results:
        for place in (*(unit.get("matching_etablissements") or ()), unit.get("siege") or {}):
            if place.get("siret") == siret:
                return _entry(unit, place)
    return None


def _entry(unit: Mapping[str, Any], place: Mapping[str, Any]) -> DirectoryEntry:
    closed_on = place.get("date_fermeture")
    return DirectoryEntry(
        name=str(unit.get("nom_complet") or unit.get("nom_raison_sociale") or ""),
        state=_STATES.get(str(place.get("etat_administratif"))),
        closed_on=date.fromisoformat(closed_on[:10]) if closed_on else None,
        idcc=in_four_digits(place.get("liste_idcc") or ()),
        activity=place.get("activite_principale"),
        city=place.get("libelle_commune") or place.get("commune"),
    )
