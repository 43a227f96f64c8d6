"""The shape that all pathways share: steps in order, what each needs, who acts, under which rules."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.case import Case
from app.domain.documents import DOCUMENT_LABELS, SIGNATORY_LABELS, DocumentKind, DocumentState, Signatory
from app.domain.dossier import Dossier, Status, Variant
from app.domain.law import Rule
from app.domain.text import Text


class Actor(StrEnum):
    """Who has to act in a step."""

    EMPLOYER = "employer"
    EVALUATOR = "evaluator"
    TRADE_EVALUATOR = "trade_evaluator"
    SECRETARIAT = "secretariat"
    JURY = "jury"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that a step still lacks, and the operation that supplies it.

    ``sentence`` is the place of the quote that asks for it among those of the rule.
    """

    code: str
    detail: Text
    rule: Rule
    operation_id: str
    document_kind: DocumentKind | None = None
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Something that a step needs; ``lacks`` finds what is missing of it in a case.

    ``rules`` ask for it, and ``detail`` says what is missing of it. An ``optional`` one is asked of some dossiers only.
    """

    code: str
    detail: Text
    rules: tuple[Rule, ...]
    lacks: Callable[[Case], tuple[Lack, ...]]
    document_kind: DocumentKind | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a pathway.

    ``status`` is the dossier's public status while the step is the current one. ``done`` tells whether the dossier
    has passed it. A step that is not ``mandatory`` blocks nothing until it is ``started``.
    """

    code: str
    label: Text
    actor: Actor
    status: Status
    done: Callable[[Dossier], bool]
    needs: tuple[Requirement, ...] = ()
    rules: tuple[Rule, ...] = ()
    mandatory: bool = True
    started: Callable[[Dossier], bool] = lambda _: False

    def lacks(self, case: Case) -> tuple[Lack, ...]:
        """Everything that the step still lacks."""
        return tuple(lack for requirement in self.needs for lack in requirement.lacks(case))

    @property
    def required_documents(self) -> tuple[DocumentKind, ...]:
        """The documents that the step asks of every dossier."""
        kinds = (n.document_kind for n in self.needs if n.document_kind is not None and not n.optional)
        return tuple(dict.fromkeys(kinds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """A way to a certification, as a value: a page of the guide."""

    code: str
    label: Text
    steps: tuple[Step, ...]
    conditions: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    variant: Variant | None = None

    def step(self, code: str) -> Step | None:
        """The step of that code, or None where the pathway has none."""
        return next((step for step in self.steps if step.code == code), None)


def need(
    code: str,
    *,
    met: Callable[[Case], bool],
    fr: str,
    en: str,
    rule: Rule,
    by: str,
    when: Callable[[Case], bool] | None = None,
    sentence: int = 0,
) -> Requirement:
    """A requirement that is met or not; ``by`` is the operation that meets it.

    ``when`` narrows it to the dossiers that it concerns: where it is false, nothing is asked.
    """
    lack = Lack(code=code, detail=Text(fr, en), rule=rule, operation_id=by, sentence=sentence)
    return Requirement(
        code=code,
        detail=lack.detail,
        rules=(rule,),
        lacks=lambda case: () if (when is not None and not when(case)) or met(case) else (lack,),
        optional=when is not None,
    )


def document(
    kind: DocumentKind,
    rule: Rule,
    *,
    signed_by: tuple[Signatory, ...] = (),
    when: Callable[[Case], bool] | None = None,
    sentence: int = 0,
) -> Requirement:
    """A document that must be there, its newest version bearing the signatures of ``signed_by``."""

    def lacks(case: Case) -> tuple[Lack, ...]:
        if when is not None and not when(case):
            return ()
        latest = case.dossier.latest(kind)
        if latest is None:
            return (_scanned_first(case, kind, rule, sentence) or _missing(kind, rule, sentence),)
        if latest.state is DocumentState.LOST:
            return (_lost(kind, rule, sentence),)
        unsigned = (signatory for signatory in signed_by if signatory not in latest.signed_by)
        return tuple(_unsigned(kind, signatory, rule, sentence) for signatory in unsigned)

    return Requirement(
        code=f"{kind}_missing",
        detail=_missing(kind, rule, sentence).detail,
        rules=(rule,),
        lacks=lacks,
        document_kind=kind,
        optional=when is not None,
    )


DOCUMENT_LOST = "document_lost"
"""The code of what is asked for again, even of a step that is behind: the file was there, and was lost."""


def _lost(kind: DocumentKind, rule: Rule, sentence: int) -> Lack:
    label = DOCUMENT_LABELS[kind]
    return replace(
        _missing(kind, rule, sentence),
        code=DOCUMENT_LOST,
        detail=Text(
            f"Le fichier de « {label.fr} » est perdu : déposez-le de nouveau.",
            f"The file of “{label.en}” is lost: upload it again.",
        ),
    )


def _scanned_first(case: Case, kind: DocumentKind, rule: Rule, sentence: int) -> Lack | None:
    if all(document.state is not DocumentState.QUARANTINED for document in case.dossier.versions(kind)):
        return None
    label = DOCUMENT_LABELS[kind]
    return replace(
        _missing(kind, rule, sentence),
        code="document_quarantined",
        detail=Text(
            f"Le document « {label.fr} » attend son analyse antivirus.",
            f"The document “{label.en}” waits for its virus scan.",
        ),
    )


def _missing(kind: DocumentKind, rule: Rule, sentence: int) -> Lack:
    label = DOCUMENT_LABELS[kind]
    return Lack(
        code=f"{kind}_missing",
        detail=Text(f"Il manque le document « {label.fr} ».", f"The document “{label.en}” is missing."),
        rule=rule,
        operation_id="addDocument",
        document_kind=kind,
        sentence=sentence,
    )


def _unsigned(kind: DocumentKind, signatory: Signatory, rule: Rule, sentence: int) -> Lack:
    label, who = DOCUMENT_LABELS[kind], SIGNATORY_LABELS[signatory]
    return Lack(
        code=f"{kind}_not_signed_by_{signatory}",
        detail=Text(
            f"« {label.fr} » n'est pas signé par {who.fr} : déposez une version signée.",
            f"“{label.en}” is not signed by {who.en}: upload a signed version.",
        ),
        rule=rule,
        operation_id="addDocument",
        document_kind=kind,
        sentence=sentence,
    )
