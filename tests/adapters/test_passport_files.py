"""The passport's files: valid by their schema whatever was said, and never written where something is wrong (D76)."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.adapters.passport import writer
from app.adapters.passport.reports import report_in
from app.adapters.passport.schemas_in_force import OURS, SchemasInForce, UnusableSchemaError
from app.adapters.passport.writer import XmlPassportFiles, xml_of
from app.domain.certificates import Holder
from app.domain.countries import COUNTRIES_ABROAD
from app.domain.passport import PassportAction, PassportAward
from app.domain.passport_access import PassportAccess
from app.domain.passport_file import (
    NAMESPACE,
    Depositor,
    PassportFile,
    PassportSchema,
    PassportSettings,
    WrittenFile,
)
from app.domain.passport_identity import PassportIdentity
from app.domain.passport_report import UnreadableReport
from tests.passport_awards import HOLDER, NUMBER, SETTINGS, a_file, an_award

FILES = XmlPassportFiles()
V5 = PassportSchema.V1_1_5


def reasons(content: bytes, version: PassportSchema = V5) -> list[str | None]:
    """What is wrong with a file, by the passage that it is wrong in."""
    return [fault.certificate_number for fault in FILES.faults(content, version)]


def altered(old: str, new: str, *awards: PassportAward) -> bytes:
    """A good file in which somebody wrote something else."""
    content = xml_of(a_file(*awards))
    assert old.encode() in content
    return content.replace(old.encode(), new.encode())


async def test_a_good_file_is_frozen_with_its_digest() -> None:
    written = await FILES.write(a_file())

    assert isinstance(written, WrittenFile)
    assert written.sha256 == hashlib.sha256(written.content).hexdigest()
    assert written.size == len(written.content)


@pytest.mark.parametrize(
    ("instant", "told"),
    [
        pytest.param(datetime(2026, 11, 30, 9, 8, 7, 654321, UTC), "2026-11-30T10:08:07+01:00", id="in winter"),
        pytest.param(datetime(2026, 7, 1, 9, 8, 7, tzinfo=UTC), "2026-07-01T11:08:07+02:00", id="in summer"),
        pytest.param(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29T03:00:00+02:00", id="as summer begins"),
        pytest.param(datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "2026-10-25T02:00:00+01:00", id="as summer ends"),
    ],
)
def test_the_instant_is_that_of_paris_on_that_day(instant: datetime, told: str) -> None:
    content = xml_of(a_file(made_at=instant))

    assert f"<cpf:horodatage>{told}</cpf:horodatage>".encode() in content
    assert reasons(content) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        pytest.param("+01:00", "Z", None, id="an instant without its offset"),
        pytest.param("T10:00:00+", "T10:00:00.123+", None, id="milliseconds"),
        pytest.param(">F<", "><", NUMBER, id="an empty sex"),
        pytest.param(">Camille<", "><", NUMBER, id="an empty first name"),
        pytest.param(">Camille<", f">{'x' * 61}<", NUMBER, id="a first name of 61 letters"),
        pytest.param(">5</cpf:mois", ">2</cpf:mois", NUMBER, id="no such day: 30 February"),
        pytest.param(">69387<", ">6938<", NUMBER, id="a commune of four characters"),
        pytest.param(">VAE<", ">AUTREMENT<", NUMBER, id="a way that the passport does not know"),
        pytest.param(">CREATION<", ">MODIFICATION<", None, id="another action"),
        pytest.param(">03ABC123<", ">03ABC12<", None, id="a client's identifier of seven characters"),
    ],
)
def test_what_is_wrong_is_found_where_it_is(old: str, new: str, where: str | None) -> None:
    born_on_the_30th = an_award(holder=replace(HOLDER, birth_date=date(1990, 5, 30)))

    assert set(reasons(altered(old, new, born_on_the_30th))) == {where}


def test_a_day_that_does_not_exist_is_found_which_the_schema_lets_through() -> None:
    content = altered("<cpf:jourNaissance>17<", "<cpf:jourNaissance>31<").replace(b"Naissance>5<", b"Naissance>2<")
    schema = SchemasInForce().of(V5)

    assert schema.validate(etree.fromstring(content))
    assert [fault.reason for fault in FILES.faults(content, V5)] == ["jourNaissance: 1990-2-31 is no day"]


async def test_a_passage_told_twice_is_found_and_no_file_is_given() -> None:
    faults = await FILES.write(a_file(an_award(), an_award()))

    assert isinstance(faults, tuple)
    assert [(fault.certificate_number, fault.reason) for fault in faults] == [(NUMBER, "idTechnique: told twice")]


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = xml_of(a_file())
    monkeypatch.setattr(writer, "LARGEST_FILE", len(content))
    assert reasons(content) == []
    monkeypatch.setattr(writer, "LARGEST_FILE", len(content) - 1)
    assert reasons(content) == [None]


def test_more_passages_than_are_taken_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = xml_of(a_file(an_award(), an_award(certificate_number="OTHER")))
    monkeypatch.setattr(writer, "MOST_PASSAGES", 2)
    assert reasons(content) == []
    monkeypatch.setattr(writer, "MOST_PASSAGES", 1)
    assert reasons(content) == [None]


@pytest.mark.parametrize("version", list(PassportSchema))
def test_the_action_belongs_to_the_newer_schema_alone(version: PassportSchema) -> None:
    content = xml_of(a_file(settings=replace(SETTINGS, schema=version)))
    other = next(each for each in PassportSchema if each is not version)

    assert (b"<cpf:action>" in content) is (version is V5)
    assert reasons(content, version) == []
    assert reasons(content, other)


def test_certifications_stand_apart_each_with_its_register() -> None:
    content = xml_of(
        a_file(an_award(registration_code="RS5875"), an_award(certificate_number="B", registration_code="RNCP1"))
    )
    root = etree.fromstring(content)
    spaces = {"cpf": NAMESPACE}

    assert reasons(content) == []
    assert [each.text for each in root.iterfind(".//cpf:certification/cpf:type", spaces)] == ["RNCP", "RS"]
    assert [each.text for each in root.iterfind(".//cpf:certification/cpf:code", spaces)] == ["RNCP1", "RS5875"]


def test_what_nobody_said_is_left_out_or_said_to_be_nothing() -> None:
    bare = an_award(
        holder=replace(HOLDER, birth_place="x" * 61),
        identity=PassportIdentity(first_names=("Camille",), sex="F"),
        access=None,
        requested_on=None,
    )
    content = xml_of(a_file(bare)).decode()

    for absent in ("prenom2", "libelleCommuneNaissance", "voieAccessVAE", "dateInscription", "urlPreuve", "Option"):
        assert absent not in content
    for nothing in ("codePostal", "modaliteAcces", "nomUsage", "scoring", "dateFinValidite"):
        assert f'<cpf:{nothing} xsi:nil="true">' in content
    assert reasons(content.encode()) == []


@pytest.mark.parametrize("version", list(PassportSchema))
def test_a_birth_abroad_names_its_country_under_either_schema(version: PassportSchema) -> None:
    abroad = PassportIdentity(first_names=("Nadia",), birth_country="DZ", sex="F")
    award = an_award(identity=abroad, holder=replace(HOLDER, birth_place="Oran"))
    content = xml_of(a_file(award, settings=replace(SETTINGS, schema=version)))

    assert "<cpf:libellePaysNaissance>Algérie</cpf:libellePaysNaissance>".encode() in content
    assert reasons(content, version) == []


def test_a_place_of_birth_that_says_nothing_is_left_out() -> None:
    assert b"libelleCommuneNaissance" not in xml_of(a_file(an_award(holder=replace(HOLDER, birth_place=" "))))


def test_the_official_schema_takes_over_where_it_is_dropped(tmp_path: Path) -> None:
    content = xml_of(a_file())
    files = XmlPassportFiles(SchemasInForce(tmp_path))
    assert files.faults(content, V5) == ()
    stricter = (OURS / "1.1.5.xsd").read_text("utf-8").replace('value="VAE"', 'value="VAE_SEULE"')
    (tmp_path / "1.1.5.xsd").write_text(stricter, "utf-8")
    assert [fault.certificate_number for fault in files.faults(content, V5)] == [NUMBER]
    (tmp_path / "1.1.5.xsd").write_text("<not-a-schema/>", "utf-8")
    with pytest.raises(UnusableSchemaError):
        files.faults(content, V5)


names = st.text(st.characters(categories=("L", "Zs", "Pd"), include_characters="'&<>\"’"), min_size=1, max_size=60)
said_names = names.filter(lambda name: bool(name.strip()))
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
holders = st.builds(
    Holder,
    birth_name=said_names,
    usage_name=st.none() | said_names,
    first_names=said_names,
    birth_date=days,
    birth_place=st.text(st.characters(categories=("L", "N", "Zs")), max_size=500),
)
identities = st.builds(
    PassportIdentity,
    first_names=st.lists(said_names, min_size=1, max_size=3).map(tuple),
    birth_commune_insee=st.none() | st.from_regex(r"\A(2A|2B|[0-9]{2})[0-9]{3}\Z"),
    birth_postal_code=st.none() | st.from_regex(r"\A[0-9A-Z -]{2,12}\Z"),
    birth_country=st.none() | st.sampled_from(("FR", *COUNTRIES_ABROAD)),
    sex=st.sampled_from(("F", "M")),
)
awards = st.builds(
    an_award,
    certificate_number=st.uuids().map(str),
    option=st.sampled_from((None, "production", "logistique")),
    holder=holders,
    awarded_on=st.dates(date(2021, 7, 1), date(2099, 12, 31)),
    registration_code=st.sampled_from(("RNCP34567", "RNCP1", "RS5875")),
    identity=identities,
    access=st.none() | st.sampled_from(list(PassportAccess)),
    requested_on=st.none() | days,
)
certifiers = st.builds(
    PassportSettings,
    client_id=st.from_regex(r"\A[0-9A-Z]{8}\Z"),
    contract_id=st.from_regex(r"\A[0-9A-Z]{1,20}\Z"),
    sender_client_id=st.none() | st.from_regex(r"\A[0-9A-Z]{8}\Z"),
    depositor=st.sampled_from(list(Depositor)),
    schema=st.sampled_from(list(PassportSchema)),
    proof_url=st.booleans(),
)


@settings(max_examples=200, deadline=None)
@given(
    told=st.lists(awards, min_size=1, max_size=4, unique_by=lambda award: award.certificate_number),
    certifier=certifiers,
    action=st.sampled_from(list(PassportAction)),
    made_at=st.integers(1_625_000_000, 3_786_000_000).map(lambda told: datetime.fromtimestamp(told, UTC)),
)
def test_every_file_of_awards_that_lack_nothing_is_valid(
    told: list[PassportAward], certifier: PassportSettings, action: PassportAction, made_at: datetime
) -> None:
    assert not any(each.compulsory for award in told for each in award.missing)
    file: PassportFile = a_file(*told, settings=certifier, action=action, made_at=made_at)
    content = xml_of(file)

    assert FILES.faults(content, file.schema) == ()
    empty = [
        element.tag
        for element in etree.fromstring(content).iter()
        if not len(element) and not (element.text or "").strip() and not element.attrib
    ]
    assert empty == []


REPORT = (
    '<?xml version="1.0"?><{rapport} xmlns:ns2="urn:cdc:cpf:pc5:rapport:schema"><nomFichier>a</nomFichier>'
    "<{idFlux}> F1 </{idFlux}><idTraitement>T1</idTraitement><{KO}><passage><idTechnique>A</idTechnique>"
    "<codeErreur>12</codeErreur><messageErreur>Aucun titulaire</messageErreur></passage></{KO}>"
    "<{OK}><{id}>B</{id}><{id}>C</{id}></{OK}></{rapport}>"
)
USUAL = {"rapport": "rapport", "idFlux": "idFlux", "KO": "PassagesKO", "OK": "PassagesOK", "id": "idTechnique"}


@pytest.mark.parametrize(
    "names_told",
    [
        pytest.param(USUAL, id="as one source has them"),
        pytest.param({**USUAL, "KO": "passagesKO", "OK": "passagesOK"}, id="as the other has them"),
        pytest.param({name: value.upper() for name, value in USUAL.items()}, id="in capitals"),
        pytest.param({**USUAL, "OK": "ns2:PassagesOK", "KO": "ns2:PassagesKO"}, id="with their namespace"),
    ],
)
def test_a_report_is_read_whatever_the_case_of_its_names(names_told: dict[str, Any]) -> None:
    report = report_in(re.sub(r"\{(\w+)\}", lambda found: names_told[found[1]], REPORT).encode())

    assert (report.flux_id, report.processing_id, report.accepted) == ("F1", "T1", ("B", "C"))
    assert report.rejected == (("A", "12 : Aucun titulaire"),)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Aucun titulaire ne correspond", id="plain"),
        pytest.param("Aucun <!-- SNGI -->titulaire ne correspond", id="a comment within"),
        pytest.param("<!-- SNGI -->Aucun titulaire ne correspond", id="a comment before"),
        pytest.param("Aucun <?lot 3?>titulaire ne correspond", id="an instruction within"),
        pytest.param("Aucun <b>titulaire</b> ne correspond", id="an element within"),
        pytest.param("<![CDATA[Aucun titulaire]]> ne correspond", id="in part as it is"),
        pytest.param("\n  Aucun titulaire\n  ne correspond\n", id="in several lines"),
    ],
)
def test_what_is_said_of_a_refusal_is_read_whole(said: str) -> None:
    report = report_in(
        f"<rapport><idFlux>F</idFlux><PassagesKO><passage><idTechnique> A<!-- x -->  B </idTechnique>"
        f"<messageErreur>{said}</messageErreur></passage></PassagesKO></rapport>".encode()
    )

    assert report.rejected == (("A  B", "Aucun titulaire ne correspond"),)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            b'<!DOCTYPE rapport SYSTEM "file:///etc/passwd"><rapport><idFlux>F</idFlux></rapport>', id="a DTD"
        ),
        pytest.param(b'<!DOCTYPE rapport [<!ENTITY a "F">]><rapport><idFlux>&a;</idFlux></rapport>', id="an entity"),
        pytest.param(b"<rapport><idFlux></idFlux></rapport>", id="no flow"),
        pytest.param(b"<rapport/>", id="nothing in it"),
        pytest.param(b"rapport", id="no XML"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_report_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableReport):
        report_in(content)
