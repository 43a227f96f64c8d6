"""Where an assessment takes place: INSEE regions, and the region that a postal code lies in (R12, D19)."""

from collections.abc import Mapping
from types import MappingProxyType

REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "11": "Île-de-France",
        "24": "Centre-Val de Loire",
        "27": "Bourgogne-Franche-Comté",
        "28": "Normandie",
        "32": "Hauts-de-France",
        "44": "Grand Est",
        "52": "Pays de la Loire",
        "53": "Bretagne",
        "75": "Nouvelle-Aquitaine",
        "76": "Occitanie",
        "84": "Auvergne-Rhône-Alpes",
        "93": "Provence-Alpes-Côte d'Azur",
        "94": "Corse",
        "01": "Guadeloupe",
        "02": "Martinique",
        "03": "Guyane",
        "04": "La Réunion",
        "06": "Mayotte",
        "07": "Saint-Martin",
        "977": "Saint-Barthélemy",
    }
)
"""Label of each region by its INSEE code; 07 and 977 are collectivities that the branch may authorise for too."""

_DEPARTMENTS_OF: Mapping[str, str] = MappingProxyType(
    {
        "11": "75 77 78 91 92 93 94 95",
        "24": "18 28 36 37 41 45",
        "27": "21 25 39 58 70 71 89 90",
        "28": "14 27 50 61 76",
        "32": "02 59 60 62 80",
        "44": "08 10 51 52 54 55 57 67 68 88",
        "52": "44 49 53 72 85",
        "53": "22 29 35 56",
        "75": "16 17 19 23 24 33 40 47 64 79 86 87",
        "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
        "84": "01 03 07 15 26 38 42 43 63 69 73 74",
        "93": "04 05 06 13 83 84",
        "94": "2A 2B",
        "01": "971",
        "02": "972",
        "03": "973",
        "04": "974",
        "06": "976",
        "07": "978",
        "977": "977",
    }
)

REGION_OF_DEPARTMENT: Mapping[str, str] = MappingProxyType(
    {department: region for region, departments in _DEPARTMENTS_OF.items() for department in departments.split()}
)
"""Region of each department, by their INSEE codes (``2A`` and ``2B`` in Corsica, ``978`` for Saint-Martin)."""

_POSTAL_EXCEPTIONS = {"97133": "977", "97150": "978"}


def region_of_postal_code(postal_code: str) -> str | None:
    """The INSEE region of a French postal code, or None where there is none (``98000``, ``97500``, not five digits).

    By the department that its first digits name: a few communes are served from across a region's border.
    """
    if len(postal_code) != 5 or not (postal_code.isascii() and postal_code.isdigit()):
        return None
    return REGION_OF_DEPARTMENT.get(_department(postal_code))


def _department(postal_code: str) -> str:
    if postal_code in _POSTAL_EXCEPTIONS:
        return _POSTAL_EXCEPTIONS[postal_code]
    if postal_code.startswith("20"):
        return "2A" if postal_code < "20200" else "2B"
    return postal_code[:3] if postal_code.startswith("97") else postal_code[:2]
