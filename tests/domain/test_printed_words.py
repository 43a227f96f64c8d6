"""The words that a certificate keeps of its catalogue, framework and session (D75)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.catalogue import CERTIFICATIONS, FAMILY_LABELS
from app.domain.french_names import title_for
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.printed_words import (
    LAYOUT,
    CertificateWords,
    PrintedCompetence,
    PrintedSitting,
    certificate_words,
    printed_certification,
    printed_sitting,
)
from tests.builders import CERTIFICATION, P1, a_candidate, a_case, a_framework, an_id
from tests.rules.stages import a_session, decided

SITTING = PrintedSitting(held_on=date(2026, 3, 4), place="Paris", chair="Anne Petit")
CQPI = next(code for code, each in CERTIFICATIONS.items() if each.kind == "cqpi")
PARTNERS = tuple(PARTNER_CERTIFICATIONS)[:2]


def words(code: str = CERTIFICATION, *, bridge_id: Any = None, framework: Any = None) -> CertificateWords:
    dossier = replace(decided(P1, candidate=a_candidate(sex="F")), bridge_id=bridge_id)
    case = a_case(dossier, framework=framework or a_framework(), bridged_to=PARTNERS)
    return certificate_words(case, code, None, sitting=SITTING, verification_url="https://cqp.example/v/1")


def test_a_certificate_keeps_its_titles_family_sitting_and_address() -> None:
    kept = words()
    assert kept.certification == printed_certification(CERTIFICATION, None, "F")
    assert kept.family == FAMILY_LABELS[CERTIFICATIONS[CERTIFICATION].family].fr
    assert (kept.layout, kept.sitting, kept.sex) == (LAYOUT, SITTING, "F")
    assert kept.verification_url == "https://cqp.example/v/1"


def test_it_keeps_the_framework_by_which_it_was_judged() -> None:
    framework = a_framework(version="2024-01-01")
    kept = words(framework=framework)
    assert kept.framework_version == "2024-01-01"
    assert kept.competences == tuple(PrintedCompetence(code=each.code, label=each.label) for each in framework.current)
    assert kept.beside is None


def test_a_cqpi_by_equivalence_names_the_cqp_beside_which_it_came_and_no_framework() -> None:
    kept = words(CQPI)
    assert kept.beside == CERTIFICATIONS[CERTIFICATION].title
    assert (kept.framework_version, kept.competences) == (None, ())


def test_a_cqp_names_the_bridges_that_it_opens_unless_it_came_through_one() -> None:
    assert words().bridges == tuple(PARTNER_CERTIFICATIONS[code].title for code in PARTNERS)
    assert words(bridge_id=an_id(8)).bridges is None
    assert words(CQPI).bridges is None


@pytest.mark.parametrize("code", sorted(CERTIFICATIONS))
def test_a_title_of_ones_own_is_in_the_holders_gender(code: str) -> None:
    title = CERTIFICATIONS[code].title
    assert printed_certification(code).own_title is None
    for sex in ("F", "M"):
        assert printed_certification(code, sex=sex).own_title == title_for(title, sex)


def test_a_sitting_names_its_day_its_place_and_who_presided() -> None:
    session = a_session()
    sitting = printed_sitting(session, date(2026, 3, 5))
    chair = session.member(session.chair)
    assert (sitting.held_on, sitting.place) == (date(2026, 3, 5), session.place)
    assert sitting.chair == (chair.name if chair else None)
