"""The shape that all pathways share: a page that says everything of one of them, and the steps that it is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, StrEnum, auto

from app.domain.assessment_method import AssessmentMethod
from app.domain.case import Case
from app.domain.certification import CertificationKind
from app.domain.conditions import Applicant, Asked, Condition, CountedExperience
from app.domain.documents import DOCUMENT_LABELS, SIGNATORY_LABELS, DocumentKind, DocumentState, Signatory
from app.domain.dossier import Dossier, Status
from app.domain.eligibility_question import Question
from app.domain.examination import Examination
from app.domain.law import Concern, ParametersInForce, Rule, RuleWarning, Violation
from app.domain.passport_access import PassportAccess
from app.domain.retention import Retention
from app.domain.rules.decisions import D57
from app.domain.rules.statuses import R68
from app.domain.text import Text


class Actor(StrEnum):
    """Who has to act in a step."""

    EMPLOYER = "employer"
    EVALUATOR = "evaluator"
    TRADE_EVALUATOR = "trade_evaluator"
    SECRETARIAT = "secretariat"
    JURY = "jury"


ACTOR_LABELS = {
    Actor.EMPLOYER: Text("Employeur", "Employer"),
    Actor.EVALUATOR: Text("Évaluateur habilité", "Authorised evaluator"),
    Actor.TRADE_EVALUATOR: Text("Évaluateur métier", "Trade evaluator"),
    Actor.SECRETARIAT: Text("Secrétariat des CQP", "Secretariat of the CQPs"),
    Actor.JURY: Text("Jury paritaire national", "National jury"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingItem:
    """One thing that a step still lacks, and the operation that supplies it.

    ``sentence`` is the place of the quote that asks for it among those of the rule. ``signed_by``: whose signatures
    the document that is missing has to bear.
    """

    code: str
    detail: Text
    rule: Rule
    operation_id: str
    document_kind: DocumentKind | None = None
    sentence: int = 0
    signed_by: tuple[Signatory, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Something that a step needs; ``missing`` finds what is missing of it in a case.

    ``rules`` ask for it, and ``detail`` says what is missing of it. An ``optional`` one is asked of some dossiers only.
    ``unsigned``: of a document, what is missing where somebody whose signature it asks for has not signed it.
    """

    code: str
    detail: Text
    rules: tuple[Rule, ...]
    missing: Callable[[Case], tuple[MissingItem, ...]]
    document_kind: DocumentKind | None = None
    optional: bool = False
    unsigned: Mapping[Signatory, MissingItem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a pathway.

    ``status`` is the dossier's public status while the step is the current one. ``done`` tells whether the dossier
    has passed it. A step that is not ``mandatory`` blocks nothing until it is ``started``. ``stands_on``: what must
    still be there once it is passed; where it no longer is, the step is open again, and the status stays (D66).
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
    stands_on: tuple[Requirement, ...] = ()

    def to_be_given_again(self, case: Case) -> tuple[MissingItem, ...]:
        """What the step was passed by, and that no longer stands, or was taken off the dossier (D50, D66, D67)."""
        if not self.done(case.dossier):
            return ()
        taken_off = {removal.kind for removal in case.dossier.document_removals}
        fallen = (*self.stands_on, *(each for each in self.needs if each.document_kind in taken_off))
        return tuple(dict.fromkeys(item for requirement in fallen for item in requirement.missing(case)))

    def missing(self, case: Case) -> tuple[MissingItem, ...]:
        """Everything that the step still lacks."""
        return tuple(item for requirement in self.needs for item in requirement.missing(case))

    @property
    def required_documents(self) -> tuple[DocumentKind, ...]:
        """The documents that the step asks of every dossier."""
        kinds = (n.document_kind for n in self.needs if n.document_kind is not None and not n.optional)
        return tuple(dict.fromkeys(kinds))


class UnmetCondition(Enum):
    """What a condition that the candidate does not meet does (D40)."""

    REFUSES_CREATION = auto()
    PROPOSED_AS_GROUND = auto()


class UploadedUntil(Enum):
    """What ends the time in which a document is uploaded."""

    REGISTERED = auto()
    ASSESSED = auto()
    ON_A_JURY = auto()


def is_the_employers_alone(actors: tuple[Actor, ...]) -> bool:
    """Whether the employer performs it, and the secretariat at most in its place."""
    return Actor.EMPLOYER in actors and Actor.SECRETARIAT not in actors


def performers(actors: tuple[Actor, ...], dossier: Dossier) -> tuple[Actor, ...]:
    """Those of ``actors`` who are there: where no company is, the secretariat is in the employer's place (D64)."""
    if Actor.EMPLOYER not in actors or dossier.company_id is not None:
        return actors
    return tuple(dict.fromkeys(Actor.SECRETARIAT if each is Actor.EMPLOYER else each for each in actors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A row of the contract's table of documents: who uploads the kind, and while what is open.

    ``step``: the step that must have come, None from the first day on.
    """

    kind: DocumentKind
    by: tuple[Actor, ...]
    until: UploadedUntil
    step: str | None = None

    def uploaders(self, dossier: Dossier) -> tuple[Actor, ...]:
        """Whose it is to upload this kind to the dossier."""
        return performers(self.by, dossier)


EligibilityWarning = Callable[[Question], Iterable[RuleWarning]]
"""What somebody should know before they take a pathway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """A way to a certification, as a value: a page of the guide. Everything that is particular to it stands here.

    ``code``: the contract's, shared by the special cases of one pathway, which ``variant`` tells apart.
    ``leads_to``: the kinds of certification that it may be taken for (D28). ``conditions``: judged on the day of the
    request; ``unmet_condition``, what one that is not met does. ``pointed_out``: those that stop nothing where they are
    not met. ``counted_experience``: the days that they count. ``warnings``: those of eligibility that are not about
    every pathway.
    ``acts``: who performs which operation, whose it is first; an operation that is absent does not exist here, and
    ``absent_acts`` says why where there is more to say than that. ``act_steps``: the steps that acts belong to here,
    where it is not everywhere's. ``assessment``: None where nobody is assessed. ``retention``: until when what its
    jury validates stays acquired. ``names_a_bridge``: whether its dossiers name the bridge that they cross.
    ``passport_access``: what the training passport is told of it, None where it has no word (D76).
    ``examinations``: which facts are closed to the employer, from when to when (D50).
    ``rules`` hold in the whole of it; ``concerned_by`` are others that are about it, and hang on none of its steps.
    """

    code: str
    variant: str | None = None
    variant_label: Text | None = None
    label: Text
    leads_to: frozenset[CertificationKind]
    conditions: tuple[Condition, ...]
    unmet_condition: UnmetCondition
    pointed_out: tuple[Condition, ...] = ()
    counted_experience: CountedExperience
    warnings: tuple[EligibilityWarning, ...]
    acts: Mapping[str, tuple[Actor, ...]]
    absent_acts: Mapping[str, Violation] = field(default_factory=dict)
    act_steps: Mapping[str, str] = field(default_factory=dict)
    uploads: tuple[Upload, ...]
    examinations: tuple[Examination, ...]
    assessment: AssessmentMethod | None
    retention: Retention
    names_a_bridge: bool = False
    passport_access: PassportAccess | None = None
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]
    concerned_by: tuple[Rule, ...]

    def step(self, code: str) -> Step | None:
        """The step of that code, or None where the pathway has none."""
        return next((step for step in self.steps if step.code == code), None)

    def unsigned(self, kind: DocumentKind) -> Mapping[Signatory, MissingItem]:
        """Whose signatures the pathway asks for on a document of that kind, at whichever step, and what is missing
        where one is not there: of each the first that is asked for."""
        asked = (requirement for step in self.steps for requirement in step.needs if requirement.document_kind is kind)
        found: dict[Signatory, MissingItem] = {}
        for requirement in asked:
            for signatory, item in requirement.unsigned.items():
                found.setdefault(signatory, item)
        return found

    def upload(self, kind: DocumentKind) -> Upload | None:
        """The row of that kind, or None where the pathway has no such document."""
        return next((upload for upload in self.uploads if upload.kind is kind), None)

    @property
    def leader(self) -> Actor:
        """Who leads a dossier of it, and registers it to a jury (R42, R59)."""
        return self.acts["registerToJury"][0]

    @property
    def condition_rules(self) -> tuple[Rule, ...]:
        """The rules that its conditions come from, in their order."""
        return tuple(dict.fromkeys(rule for condition in self.conditions for rule in condition.rules))

    @property
    def named_rules(self) -> tuple[Rule, ...]:
        """Every rule that the page names."""
        of_steps = (rule for step in self.steps for rule in (*step.rules, *(r for n in step.needs for r in n.rules)))
        of_warnings = (rule for condition in self.pointed_out for rule in condition.rules)
        return tuple(dict.fromkeys((*self.condition_rules, *of_warnings, *self.rules, *of_steps, *self.concerned_by)))

    def is_concerned_by(self, rule: Rule) -> bool:
        """Whether the rule is about this pathway: because the page names it, or by what the rule itself says."""
        if rule.concerns is Concern.EVERY_PATHWAY or rule in self.named_rules:
            return True
        return rule.concerns is Concern.ASSESSED_PATHWAYS and self.assessment is not None

    def unmet_conditions(self, applicant: Applicant, parameters: ParametersInForce, on: date) -> tuple[Violation, ...]:
        """Every condition that the applicant does not meet on the day of the request (D32)."""
        asked = Asked(applicant, on, parameters)
        return tuple(violation for condition in self.conditions for violation in condition.unmet(asked))

    def unmet_and_pointed_out(
        self, applicant: Applicant, parameters: ParametersInForce, on: date
    ) -> tuple[RuleWarning, ...]:
        """Every condition that is not met on the day of the request, and stops nothing."""
        asked = Asked(applicant, on, parameters)
        return tuple(found.as_warning() for condition in self.pointed_out for found in condition.unmet(asked))

    def asks_for(self, kind: DocumentKind) -> bool:
        """Whether every dossier of it has to hold that document."""
        return any(kind in step.required_documents for step in self.steps)

    def counted_days(self, applicant: Applicant, parameters: ParametersInForce, on: date) -> int:
        """The whole days of experience that the pathway counts."""
        return int(self.counted_experience(Asked(applicant, on, parameters)))


def step_not_in_pathway(code: str) -> Violation:
    """That a pathway has no such step, as the reason why an act of that step is never open in it."""
    return Violation(
        code=f"{code}_not_in_pathway",
        rule=R68,
        detail=Text(
            f"Le parcours de ce dossier n'a pas d'étape « {code} ».", f"This dossier's pathway has no step “{code}”."
        ),
    )


def acts_of(rows: Mapping[tuple[Actor, ...], tuple[str, ...]]) -> Mapping[str, tuple[Actor, ...]]:
    """A pathway's acts, from a table that reads: these people perform those operations."""
    return {operation: actors for actors, operations in rows.items() for operation in operations}


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
    item = MissingItem(code=code, detail=Text(fr, en), rule=rule, operation_id=by, sentence=sentence)
    return Requirement(
        code=code,
        detail=item.detail,
        rules=(rule,),
        missing=lambda case: () if (when is not None and not when(case)) or met(case) else (item,),
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

    def lacks(case: Case) -> tuple[MissingItem, ...]:
        return tuple(replace(item, signed_by=signed_by) for item in found(case))

    def found(case: Case) -> tuple[MissingItem, ...]:
        if when is not None and not when(case):
            return ()
        latest = case.dossier.latest(kind)
        if latest is None:
            return (_scanned_first(case, kind, rule, sentence) or _missing(kind, rule, sentence),)
        if latest.state is DocumentState.LOST:
            return (_lost(kind, rule, sentence),)
        if latest.id in case.dossier.void_guides:
            return (_void(kind),)
        signed_or_waived = {each for each in signed_by if case.dossier.goes_without(latest, each)} | latest.signed_by
        unsigned = (signatory for signatory in signed_by if signatory not in signed_or_waived)
        return tuple(_unsigned(kind, signatory, rule, sentence) for signatory in unsigned)

    return Requirement(
        code=f"{kind}_missing",
        detail=_missing(kind, rule, sentence).detail,
        rules=(rule,),
        missing=lacks,
        document_kind=kind,
        optional=when is not None,
        unsigned={signatory: _unsigned(kind, signatory, rule, sentence) for signatory in signed_by},
    )


DOCUMENT_QUARANTINED = "document_quarantined"
"""The code of what was brought, and waits to be found clean."""
DOCUMENT_LOST = "document_lost"
"""The code of what is asked for again, even of a step that is behind: the file was there, and was lost."""


def _lost(kind: DocumentKind, rule: Rule, sentence: int) -> MissingItem:
    label = DOCUMENT_LABELS[kind]
    return replace(
        _missing(kind, rule, sentence),
        code=DOCUMENT_LOST,
        detail=Text(
            f"Le fichier de « {label.fr} » est perdu : déposez-le de nouveau.",
            f"The file of “{label.en}” is lost: upload it again.",
        ),
    )


def void_guide(kind: DocumentKind) -> Requirement:
    """That the guide handed in is not one that is asked for again; nothing where none was handed in."""

    def lacks(case: Case) -> tuple[MissingItem, ...]:
        latest = case.dossier.latest(kind)
        return (_void(kind),) if latest is not None and latest.id in case.dossier.void_guides else ()

    item = _void(kind)
    return Requirement(
        code=item.code, detail=item.detail, rules=(D57,), missing=lacks, document_kind=kind, optional=True
    )


def _void(kind: DocumentKind) -> MissingItem:
    label = DOCUMENT_LABELS[kind]
    return replace(
        _missing(kind, D57, 0),
        code=f"{kind}_to_be_given_again",
        detail=Text(
            f"« {label.fr} » est à déposer de nouveau : un résultat a changé, ou l'évaluateur, depuis son dépôt.",
            f"“{label.en}” is to be uploaded again: a result or the evaluator has changed since it was handed in.",
        ),
    )


def _scanned_first(case: Case, kind: DocumentKind, rule: Rule, sentence: int) -> MissingItem | None:
    if all(document.state is not DocumentState.QUARANTINED for document in case.dossier.versions(kind)):
        return None
    label = DOCUMENT_LABELS[kind]
    return replace(
        _missing(kind, rule, sentence),
        code=DOCUMENT_QUARANTINED,
        detail=Text(
            f"Le document « {label.fr} » attend son analyse antivirus.",
            f"The document “{label.en}” waits for its virus scan.",
        ),
    )


def _missing(kind: DocumentKind, rule: Rule, sentence: int) -> MissingItem:
    label = DOCUMENT_LABELS[kind]
    return MissingItem(
        code=f"{kind}_missing",
        detail=Text(f"Il manque le document « {label.fr} ».", f"The document “{label.en}” is missing."),
        rule=rule,
        operation_id="addDocument",
        document_kind=kind,
        sentence=sentence,
    )


def code_of_unsigned(kind: DocumentKind, signatory: Signatory) -> str:
    """The code of what a step lacks where that signature is asked for, not there, and not waived."""
    return f"{kind}_not_signed_by_{signatory}"


def _unsigned(kind: DocumentKind, signatory: Signatory, rule: Rule, sentence: int) -> MissingItem:
    label, who = DOCUMENT_LABELS[kind], SIGNATORY_LABELS[signatory]
    return MissingItem(
        code=code_of_unsigned(kind, signatory),
        detail=Text(
            f"« {label.fr} » n'est pas signé par {who.fr} : déposez une version signée.",
            f"“{label.en}” is not signed by {who.en}: upload a signed version.",
        ),
        rule=rule,
        operation_id="addDocument",
        document_kind=kind,
        sentence=sentence,
    )
