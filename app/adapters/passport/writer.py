"""The XML of a file, written passage by passage, then read back through its schema before anybody is given it."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Any, cast

from lxml import etree

from app.adapters.passport.reports import report_in
from app.adapters.passport.schemas_in_force import SchemasInForce
from app.domain.certification import registration_type
from app.domain.passport import PassportAward
from app.domain.passport_file import (
    ACTION_WORDS,
    LARGEST_FILE,
    MOST_PASSAGES,
    NAMESPACE,
    Elements,
    FileFault,
    PassportFile,
    PassportSchema,
    WrittenFile,
)
from app.domain.passport_report import PassportReport

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NIL = {f"{{{_XSI}}}nil": "true"}
_PREFIXES = {"cpf": NAMESPACE, "xsi": _XSI}
_MOST_FAULTS = 100


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


_PASSAGE, _ID = _tag("passageCertification"), _tag("idTechnique")


class XmlPassportFiles:
    """The port of the passport's files, by lxml."""

    def __init__(self, schemas: SchemasInForce | None = None) -> None:
        self._schemas = schemas or SchemasInForce()

    async def write(self, file: PassportFile) -> WrittenFile | tuple[FileFault, ...]:
        """The file as it is kept and handed in, or all that stands against it."""
        return await asyncio.to_thread(self._write, file)

    async def read_report(self, content: bytes) -> PassportReport:
        """What a report says. Raises UnreadableReport."""
        return await asyncio.to_thread(report_in, content)

    def _write(self, file: PassportFile) -> WrittenFile | tuple[FileFault, ...]:
        content = xml_of(file)
        faults = self.faults(content, file.schema)
        if faults:
            return faults
        return WrittenFile(content=content, sha256=hashlib.sha256(content).hexdigest(), size=len(content))

    def faults(self, content: bytes, version: PassportSchema) -> tuple[FileFault, ...]:
        """What is wrong with a file: its size, its schema, days that do not exist, a passage told twice."""
        if len(content) > LARGEST_FILE:
            return (FileFault(certificate_number=None, reason=f"{len(content)} bytes, {LARGEST_FILE} at most"),)
        return tuple(islice(_faults_of(content, self._schemas.of(version)), _MOST_FAULTS))


def xml_of(file: PassportFile) -> bytes:
    """The file's XML, without a blank between its elements."""
    out = BytesIO()
    with etree.xmlfile(out, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(_tag("flux"), nsmap=_PREFIXES):
            _put(xml, (("idFlux", file.flux_id), ("horodatage", file.timestamp)))
            if file.schema.names_action:
                _put(xml, (("action", ACTION_WORDS[file.action]),))
            with xml.element(_tag("emetteur")):
                _put(xml, (("idClient", file.settings.sender_client_id or file.settings.client_id),))
                with xml.element(_tag("certificateurs")), xml.element(_tag("certificateur")):
                    _put(xml, (("idClient", file.settings.client_id), ("idContrat", file.settings.contract_id)))
                    with xml.element(_tag("certifications")):
                        for code, awards in file.certifications:
                            _put_certification(xml, file, code, awards)
    return out.getvalue()


def _put_certification(xml: Any, file: PassportFile, code: str, awards: Iterable[PassportAward]) -> None:
    head: Elements = (
        ("type", registration_type(code)),
        ("code", code),
        ("natureDeposant", file.settings.depositor.value),
    )
    with xml.element(_tag("certification")):
        _put(xml, head)
        with xml.element(_tag("passageCertifications")):
            for award in awards:
                _put(xml, (("passageCertification", file.passage(award)),))


def _put(xml: Any, elements: Elements) -> None:
    for name, value in elements:
        if value is None:
            with xml.element(_tag(name), _NIL):
                pass
        elif isinstance(value, str):
            with xml.element(_tag(name)):
                xml.write(value)
        else:
            with xml.element(_tag(name)):
                _put(xml, value)


def _faults_of(content: bytes, schema: etree.XMLSchema) -> Iterator[FileFault]:
    """What stands against the file, its passages read one by one and forgotten, since there may be many.

    A schema does not see a day that does not exist, nor a passage told twice.
    """
    seen: set[str | None] = set()
    parsed = etree.iterparse(
        BytesIO(content), events=("end",), tag=_PASSAGE, schema=schema, resolve_entities=False, no_network=True
    )
    try:
        for _, passage in parsed:
            number = passage.findtext(_ID)
            if number in seen:
                yield FileFault(certificate_number=number, reason="idTechnique: told twice")
            seen.add(number)
            yield from (FileFault(certificate_number=number, reason=each) for each in _unreal_days(passage))
            _forget(passage)
        if len(seen) > MOST_PASSAGES:
            yield FileFault(certificate_number=None, reason=f"{len(seen)} passages, {MOST_PASSAGES} at most")
    except etree.XMLSyntaxError:
        yield from _schema_faults(content, schema)


def _schema_faults(content: bytes, schema: etree.XMLSchema) -> Iterator[FileFault]:
    """What the schema says against it, each fault by the passage that it is in: the file is held whole for that."""
    tree = etree.parse(BytesIO(content), etree.XMLParser(resolve_entities=False, no_network=True))
    schema.validate(tree)
    for entry in cast("Any", schema.error_log):
        number = tree.xpath(
            "string((PATH)/ancestor-or-self::cpf:passageCertification/cpf:idTechnique)".replace(
                "PATH", entry.path or "/*"
            ),
            namespaces=_PREFIXES,
        )
        yield FileFault(certificate_number=str(number) or None, reason=entry.message)


def _unreal_days(passage: Any) -> Iterator[str]:
    parts = [passage.find(f".//{_tag(name)}") for name in ("anneeNaissance", "moisNaissance", "jourNaissance")]
    written = [part.text for part in parts if part is not None and part.text]
    if len(written) == 3 and not _is_real(partial(_date_of, written)):
        yield f"jourNaissance: {'-'.join(written)} is no day"
    for name in ("dateDebutValidite", "dateFinValidite", "dateDebutExamen", "dateFinExamen"):
        day = passage.findtext(_tag(name))
        if day and not _is_real(partial(date.fromisoformat, day)):
            yield f"{name}: {day} is no day"


def _date_of(written: list[str]) -> date:
    year, month, day = map(int, written)
    return date(year, month, day)


def _is_real(read: Callable[[], date]) -> bool:
    try:
        read()
    except ValueError:
        return False
    return True


def _forget(element: Any) -> None:
    """Free what was read: a file may hold two hundred thousand passages."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
