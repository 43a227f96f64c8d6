"""What the branch settled for a certification: from which day it holds, and what cannot be settled."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification_settings import (
    CertificationSettings,
    as_settled,
    settings_faults,
    settings_from_the_guide,
    settings_in_force,
)
from app.domain.law import Violation
from app.domain.rules.decisions import D28
from app.domain.rules.scheme import R5
from app.domain.text import Text
from tests.builders import CERTIFICATION, P1, P2, P3

TAUGHT = CERTIFICATIONS[CERTIFICATION]
BY_EQUIVALENCE = next(each for each in CERTIFICATIONS.values() if each.by_equivalence)
DAY = timedelta(days=1)


def settings(**changes: Any) -> CertificationSettings:
    """Other than the catalogue's in each of their members."""
    settled = CertificationSettings(
        certification_code=CERTIFICATION,
        in_force_from=date(2026, 1, 1),
        written_work_required=not TAUGHT.written_work_required,
        observation_required=not TAUGHT.observation_required,
        pathways=(P2,),
        rncp_code="RNCP99999",
        rncp_until=date(2029, 12, 31),
        source="Délibération de la CPNE",
        confirmed=not TAUGHT.modalities_confirmed,
    )
    return replace(settled, **changes)


OLD, NEW = settings(rncp_code="RNCP1"), settings(rncp_code="RNCP2", in_force_from=date(2027, 1, 1))


@pytest.mark.parametrize("every", [(OLD, NEW), (NEW, OLD)])
@pytest.mark.parametrize(
    ("on", "current"),
    [
        (OLD.in_force_from - DAY, None),
        (OLD.in_force_from, OLD),
        (NEW.in_force_from - DAY, OLD),
        (NEW.in_force_from, NEW),
        (NEW.in_force_from + DAY, NEW),
    ],
)
def test_settings_hold_from_their_day_until_the_next(
    every: Iterable[CertificationSettings], on: date, current: CertificationSettings | None
) -> None:
    assert settings_in_force(every, on) == current


def test_a_certification_stands_as_it_was_settled_and_as_the_catalogue_says_before() -> None:
    every = (settings(certification_code="cqp-autre", in_force_from=date(2026, 6, 1), rncp_code="RNCP0"), OLD)

    settled = as_settled(TAUGHT, every, date(2026, 7, 1))

    assert settled == replace(
        TAUGHT,
        pathways=OLD.pathways,
        written_work_required=OLD.written_work_required,
        observation_required=OLD.observation_required,
        modalities_confirmed=OLD.confirmed,
        rncp_code=OLD.rncp_code,
        rncp_until=OLD.rncp_until,
    )
    assert as_settled(TAUGHT, every, OLD.in_force_from - DAY) == TAUGHT
    assert as_settled(TAUGHT, (), OLD.in_force_from) == TAUGHT


def test_before_anything_is_settled_the_guide_is_what_holds() -> None:
    entered = replace(
        TAUGHT,
        written_work_required=True,
        modalities_confirmed=True,
        rncp_code="RNCP12345",
        rncp_until=date(2028, 12, 31),
    )

    assert settings_from_the_guide(entered) == CertificationSettings(
        certification_code=CERTIFICATION,
        in_force_from=date(2011, 4, 27),
        written_work_required=True,
        observation_required=entered.observation_required,
        pathways=entered.pathways,
        rncp_code="RNCP12345",
        rncp_until=date(2028, 12, 31),
        source=entered.source,
        confirmed=True,
    )


BY_EQUIVALENCE_ONLY = Violation(
    code="delivered_by_equivalence_only",
    rule=R5,
    pointer="/pathways",
    detail=Text(
        "Ce CQPI n'est délivré que par équivalence : aucun parcours n'y mène.",
        "This CQPI is delivered by equivalence only: no pathway leads to it.",
    ),
)
NO_PATHWAY = Violation(
    code="pathways_missing",
    rule=D28,
    pointer="/pathways",
    detail=Text(
        "Au moins un parcours mène à cette certification.", "At least one pathway leads to this certification."
    ),
)
NO_ENTRY = Violation(
    code="rncp_code_missing",
    pointer="/rncp_code",
    detail=Text(
        "Dites à quelle fiche du RNCP cette échéance appartient.", "Say which entry of the RNCP this day belongs to."
    ),
)


@pytest.mark.parametrize(
    ("certification", "settled", "faults"),
    [
        pytest.param(TAUGHT, {}, (), id="sound"),
        pytest.param(TAUGHT, {"pathways": (P1, P2, P3)}, (), id="every pathway"),
        pytest.param(TAUGHT, {"pathways": ()}, (NO_PATHWAY,), id="no pathway"),
        pytest.param(BY_EQUIVALENCE, {"pathways": ()}, (), id="by equivalence"),
        pytest.param(BY_EQUIVALENCE, {}, (BY_EQUIVALENCE_ONLY,), id="by equivalence, a pathway"),
        pytest.param(TAUGHT, {"rncp_code": None}, (NO_ENTRY,), id="a term of no entry"),
        pytest.param(TAUGHT, {"rncp_until": None}, (), id="an entry without a term"),
        pytest.param(TAUGHT, {"rncp_code": None, "rncp_until": None}, (), id="no entry known"),
        pytest.param(TAUGHT, {"pathways": (), "rncp_code": None}, (NO_PATHWAY, NO_ENTRY), id="two faults"),
    ],
)
def test_what_cannot_be_settled_is_refused_where_it_stands(
    certification: Any, settled: dict[str, Any], faults: tuple[Violation, ...]
) -> None:
    assert settings_faults(settings(**settled), certification) == faults
