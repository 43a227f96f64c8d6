"""D9: a new version says of each competence of the former one what becomes of it, and says it truly."""

from datetime import date

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CertificationOption, Competence, Framework, Lineage
from app.domain.framework_succession import (
    contradiction,
    former_version,
    next_version,
    options_without_competences,
    start_in_the_past,
    succession_faults,
    unknown_options,
)
from app.domain.law import Violation
from app.domain.rules.decisions import D9, D53
from app.domain.text import Text


def a_competence(
    code: str, lineage: Lineage | None = None, *, label: str = "", options: tuple[CertificationOption, ...] = ()
) -> Competence:
    label = label or f"Compétence {code}"
    return Competence(code=code, label=label, criteria=("Un critère.",), lineage=lineage, options=options)


def a_version(name: str, year: int, *competences: Competence, confirmed: bool = True) -> Framework:
    return Framework(
        certification_code="cqp-operateur-fabrication",
        version=name,
        in_force_from=date(year, 1, 1),
        source="exemple",
        confirmed=confirmed,
        competences=competences,
    )


FORMER = a_version("2017", 2017, a_competence("C1"), a_competence("C2"))


@pytest.mark.parametrize(
    ("competences", "codes"),
    [
        pytest.param(
            (a_competence("C1", "unchanged"), a_competence("C2", "modified")), (), id="each former one is spoken of"
        ),
        pytest.param(
            (a_competence("C1", "unchanged"), a_competence("C2", "removed"), a_competence("C3", "new")),
            (),
            id="one is removed, another is new",
        ),
        pytest.param((a_competence("C1", "unchanged"),), ("competence_left_out",), id="one is left out"),
        pytest.param(
            (a_competence("C1"), a_competence("C2", "unchanged")), ("lineage_missing",), id="one has no lineage"
        ),
        pytest.param(
            (a_competence("C1"), a_competence("C3")),
            ("lineage_missing", "lineage_missing", "competence_left_out"),
            id="everything is told at once",
        ),
        *(
            pytest.param(
                (a_competence("C1", "unchanged"), a_competence("C2", "modified"), a_competence("C9", lineage)),
                ("lineage_untrue",),
                id=f"{lineage}, and never there",
            )
            for lineage in ("unchanged", "modified", "removed")
        ),
        pytest.param(
            (a_competence("C1", "new"), a_competence("C2", "unchanged")), ("lineage_untrue",), id="new, and there"
        ),
        pytest.param(
            (a_competence("C1", "unchanged", label="Autre chose"), a_competence("C2", "unchanged")),
            ("lineage_untrue",),
            id="unchanged under another label",
        ),
        pytest.param(
            (a_competence("C1", "unchanged", label=" Compétence  C1 "), a_competence("C2", "modified", label="Autre")),
            (),
            id="blanks are no other label, and a modified one may have one",
        ),
    ],
)
def test_d9_each_competence_of_the_former_version_is_accounted_for(
    competences: tuple[Competence, ...], codes: tuple[str, ...]
) -> None:
    faults = succession_faults(a_version("2027", 2027, *competences), FORMER)

    assert tuple(fault.code for fault in faults) == codes
    assert {fault.rule.number for fault in faults if fault.rule} <= {"D9"}


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (a_competence("C2"), "lineage_missing"),
        (a_competence("C2", "new"), "lineage_untrue"),
        (a_competence("C2", "unchanged", label="Autre chose"), "lineage_untrue"),
        (a_competence("C9", "modified"), "lineage_untrue"),
    ],
)
def test_d9_a_fault_points_to_the_competence_that_it_is_about(second: Competence, code: str) -> None:
    version = a_version("2027", 2027, a_competence("C1", "unchanged"), second)

    fault = succession_faults(version, FORMER)[0]

    assert (fault.code, fault.rule, fault.pointer) == (code, D9, "/competences/1/lineage")


def test_d9_what_is_left_out_is_named() -> None:
    (left_out,) = succession_faults(a_version("2027", 2027, a_competence("C1", "unchanged")), FORMER)

    assert left_out == Violation(
        code="competence_left_out",
        rule=D9,
        pointer="/competences",
        detail=Text(
            "Dites ce que devient la compétence C2 de la version 2017.",
            "Say what becomes of competence C2 of version 2017.",
        ),
    )


def test_d9_a_version_on_which_nothing_rests_yet_begins_today_at_the_earliest() -> None:
    fault = start_in_the_past(FORMER, date(2026, 11, 23))

    assert (fault.code, fault.rule, fault.pointer) == ("starts_in_the_past", D9, "/in_force_from")
    assert "23\xa0novembre\xa02026" in fault.detail.fr
    assert "1er\xa0janvier\xa02017" in fault.detail.fr


