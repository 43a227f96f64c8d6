"""D72: fundings are declared, corrected and taken away, until the funder confirms or a year has passed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.dossier import Closure, ClosureReason, Dossier, EmployerChangeKind, FormerEmployer
from app.domain.funders import Funder
from app.domain.funding import Funding
from app.domain.funding_declarations import (
    MOST_FUNDINGS,
    Declarations,
    belongs_to_a_former_employer,
    corrected_in_what_was_left,
    funding_warnings,
    unknown_funders,
    why_no_reference_is_added,
)
from app.domain.identifiers import CCNIC
from app.domain.known_companies import KnownCompanies
from app.domain.law import ParametersInForce, ParameterValue
from tests import builders as b
from tests.rules.answers import INVALID, TOO_LATE, kind_of, pairs, pointers, reasons
from tests.rules.stages import decided

OPCA = Funder(code="OPCA", name="OPCA", source="essai", confirmed=True)
GONE = replace(OPCA, code="GONE", until_day=b.TODAY - timedelta(days=1))
TO_COME = replace(OPCA, code="TO-COME", from_day=b.TODAY + timedelta(days=1))
FUNDERS = {funder.code: funder for funder in (OPCA, GONE, TO_COME)}
OTHER = b.a_funding("OPCA", "2026-CH-2")


def around(*fundings: Funding, dossier: Dossier | None = None, on: date = b.TODAY) -> Declarations:
    return Declarations(case=b.a_case(dossier or b.a_dossier(), on=on), fundings=fundings, funders=FUNDERS)


def closed(on: date) -> Dossier:
    return b.a_dossier(closure=Closure(reason=ClosureReason.WITHDRAWN, on=on, detail="Essai"))


def test_a_funding_is_declared_after_the_dossier_was_opened() -> None:
    assert isinstance(around(OTHER).declare(b.a_funding()), Funding)


@pytest.mark.parametrize(
    ("code", "reason"),
    [("NOBODY", "unknown_funder"), ("GONE", "funder_not_paying"), ("TO-COME", "funder_not_paying")],
)
def test_who_is_named_is_a_funder_that_paid_on_the_day_of_the_request(code: str, reason: str) -> None:
    declared = around().declare(b.a_funding(code))
    corrected = around(OTHER).correct(OTHER, replace(OTHER, funder_code=code))

    for answer in (declared, corrected):
        assert reasons(answer, INVALID) == {(reason, "D72")}
        assert pointers(answer) == ["/funder_code"]


def test_each_of_several_that_pay_nothing_is_named_where_it_stands() -> None:
    faults = unknown_funders(("OPCA", "NOBODY", "GONE"), FUNDERS, b.TODAY, lambda place: f"/fundings/{place}")

    assert [(each.code, each.pointer) for each in faults] == [
        ("unknown_funder", "/fundings/1"),
        ("funder_not_paying", "/fundings/2"),
    ]
    assert "NOBODY" in faults[0].detail.fr
    assert "NOBODY" in faults[0].detail.en


def test_a_funder_that_is_no_longer_on_record_does_not_stop_its_number_from_being_corrected() -> None:
    former = b.a_funding("NOBODY", "2026-CH-1")

    assert isinstance(around(former).correct(former, replace(former, reference="2026-CH-4")), Funding)


def test_the_day_of_the_request_counts_and_not_today() -> None:
    declarations = around(dossier=b.a_dossier(requested_on=b.TODAY - timedelta(days=1)))

    assert isinstance(declarations.declare(b.a_funding("GONE")), Funding)


@pytest.mark.parametrize("reference", ["2026-CH-2", "2026 ch.2", "2026/CH/2"])
def test_the_same_number_is_declared_once_however_it_is_written(reference: str) -> None:
    again, another = b.a_funding("OPCA", reference), b.a_funding("OPCA", "2026-CH-3")

    assert kind_of(around(OTHER).declare(again)) is TOO_LATE
    assert kind_of(around(OTHER, another).correct(another, replace(another, reference=reference))) is TOO_LATE
    assert isinstance(around(OTHER).correct(OTHER, replace(OTHER, reference=reference)), Funding)


def test_a_dossier_has_so_many_and_no_more() -> None:
    many = [b.a_funding("OPCA", f"N-{number}") for number in range(MOST_FUNDINGS)]

    assert reasons(around(*many).declare(b.a_funding())) == {("too_many_fundings", "D72")}
    assert isinstance(around(*many[1:]).declare(b.a_funding()), Funding)


def test_a_funder_adds_its_own_numbers_once_it_has_confirmed_one_up_to_as_many_as_may_be() -> None:
    confirmed, rest = b.a_funding(confirmed_at=b.NOW), [b.a_funding() for _ in range(MOST_FUNDINGS - 1)]

    assert why_no_reference_is_added((OTHER, confirmed), (OTHER, confirmed)) == ()
    assert why_no_reference_is_added((confirmed,), (confirmed, *rest[1:])) == ()
    assert pairs(why_no_reference_is_added((confirmed,), (confirmed, *rest))) == {("too_many_fundings", "D72")}
    assert pairs(why_no_reference_is_added((OTHER,), (OTHER, confirmed))) == {("funding_not_confirmed", "D72")}
    assert pairs(why_no_reference_is_added((), ())) == {("funding_not_confirmed", "D72")}


def test_what_the_funder_confirmed_is_neither_corrected_nor_taken_away() -> None:
    confirmed = b.a_funding(confirmed_at=b.NOW)
    declarations = around(confirmed)

    for answer in (
        declarations.correct(confirmed, replace(confirmed, reference="autre")),
        declarations.remove(confirmed),
    ):
        assert reasons(answer) == {("funding_confirmed", "D72")}


def test_a_rejection_falls_with_the_number_that_was_rejected() -> None:
    rejected = b.a_funding("OPCA", "2026-CH-1", rejected_at=b.NOW, rejection_reason="Numéro inconnu")
    declarations = around(rejected)

    other_number = declarations.correct(rejected, replace(rejected, reference="2026-CH-4"))
    same_number = declarations.correct(rejected, replace(rejected, reference="2026 CH 1"))

    assert isinstance(other_number, Funding)
    assert (other_number.rejected_at, other_number.rejection_reason) == (None, None)
    assert same_number == replace(rejected, reference="2026 CH 1")


@pytest.mark.parametrize("way", ["closed", "decided"])
def test_fundings_change_until_a_year_after_the_end(way: str) -> None:
    ended = b.TODAY
    dossier = closed(ended) if way == "closed" else decided(b.P1)
    last = date(ended.year + 1, ended.month, ended.day)

    in_time, late = (around(OTHER, dossier=dossier, on=on) for on in (last, last + timedelta(days=1)))

    changed = replace(OTHER, reference="autre")
    for answer in (in_time.declare(b.a_funding()), in_time.correct(OTHER, changed), in_time.remove(OTHER)):
        assert isinstance(answer, Funding)
    for answer in (late.declare(b.a_funding()), late.correct(OTHER, changed), late.remove(OTHER)):
        assert reasons(answer) == {("too_late_for_fundings", "D72")}


def test_the_secretariat_may_make_the_year_longer() -> None:
    dossier, on = closed(b.TODAY), date(b.TODAY.year + 2, b.TODAY.month, b.TODAY.day)
    longer = ParameterValue(rule="D72", name="declaration_years", value=2, since=date(2020, 1, 1), source="essai")
    case = b.a_case(dossier, on=on, parameters=ParametersInForce((longer,)))

    assert isinstance(Declarations(case=case, fundings=(), funders=FUNDERS).declare(b.a_funding()), Funding)


@pytest.mark.parametrize(
    ("idcc", "verified", "is_warned"),
    [(CCNIC, None, False), ("1486", None, True), ("1486", True, False), (CCNIC, False, True)],
)
def test_r79_the_funding_of_another_companys_employee_is_pointed_out(
    idcc: str, verified: bool | None, is_warned: bool
) -> None:
    warned = funding_warnings(b.a_case(b.a_dossier(), company=b.a_company(idcc=idcc, ccnic_verified=verified)))

    assert pairs(warned) == ({("funding_outside_ccnic", "R79")} if is_warned else set())


def test_r79_what_is_known_of_a_company_without_an_account_counts_too() -> None:
    known = KnownCompanies(establishments=(b.a_company(idcc="1486", ccnic_verified=None),))
    case = b.a_case(company=None)

    assert funding_warnings(case) == ()
    assert pairs(funding_warnings(replace(case, known_companies=known))) == {("funding_outside_ccnic", "R79")}


def test_r79_nothing_is_pointed_out_where_nothing_is_known_of_the_employer() -> None:
    nobodys = b.a_dossier(b.P3)
    candidate = replace(nobodys.candidate, employment=replace(nobodys.candidate.employment, employer=None))

    assert funding_warnings(b.a_case(replace(nobodys, candidate=candidate))) == ()


def left_with(*pairs_: tuple[str, str]) -> Dossier:
    dossier = b.a_dossier()
    former = FormerEmployer(
        kind=EmployerChangeKind.CHANGE,
        until=b.TODAY,
        reason="Essai",
        recorded_on=b.TODAY,
        version=1,
        company_id=b.an_id(99),
        employment=dossier.candidate.employment,
        fundings=pairs_,
    )
    return replace(dossier, former_employers=(former,))


def test_d64_what_a_former_employer_declared_stays_its_own_when_it_is_corrected() -> None:
    dossier, corrected = left_with(("OPCA", "2026-CH-2"), ("OPCA", "autre")), replace(OTHER, reference="2026-CH-5")

    after = corrected_in_what_was_left(dossier, OTHER, corrected)
    removed = corrected_in_what_was_left(dossier, OTHER, None)

    assert belongs_to_a_former_employer(dossier, OTHER)
    assert belongs_to_a_former_employer(after, corrected)
    assert not belongs_to_a_former_employer(after, OTHER)
    assert removed.former_employers[0].fundings == (("OPCA", "autre"),)
    assert corrected_in_what_was_left(dossier, b.a_funding("OPCA", "2026-CH-9"), corrected) is dossier
    assert corrected_in_what_was_left(b.a_dossier(), OTHER, corrected) == b.a_dossier()
