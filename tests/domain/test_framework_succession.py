"""D9: a new version says of each competence of the former one what becomes of it."""

from datetime import date

import pytest

from app.domain.certification import Competence, Framework, Lineage
from app.domain.framework_succession import former_version, succession_faults


def a_competence(code: str, lineage: Lineage | None = None) -> Competence:
    return Competence(code=code, label=f"Compétence {code}", criteria=("Un critère.",), lineage=lineage)


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
    ],
)
def test_d9_each_competence_of_the_former_version_is_accounted_for(
    competences: tuple[Competence, ...], codes: tuple[str, ...]
) -> None:
    faults = succession_faults(a_version("2027", 2027, *competences), FORMER)

    assert tuple(fault.code for fault in faults) == codes
    assert {fault.rule.number for fault in faults if fault.rule} <= {"D9"}


def test_d9_a_fault_points_to_the_competence_that_it_is_about() -> None:
    (fault,) = succession_faults(a_version("2027", 2027, a_competence("C1", "unchanged"), a_competence("C2")), FORMER)

    assert fault.pointer == "/competences/1/lineage"
    (left_out,) = succession_faults(a_version("2027", 2027, a_competence("C1", "unchanged")), FORMER)
    assert left_out.pointer == "/competences"


def test_a_first_version_has_nothing_to_account_for() -> None:
    assert succession_faults(a_version("2017", 2017, a_competence("C1")), None) == ()


@pytest.mark.parametrize(
    ("known", "former"),
    [
        pytest.param((), None, id="no other version"),
        pytest.param((a_version("2017", 2017, a_competence("C1"), confirmed=False),), None, id="an example only"),
        pytest.param((FORMER, a_version("2022", 2022, a_competence("C1"))), "2022", id="the last one before it"),
        pytest.param((FORMER, a_version("2030", 2030, a_competence("C1"))), "2017", id="a later one is not before it"),
        pytest.param((a_version("2027", 2020, a_competence("C1")),), None, id="its own earlier draft"),
    ],
)
def test_a_version_follows_the_last_confirmed_one_before_it(known: tuple[Framework, ...], former: str | None) -> None:
    found = former_version(a_version("2027", 2027, a_competence("C1")), known)

    assert (found.version if found else None) == former
