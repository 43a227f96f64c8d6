"""What the passport will ask of a candidate, told while the dossier can still be completed (D76)."""

from collections.abc import Iterable

from app.domain.case import Case
from app.domain.certificates import holder_of
from app.domain.law import RuleWarning
from app.domain.passport_identity import missing_data, passport_identity_of
from app.domain.rules.decisions import D76
from app.domain.text import Text

_POINTERS = {
    "first_names_missing": "/candidate/first_name_1",
    "birth_name_too_long": "/candidate/birth_name",
    "usage_name_too_long": "/candidate/usage_name",
    "birth_commune_missing": "/candidate/birth_commune_insee",
    "birth_country_missing": "/candidate/birth_country",
}


def passport_warnings(case: Case) -> Iterable[RuleWarning]:
    """What a registered certification's passport lacks, until the dossier is over."""
    certification = case.certification
    if case.dossier.is_over or not (certification.rncp_code or certification.registration):
        return
    candidate = case.dossier.candidate
    for datum in missing_data(holder_of(candidate), passport_identity_of(candidate)):
        yield RuleWarning(
            code=f"passport_{datum.code}",
            rule=D76,
            pointer=_POINTERS.get(datum.code),
            detail=Text(
                f"Pour le passeport de compétences, {datum.detail.fr}", f"For the training passport, {datum.detail.en}"
            ),
        )
