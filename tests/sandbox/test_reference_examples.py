"""The sandbox's examples are complete, coherent, and never pass for the branch's own documents."""

from collections import defaultdict

from app.domain.bridges import Bridge
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence, Framework
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.sandbox.reference import reference_examples

EXAMPLES = reference_examples()
BY_CERTIFICATION = {framework.certification_code: framework for framework in EXAMPLES.frameworks}


def test_each_certification_with_a_pathway_has_one_example_framework() -> None:
    assert set(BY_CERTIFICATION) == {code for code, each in CERTIFICATIONS.items() if not each.by_equivalence}
    assert len(EXAMPLES.frameworks) == len(BY_CERTIFICATION)


def test_each_example_framework_asks_five_to_eight_competences_with_two_to_four_criteria() -> None:
    for framework in EXAMPLES.frameworks:
        assert 5 <= len(framework.current) <= 8, framework.certification_code
        assert all(2 <= len(each.criteria) <= 4 for each in framework.competences), framework.certification_code


def test_nothing_in_the_examples_claims_to_be_confirmed() -> None:
    rows: tuple[Framework | CqpiEquivalence | Bridge, ...] = (
        *EXAMPLES.frameworks,
        *EXAMPLES.cqpi_equivalences,
        *EXAMPLES.bridges,
    )
    for row in rows:
        assert not row.confirmed
        assert row.source.startswith("Exemple non confirmé — ")


def test_a_shared_competence_reads_the_same_in_at_least_two_certifications() -> None:
    seen = defaultdict(list)
    for framework in EXAMPLES.frameworks:
        for competence in framework.competences:
            if competence.shared_key:
                seen[competence.shared_key].append((competence.label, competence.criteria))

    assert seen
    for key, readings in seen.items():
        assert len(readings) >= 2, key
        assert len(set(readings)) == 1, key


def test_r8_each_cqp_has_competences_that_the_holder_of_a_cqpi_is_still_assessed_on_and_others() -> None:
    for code, framework in BY_CERTIFICATION.items():
        if CERTIFICATIONS[code].kind == "cqp":
            assert {each.chemistry_specific for each in framework.competences} == {True, False}, code


def test_equivalences_join_a_cqp_to_a_cqpi_by_equivalence() -> None:
    for row in EXAMPLES.cqpi_equivalences:
        assert CERTIFICATIONS[row.cqp].kind == "cqp"
        assert CERTIFICATIONS[row.cqpi].by_equivalence
    assert len({(row.cqp, row.cqpi) for row in EXAMPLES.cqpi_equivalences}) == 12


def test_bridges_join_competences_and_units_that_exist() -> None:
    assert sorted(bridge.kind for bridge in EXAMPLES.bridges) == ["partial", "partial", "total"]
    for bridge in EXAMPLES.bridges:
        framework = BY_CERTIFICATION[bridge.chemical_certification]
        units = {unit.code for unit in PARTNER_CERTIFICATIONS[bridge.partner_certification].units}

        assert bridge.chemical_competences <= {each.code for each in framework.current}
        assert {unit for each in bridge.correspondences for unit in each.partner_units} <= units
