"""What is pointed out of the branch's forms that a dossier's documents are written on (R50, R57)."""

from collections.abc import Iterable

from app.domain.branch_forms import BranchForm, FormKind, form_in_force
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.documents import DOCUMENT_LABELS, Document, DocumentKind
from app.domain.law import RuleWarning
from app.domain.rules.assessment import R57
from app.domain.text import Text


def form_warnings(case: Case) -> tuple[RuleWarning, ...]:
    """The warnings about the documents of the dossier that count: the newest of each kind."""
    newest = (case.dossier.latest(kind) for kind in DocumentKind)
    return tuple(
        warning for document in newest if document is not None for warning in form_warning(document, case.forms)
    )


def form_warning(document: Document, forms: Iterable[BranchForm]) -> tuple[RuleWarning, ...]:
    """R57: that it is written on another version of its form than the one in force on the day of its receipt.

    ``forms``: those of the dossier's certification. Nothing is said of a document of which the version is not told.
    """
    if document.form_version is None or document.kind.value not in set(FormKind):
        return ()
    versions = [form for form in forms if form.kind.value == document.kind.value]
    if all(form.number != document.form_version for form in versions):
        return (_unknown(document),)
    in_force = form_in_force(versions, document.received_on)
    if in_force is None or in_force.number == document.form_version:
        return ()
    return (_outdated(document, in_force),)


def _outdated(document: Document, in_force: BranchForm) -> RuleWarning:
    label = DOCUMENT_LABELS[document.kind]
    return _warning(
        "form_outdated",
        f"« {label.fr} » est rempli sur la version {document.form_version} du document de branche ; celle à utiliser "
        f"le {in_words(document.received_on).fr} est la version {in_force.number}.",
        f"“{label.en}” is written on version {document.form_version} of the branch's form; the one to use on "
        f"{in_words(document.received_on).en} is version {in_force.number}.",
    )


def _unknown(document: Document) -> RuleWarning:
    label = DOCUMENT_LABELS[document.kind]
    return _warning(
        "form_version_unknown",
        f"La version {document.form_version} de « {label.fr} » n'est pas publiée : on ne sait pas si elle est à jour.",
        f"Version {document.form_version} of “{label.en}” is not published: whether it is up to date is not known.",
    )


def _warning(code: str, fr: str, en: str) -> RuleWarning:
    return RuleWarning(code=code, rule=R57, pointer="/form_version", detail=Text(fr, en))
