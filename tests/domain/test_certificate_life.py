"""What becomes of certificates by the jury's decisions and by the secretariat: issued, replaced, revoked (D27, D39)."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from app.domain import printed_words
from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certificate_life import (
    Issuing,
    MakeCertificateCode,
    Settlement,
    is_worth_nothing,
    names_somebody_else,
    reissue,
    revoke,
    settle,
)
from app.domain.certificates import Certificate, CertificateCode, CertificateState
from app.domain.certification import CqpiEquivalence, Registration
from app.domain.cqpi import Withheld
from app.domain.day_words import in_words
from app.domain.deliberation import Decision, DecisionKind, Outcome
from app.domain.printed_words import LAYOUT, PrintedCertification, PrintedSitting, printed_certification
from app.domain.refusal import Refusal, RefusalKind
from tests.builders import CERTIFICATION, NOW, TODAY, a_candidate, a_case, a_decision, a_dossier, a_framework, an_id
from tests.domain.test_jury_sessions import a_session
from tests.rules.answers import pointers, reasons

CQPI = "cqpi-agent-logistique"
FIRST = a_decision()
AGAIN = a_decision(id=an_id(41), kind=DecisionKind.REDELIBERATION, replaces=FIRST.id, reason="Pièce nouvelle")
SLIP = a_decision(id=an_id(42), kind=DecisionKind.MATERIAL_ERROR, replaces=FIRST.id, reason="Coquille")
SESSION = a_session()
OTHERWISE = PrintedCertification(kind="cqp", title="Intitulé d'alors")
NO_MORE = replace(AGAIN, outcome=Outcome.NOT_AWARDED)


def a_case_of(*decisions: Decision, confirmed: bool = True, **changes: Any) -> Case:
    row = CqpiEquivalence(cqp=CERTIFICATION, cqpi=CQPI, in_force_from=TODAY, source="essai", confirmed=confirmed)
    dossier = a_dossier(decisions=decisions, **{"requested_cqpi": (CQPI,), **changes})
    return a_case(dossier, equivalences=(row,), on=TODAY + timedelta(days=len(decisions)))


def an_issuing(identity: MakeCertificateCode) -> Issuing:
    return Issuing(at=NOW, identity=identity, session=SESSION, public_url="https://cqp.example")


def settled(case: Case, *held: Certificate) -> Settlement:
    numbers = count(len(held) + 1)
    return settle(case, held, an_issuing(lambda: CertificateCode(number=f"N{next(numbers)}", verification_code="C")))


def issued_by(*decisions: Decision) -> tuple[Certificate, ...]:
    return settled(a_case_of(*decisions)).issued


def afterwards(held: tuple[Certificate, ...], settlement: Settlement) -> tuple[Certificate, ...]:
    now = {certificate.number: certificate for certificate in settlement.revoked}
    return (*(now.get(certificate.number, certificate) for certificate in held), *settlement.issued)


def test_d75_a_certificate_keeps_the_words_of_its_issue_and_the_one_that_replaces_it_has_its_own() -> None:
    cqp, cqpi = issued_by(FIRST)
    elsewhere = replace(SESSION, place="Lyon", chair=SESSION.members[0].user_id)

    issuing = replace(an_issuing(lambda: CertificateCode(number="N9", verification_code="D")), session=elsewhere)
    again = reissue(a_case_of(FIRST), cqp, issuing, reason="Nom")

    assert cqp.words is not None
    assert (cqp.words.certification.title, cqp.words.family) == (CERTIFICATIONS[CERTIFICATION].title, "Logistique")
    assert (cqp.words.layout, cqp.words.beside) == (LAYOUT, None)
    assert cqp.certification == cqp.words.certification
    assert cqp.words.sitting == PrintedSitting(held_on=FIRST.decided_on, place="Paris", chair=None)
    assert cqp.words.verification_url == "https://cqp.example/v1/certificates/N1/verification?code=C"
    assert cqp.words.framework_version == a_framework().version
    assert [(each.code, each.label) for each in cqp.words.competences] == [
        (each.code, each.label) for each in a_framework().current
    ]
    assert cqpi.words is not None
    assert (cqpi.words.beside, cqpi.words.framework_version, cqpi.words.competences) == (
        CERTIFICATIONS[CERTIFICATION].title,
        None,
        (),
    )
    assert isinstance(again, Settlement)
    (former,), (new,) = again.revoked, again.issued
    assert former.words == cqp.words
    assert new.words is not None
    assert new.words.sitting == replace(cqp.words.sitting, place="Lyon", chair="Jeanne")
    assert new.words.verification_url.endswith("/N9/verification?code=D")


def test_a_certification_is_printed_with_its_kind_its_option_and_its_registration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = Registration(code="RNCP12345", decided_on=TODAY, level=4, european_level=4, nsf=("222",))
    sector = replace(CERTIFICATIONS["cqp-responsable-secteur"], registration=entry)
    monkeypatch.setattr(printed_words, "CERTIFICATIONS", {**CERTIFICATIONS, sector.code: sector})

    assert printed_certification(sector.code, "logistique") == PrintedCertification(
        kind="cqp", title=sector.title, option="Logistique", registration=entry
    )
    assert printed_certification(CQPI) == PrintedCertification(kind="cqpi", title=CERTIFICATIONS[CQPI].title)


def test_d75_what_was_issued_before_words_were_kept_is_named_by_the_catalogue_with_its_option() -> None:
    case = a_case_of(FIRST, certification_code="cqp-responsable-secteur", option="production", requested_cqpi=())
    (certificate,) = settled(case).issued
    wordless = replace(certificate, words=None)
    renamed = replace(certificate, words=certificate.words and replace(certificate.words, certification=OTHERWISE))

    assert certificate.certification.option == "Production"
    assert wordless.certification == replace(certificate.certification, own_title=None)
    assert certificate.certification.own_title == "Responsable de secteur industriel des Industries Chimiques"
    assert renamed.certification == OTHERWISE


def test_an_award_brings_the_cqp_and_the_cqpi_asked_for_and_nothing_the_second_time() -> None:
    issued = issued_by(FIRST)

    assert [(each.certification_code, each.decision_id, each.replaces) for each in issued] == [
        (CERTIFICATION, FIRST.id, None),
        (CQPI, FIRST.id, None),
    ]
    assert {each.state for each in issued} == {CertificateState.VALID}
    assert settled(a_case_of(FIRST), *issued) == Settlement()


def test_d56_a_slip_put_right_replaces_no_certificate() -> None:
    assert settled(a_case_of(FIRST, SLIP), *issued_by(FIRST)) == Settlement()


def test_d39_what_is_still_awarded_is_replaced_the_cqpi_with_the_cqp() -> None:
    decision, held = AGAIN, issued_by(FIRST)

    settlement = settled(a_case_of(FIRST, decision, confirmed=False), *held)

    assert [(each.certification_code, each.replaces, each.decision_id) for each in settlement.issued] == [
        (CERTIFICATION, held[0].number, decision.id),
        (CQPI, held[1].number, decision.id),
    ]
    for former, new in zip(settlement.revoked, settlement.issued, strict=True):
        assert former.revocation is not None
        assert (former.number, former.revocation.replaced_by) == (new.replaces, new.number)
        assert (former.revocation.decision_id, former.revocation.on) == (decision.id, TODAY + timedelta(days=2))
        assert str(decision.reason) in former.revocation.reason
        assert former.revocation.reason == new.reissue_reason


def test_d39_what_is_no_longer_awarded_is_revoked_with_the_reason_the_cqpi_with_the_cqp() -> None:
    settlement = settled(a_case_of(FIRST, NO_MORE), *issued_by(FIRST))

    assert settlement.issued == ()
    assert [each.certification_code for each in settlement.revoked] == [CERTIFICATION, CQPI]
    told = [each.revocation for each in settlement.revoked]
    assert [(each.reason, each.decision_id, each.replaced_by) for each in told if each] == [
        ("Nouvelle délibération : Pièce nouvelle", NO_MORE.id, None)
    ] * 2


def test_what_was_revoked_comes_back_by_a_new_deliberation_and_by_nothing_less() -> None:
    held = issued_by(FIRST)
    gone = afterwards(held, settled(a_case_of(FIRST, NO_MORE), *held))
    back = replace(AGAIN, id=an_id(43))
    slip_of_it = replace(SLIP, id=an_id(44), replaces=back.id)

    assert [each.certification_code for each in settled(a_case_of(FIRST, NO_MORE, back), *gone).issued] == [
        CERTIFICATION,
        CQPI,
    ]
    assert len(settled(a_case_of(FIRST, NO_MORE, back, slip_of_it), *gone).issued) == 2

    by_hand = afterwards(held, _revoked(held[0]))
    assert settled(a_case_of(FIRST, SLIP), *by_hand).issued == ()

    (under_the_second, _) = issued_by(FIRST, AGAIN)
    (gone_by_hand,) = _revoked(under_the_second, FIRST, AGAIN).revoked
    assert [each.certification_code for each in settled(a_case_of(FIRST, AGAIN, SLIP), gone_by_hand).issued] == [CQPI]


def test_a_certificate_that_names_no_decision_is_replaced_by_a_new_deliberation_and_by_no_slip() -> None:
    held = tuple(replace(each, decision_id=None) for each in issued_by(FIRST))

    assert [each.replaces for each in settled(a_case_of(FIRST, AGAIN), *held).issued] == [each.number for each in held]
    assert settled(a_case_of(FIRST, SLIP), *held).revoked == ()
    assert settled(a_case_of(FIRST), *held).revoked == ()


def test_nothing_is_settled_before_a_decision() -> None:
    assert settled(a_case_of()) == Settlement()


def test_a_certificate_says_who_was_awarded_what_by_whom_and_when_the_option_on_the_cqp_alone() -> None:
    case = a_case_of(FIRST, option="tertiaire")
    cqp, cqpi = settled(case).issued

    assert (cqp.number, cqp.verification_code, cqp.dossier_id) == ("N1", "C", case.dossier.id)
    assert (cqp.session_id, cqp.awarded_on, cqp.issued_on) == (FIRST.session_id, FIRST.decided_on, case.on)
    assert cqp.awarded_on != cqp.issued_on
    assert cqp.holder.birth_name == cqpi.holder.birth_name == case.dossier.candidate.birth_name
    assert (cqp.option, cqpi.option) == ("tertiaire", None)


def test_a_new_deliberation_brings_back_what_was_revoked_by_hand() -> None:
    cqp, cqpi = issued_by(FIRST)
    by_hand = afterwards((cqp, cqpi), _revoked(cqp))
    issued = settled(a_case_of(FIRST, AGAIN), *by_hand).issued
    assert {(each.certification_code, each.replaces) for each in issued} == {(CERTIFICATION, None), (CQPI, cqpi.number)}


def test_a_decision_that_gives_no_reason_is_named_by_its_kind() -> None:
    settlement = settled(a_case_of(FIRST, replace(NO_MORE, reason=None)), *issued_by(FIRST))
    assert {each.revocation.reason for each in settlement.revoked if each.revocation} == {"Nouvelle délibération"}


def test_the_register_outlives_the_names_of_the_dossier() -> None:
    (certificate, _) = issued_by(FIRST)
    nameless = a_candidate(birth_name="", first_names="")
    settlement = _reissued(a_case_of(FIRST, candidate=nameless, anonymised_on=TODAY), certificate)
    assert isinstance(settlement, Settlement)
    assert [each.holder for each in settlement.issued] == [certificate.holder]


def test_every_act_keeps_the_instant_at_which_it_was_done() -> None:
    held = issued_by(FIRST)
    assert [each.issued_at for each in held] == [NOW, NOW]

    replaced, gone = settled(a_case_of(FIRST, AGAIN), *held), settled(a_case_of(FIRST, NO_MORE), *held)
    by_hand, renamed = _revoked(held[0]), _reissued(a_case_of(FIRST), held[0])
    assert isinstance(renamed, Settlement)
    for settlement in (replaced, gone, by_hand, renamed):
        assert [each.revocation.at for each in settlement.revoked if each.revocation] == [NOW] * len(settlement.revoked)
        assert [each.issued_at for each in settlement.issued] == [NOW] * len(settlement.issued)
        assert settlement.revoked


def _revoked(certificate: Certificate, *decisions: Decision) -> Settlement:
    settlement = revoke(a_case_of(*decisions or (FIRST,)), certificate, (certificate,), reason="Fraude", at=NOW)
    assert isinstance(settlement, Settlement)
    return settlement


def _reissued(case: Case, certificate: Certificate) -> Settlement | Refusal:
    issuing = an_issuing(lambda: CertificateCode(number="N9", verification_code="D"))
    return reissue(case, certificate, issuing, reason="Nom")


def test_a_reissue_takes_up_the_civil_status_as_corrected_and_each_names_the_other() -> None:
    (certificate, _) = issued_by(FIRST)
    case = a_case_of(FIRST, candidate=a_candidate(usage_name="Lefèvre"))

    settlement = _reissued(case, certificate)

    assert isinstance(settlement, Settlement)
    (former,), (new,) = settlement.revoked, settlement.issued
    assert (new.number, new.replaces, new.reissue_reason, new.holder.usage_name) == (
        "N9",
        certificate.number,
        "Nom",
        "Lefèvre",
    )
    assert former.revocation is not None
    assert (former.holder, former.revocation.replaced_by, former.revocation.reason) == (
        certificate.holder,
        "N9",
        "Nom",
    )
    assert (new.awarded_on, new.decision_id) == (certificate.awarded_on, FIRST.id)


def test_a_certificate_names_somebody_else_once_the_civil_status_was_corrected() -> None:
    (certificate, _) = issued_by(FIRST)
    renamed = a_candidate(usage_name="Lefèvre")

    assert names_somebody_else(a_case_of(FIRST, candidate=renamed), certificate)
    assert not names_somebody_else(a_case_of(FIRST), certificate)


@pytest.mark.parametrize("erased", [{"reduced_on": TODAY}, {"anonymised_on": TODAY}], ids=str)
def test_what_an_erasure_left_of_a_name_is_nobody_elses(erased: dict[str, Any]) -> None:
    (certificate, _) = issued_by(FIRST)
    case = a_case_of(FIRST, candidate=a_candidate(usage_name="Lefèvre"), **erased)

    assert not names_somebody_else(case, certificate)


def test_nobody_is_told_of_another_name_where_nothing_can_be_issued_again() -> None:
    (certificate, _) = issued_by(FIRST)
    (revoked,) = _revoked(certificate).revoked
    renamed = a_candidate(usage_name="Lefèvre")

    assert not names_somebody_else(a_case_of(FIRST, candidate=renamed), revoked)
    assert not names_somebody_else(a_case_of(FIRST, AGAIN, candidate=renamed), certificate)


def test_what_is_done_is_not_done_again_and_the_refusal_says_where_to_go() -> None:
    (certificate, _) = issued_by(FIRST)
    replaced = _reissued(a_case_of(FIRST), certificate)
    assert isinstance(replaced, Settlement)
    (former,), (revoked,) = replaced.revoked, _revoked(certificate).revoked

    reissued_twice = _reissued(a_case_of(FIRST), former)
    revoked_twice = revoke(a_case_of(FIRST), revoked, (revoked,), reason="Encore", at=NOW)
    brought_back = _reissued(a_case_of(FIRST), revoked)
    awaiting = (
        _reissued(a_case_of(FIRST, NO_MORE), certificate),
        revoke(a_case_of(FIRST, AGAIN), certificate, (certificate,), reason="Fraude", at=NOW),
    )

    assert isinstance(reissued_twice, Refusal)
    assert reissued_twice.kind is RefusalKind.ALREADY_DONE
    assert "N9" in str(reissued_twice.detail)
    assert isinstance(revoked_twice, Refusal)
    assert revoked_twice.kind is RefusalKind.ALREADY_DONE
    assert revoked.revocation is not None
    assert (revoked.state, revoked.revocation.reason) == (CertificateState.REVOKED, "Fraude")
    assert revoked_twice.detail is not None
    assert in_words(revoked.revocation.on).fr in revoked_twice.detail.fr
    assert isinstance(brought_back, Refusal)
    assert reasons(brought_back) == {("certificate_revoked", "D39")}
    assert in_words(revoked.revocation.on).fr in brought_back.violations[0].detail.fr
    for answer in awaiting:
        assert reasons(answer) == {("decided_again", "D39")}


def test_d74_the_cqpi_of_the_same_award_fall_with_their_cqp_for_the_same_reason() -> None:
    cqp, cqpi = issued_by(FIRST)

    fallen = revoke(a_case_of(FIRST), cqp, (cqp, cqpi), reason="Fraude", at=NOW)

    assert isinstance(fallen, Settlement)
    assert [each.number for each in fallen.revoked] == [cqp.number, cqpi.number]
    assert {each.revocation.reason for each in fallen.revoked if each.revocation} == {"Fraude"}
    assert (fallen.issued, fallen.kept) == ((), ())


def test_d74_a_cqpi_that_is_kept_stays_valid_and_is_named() -> None:
    cqp, cqpi = issued_by(FIRST)

    fallen = revoke(a_case_of(FIRST), cqp, (cqp, cqpi), keep_cqpi=(CQPI, CQPI), reason="Erreur", at=NOW)

    assert isinstance(fallen, Settlement)
    assert [each.number for each in fallen.revoked] == [cqp.number]
    assert fallen.kept == (CQPI,)


def test_d74_a_cqpi_falls_alone_and_takes_nothing_along() -> None:
    cqp, cqpi = issued_by(FIRST)

    fallen = revoke(a_case_of(FIRST), cqpi, (cqp, cqpi), reason="Erreur", at=NOW)

    assert isinstance(fallen, Settlement)
    assert [each.number for each in fallen.revoked] == [cqpi.number]


def test_d74_nothing_is_kept_that_was_not_delivered_with_it_or_fell_before() -> None:
    cqp, cqpi = issued_by(FIRST)
    (fallen,) = _revoked(cqpi).revoked
    answers = [
        revoke(a_case_of(FIRST), certificate, held, keep_cqpi=kept, reason="Erreur", at=NOW)
        for certificate, held, kept in (
            (cqp, (cqp, cqpi), (CQPI, "cqpi-animateur-equipe")),
            (cqp, (cqp, fallen), (CQPI,)),
            (cqpi, (cqp, cqpi), (CQPI,)),
            (cqp, (cqp, cqpi), (CERTIFICATION,)),
        )
    ]

    assert [reasons(each, RefusalKind.INVALID) for each in answers] == [{("cqpi_not_delivered", "D74")}] * 4
    assert [pointers(each) for each in answers] == [["/keep_cqpi/1"], *[["/keep_cqpi/0"]] * 3]


def test_d74_what_was_revoked_before_does_not_fall_again() -> None:
    cqp, cqpi = issued_by(FIRST)
    (fallen,) = _revoked(cqpi).revoked

    settlement = revoke(a_case_of(FIRST), cqp, (cqp, fallen), reason="Fraude", at=NOW)

    assert isinstance(settlement, Settlement)
    assert [each.number for each in settlement.revoked] == [cqp.number]


def test_d74_the_settlement_says_of_a_cqpi_asked_for_why_there_is_none() -> None:
    unconfirmed, held = a_case_of(FIRST, confirmed=False), replace(a_case_of(FIRST), cqpi_held=frozenset({CQPI}))
    cqp, cqpi = issued_by(FIRST)

    answers = [
        settled(unconfirmed),
        settled(held),
        settled(a_case_of(NO_MORE)),
        settled(a_case_of(FIRST)),
        settled(a_case_of(FIRST, AGAIN, confirmed=False), cqp, cqpi),
        settled(a_case_of(FIRST, NO_MORE), cqp, cqpi),
    ]

    assert [[each.because for each in answer.withheld] for answer in answers] == [
        [Withheld.NOT_CONFIRMED],
        [Withheld.ALREADY_HELD],
        [Withheld.NOT_AWARDED],
        [],
        [],
        [],
    ]
    assert {answer.kept for answer in answers} == {()}
    assert [[each.certification_code for each in answer.issued] for answer in answers[:3]] == [
        [CERTIFICATION],
        [CERTIFICATION],
        [],
    ]


@pytest.mark.parametrize(
    ("decisions", "is_revoked", "nothing"),
    [
        pytest.param((FIRST,), False, False, id="valid"),
        pytest.param((FIRST,), True, True, id="revoked"),
        pytest.param((FIRST, SLIP), True, True, id="revoked, and a slip put right since"),
        pytest.param((FIRST, AGAIN), True, False, id="revoked, and awarded again since"),
    ],
)
def test_d52_an_award_is_worth_nothing_once_its_certificate_is_revoked_and_the_jury_has_not_decided_again(
    decisions: tuple[Decision, ...], is_revoked: bool, nothing: bool
) -> None:
    cqp, cqpi = issued_by(FIRST)
    held = afterwards((cqp, cqpi), accepted_revocation(cqp, cqpi)) if is_revoked else (cqp, cqpi)

    assert is_worth_nothing(a_case_of(*decisions).dossier, held) is nothing


def test_d52_only_the_certificate_of_its_own_certification_tells_what_an_award_is_worth() -> None:
    cqp, cqpi = issued_by(FIRST)
    revoked = afterwards((cqp, cqpi), accepted_revocation(cqp, cqpi, keep_cqpi=(CQPI,)))

    assert is_worth_nothing(a_case_of(FIRST).dossier, revoked)
    assert not is_worth_nothing(a_case_of(FIRST).dossier, (cqpi,))


def accepted_revocation(cqp: Certificate, cqpi: Certificate, **kept: Any) -> Settlement:
    revoked = revoke(a_case_of(FIRST), cqp, (cqp, cqpi), reason="Fraude", at=NOW, **kept)
    assert isinstance(revoked, Settlement)
    return revoked
