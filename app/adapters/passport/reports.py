"""The report on a file, as the Caisse des Dépôts gives it back: names of elements are compared without case."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.domain.passport_report import PassportReport, UnreadableReport
from app.domain.text import Text

_NO_DTD = Text("Un compte rendu n'a pas de DTD : ce fichier est refusé.", "A report has no DTD: this file is refused.")
_NOT_XML = Text("Ce fichier n'est pas du XML lisible.", "This file is no readable XML.")
_NOT_A_REPORT = Text(
    "Ce fichier n'est pas un compte rendu : « rapport » et son « idFlux » sont attendus.",
    "This file is no report: “rapport” and its “idFlux” are expected.",
)


def report_in(content: bytes) -> PassportReport:
    """What the report says. Raises UnreadableReport."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise UnreadableReport(_NOT_XML) from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise UnreadableReport(_NO_DTD)
    flux_id = _text(root, "idflux")
    if _name(root) != "rapport" or not flux_id:
        raise UnreadableReport(_NOT_A_REPORT)
    accepted = [_stripped(each) for part in _children(root, "passagesok") for each in _children(part, "idtechnique")]
    refused = [passage for part in _children(root, "passagesko") for passage in _children(part, "passage")]
    return PassportReport(
        flux_id=flux_id,
        processing_id=_text(root, "idtraitement"),
        accepted=tuple(accepted),
        rejected=tuple((_text(each, "idtechnique") or "", _message(each)) for each in refused),
    )


def _message(passage: Any) -> str:
    said = (_text(passage, "codeerreur"), _text(passage, "messageerreur"))
    return " : ".join(" ".join(part.split()) for part in said if part)[:1000]


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _name(child) == name)


def _text(element: Any, name: str) -> str | None:
    found = next(_children(element, name), None)
    return _stripped(found) if found is not None else None


def _stripped(element: Any) -> str:
    """All its text, that of elements within too."""
    return "".join(element.itertext()).strip()