def test_no_version_follows_the_last_one_nor_one_of_the_same_day() -> None:
    last = a_version("2027", 2027, a_competence("C1"))

    assert next_version(last, (FORMER, last, a_version("bis", 2027, a_competence("C1")))) is None


@pytest.mark.parametrize(
    ("lineage", "codes"), [(None, []), ("new", []), *((each, ["lineage_untrue"]) for each in ("unchanged", "modified"))]
)
def test_a_first_version_has_nothing_to_account_for(lineage: Lineage | None, codes: list[str]) -> None:
    faults = succession_faults(a_version("2017", 2017, a_competence("C1", lineage)), None)

    assert [fault.code for fault in faults] == codes


def test_a_competence_that_comes_back_is_new() -> None:
    without = a_version("2022", 2022, a_competence("C1", "unchanged"), a_competence("C2", "removed"))
    back = (a_competence("C1", "unchanged"), a_competence("C2", "new"))

    assert succession_faults(a_version("2027", 2027, *back), without) == ()


@pytest.mark.parametrize(
    ("known", "former"),
    [
        pytest.param((), None, id="no other version"),
        pytest.param((a_version("2017", 2017, a_competence("C1"), confirmed=False),), "2017", id="an example counts"),
        pytest.param((FORMER, a_version("2022", 2022, a_competence("C1"))), "2022", id="the last one before it"),
        pytest.param((FORMER, a_version("2030", 2030, a_competence("C1"))), "2017", id="a later one is not before it"),
        pytest.param((FORMER, a_version("bis", 2027, a_competence("C1"))), "2017", id="nor one of the same day"),
        pytest.param((a_version("2027", 2020, a_competence("C1")),), None, id="its own earlier draft"),
    ],
)
def test_a_version_follows_the_last_one_before_it(known: tuple[Framework, ...], former: str | None) -> None:
    found = former_version(a_version("2027", 2027, a_competence("C1")), known)

    assert (found.version if found else None) == former


@pytest.mark.parametrize(
    ("competences", "codes"),
    [
        ((a_competence("C1", "unchanged"), a_competence("C2", "unchanged")), []),
        ((a_competence("C1", "unchanged"), a_competence("C2", "removed")), ["following_version_contradicted"]),
    ],
)
def test_d9_what_the_following_version_says_stays_true(competences: tuple[Competence, ...], codes: list[str]) -> None:
    later = a_version("2030", 2030, a_competence("C1", "unchanged"), a_competence("C2", "modified"))
    farther = a_version("2040", 2040, a_competence("C1", "unchanged"), a_competence("C2", "unchanged"))
    between = a_version("2027", 2027, *competences)

    assert next_version(between, (FORMER, farther, later, between)) == later
    told = [(fault.code, fault.rule, fault.pointer) for fault in contradiction(between, later)]
    assert told == [(code, D9, "/competences") for code in codes]
    assert contradiction(between, None) == ()


def test_d53_a_competence_names_options_that_the_certification_has() -> None:
    version = a_version("2027", 2027, a_competence("C1"), a_competence("C2", options=("production", "logistique")))
    found = [
        [(fault.code, fault.pointer) for fault in unknown_options(version, CERTIFICATIONS[code])]
        for code in ("cqp-responsable-secteur", "cqp-operateur-fabrication")
    ]

    assert found == [[], [("unknown_option", f"/competences/1/options/{index}") for index in (0, 1)]]


@pytest.mark.parametrize(
    ("competences", "options"),
    [
        ((a_competence("C1"),), []),
        ((a_competence("C1", options=("production",)),), ["logistique"]),
        ((a_competence("C1", options=("production",)), a_competence("C2", options=("logistique",))), []),
        (
            (a_competence("C1", options=("production",)), a_competence("C2", "removed", options=("logistique",))),
            ["logistique"],
        ),
    ],
)
def test_d53_a_framework_asks_something_in_each_option(competences: tuple[Competence, ...], options: list[str]) -> None:
    version = a_version("2027", 2027, *competences)
    found = options_without_competences(version, CERTIFICATIONS["cqp-responsable-secteur"])

    told = [(fault.code, fault.pointer, fault.rule) for fault in found]
    assert told == [("option_without_competences", "/competences", D53)] * len(options)
    assert all(option in fault.detail.fr for option, fault in zip(options, found, strict=True))
    assert options_without_competences(version, CERTIFICATIONS["cqp-operateur-fabrication"]) == ()
