"""The enumerations of the contract: the name of each, and what each value means, from the labels that people read."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, get_args

import app.domain
from app.api.negotiation import NegotiatedLanguage
from app.api.problems import STATUSES
from app.api.v1.account_models import HeldRole, SessionRole
from app.api.v1.codes import OPERATION_IDS
from app.api.v1.dossier_models import Sex
from app.domain.assessment import ObserverCapacity
from app.domain.bridges import Branch, BridgeKind
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CertificationKind, CertificationOption, CoefficientKind, Family, Lineage
from app.domain.deliberation import Outcome
from app.domain.dossier import STATUS_LABELS, InterviewExpertKind, Status
from app.domain.imported_rows import ImportStatus
from app.domain.operation_labels import OPERATION_LABELS
from app.domain.pathways import PATHWAY_CODES, PATHWAYS, StepCode, pathway_of
from app.domain.regions import REGIONS
from app.domain.text import Text
from app.domain.training_schemes import TRAINING_SCHEMES
from app.usecases.ports.accounts import Factor
from app.usecases.scopes import SCOPE_DESCRIPTIONS

Values = frozenset[Any]

NAMED: Mapping[Values, str] = {
    frozenset(get_args(literal)): name
    for name, literal in {
        "Branch": Branch,
        "ImportStatus": ImportStatus,
        "BridgeKind": BridgeKind,
        "CertificationFamily": Family,
        "CertificationKind": CertificationKind,
        "CertificationOption": CertificationOption,
        "CoefficientKind": CoefficientKind,
        "CompetenceLineage": Lineage,
        "HeldRole": HeldRole,
        "Language": NegotiatedLanguage,
        "SessionRole": SessionRole,
        "Sex": Sex,
    }.items()
} | {frozenset(OPERATION_IDS): "OperationId", frozenset(TRAINING_SCHEMES): "TrainingScheme"}
"""The type under which generators know a set of literals."""

_SAID_HERE: Mapping[str, Text] = {
    code: Text(fr, en)
    for code, fr, en in (
        ("employer", "Employeur", "Employer"),
        ("evaluator", "Évaluateur habilité", "Authorised evaluator"),
        ("secretariat", "Secrétariat de la branche", "Secretariat of the branch"),
        ("jury", "Membre du jury paritaire national", "Member of the national jury"),
        ("trade_evaluator", "Évaluateur métier", "Trade evaluator"),
        ("F", "Femme", "Female"),
        ("M", "Homme", "Male"),
        ("cqp", "CQP de la branche", "Certificate of the branch"),
        ("cqpi", "CQP commun à plusieurs branches", "Certificate that several branches share"),
        ("unchanged", "Reprise telle quelle", "Taken over as it was"),
        ("modified", "Modifiée", "Modified"),
        ("new", "Nouvelle", "New"),
        ("removed", "Retirée", "Removed"),
        ("invited", "Invité, sans mot de passe encore", "Invited, without a password yet"),
        ("active", "En service", "In use"),
        ("disabled", "Désactivé", "Disabled"),
        ("ok", "En état de servir", "Able to serve"),
        ("unavailable", "Hors d'état de servir", "Unable to serve"),
        ("employee", "Salarié de l'entreprise", "Employee of the company"),
        ("training_body", "Organisme de formation", "Training body"),
        ("tutor", "Tuteur", "Tutor"),
        ("trainer", "Formateur", "Trainer"),
        ("other", "Autre", "Other"),
        ("fr", "Français", "French"),
        ("en", "Anglais", "English"),
        ("outcomes", "Issues des dossiers", "Outcomes of the dossiers"),
        ("delays", "Délai médian jusqu'à la décision", "Median delay until the decision"),
        ("password", "Mot de passe", "Password"),
        ("invitation", "Lien d'invitation", "Link of an invitation"),
        ("totp", "Code d'une application", "Code of an application"),
        ("passkey", "Clé d'accès", "Passkey"),
        ("recovery_code", "Code de secours", "Recovery code"),
        ("identity_provider", "Fournisseur d'identité", "Identity provider"),
        ("EC", "Courbe elliptique", "Elliptic curve"),
        ("RSA", "RSA", "RSA"),
        ("P-256", "Courbe P-256", "Curve P-256"),
        ("P-384", "Courbe P-384", "Curve P-384"),
        ("ES256", "ECDSA sur P-256, SHA-256", "ECDSA on P-256, SHA-256"),
        ("ES384", "ECDSA sur P-384, SHA-384", "ECDSA on P-384, SHA-384"),
        ("PS256", "RSASSA-PSS, SHA-256", "RSASSA-PSS, SHA-256"),
        ("RS256", "RSASSA-PKCS1-v1_5, SHA-256", "RSASSA-PKCS1-v1_5, SHA-256"),
        ("asked", "Demandé, en attente d'une seconde personne", "Asked, awaits a second person"),
        ("done", "Fait", "Done"),
        ("-created_at", "Le dossier le plus récent d'abord", "The newest dossier first"),
        ("updated_at", "Le changement le plus ancien d'abord", "The oldest change first"),
        ("-updated_at", "Le changement le plus récent d'abord", "The newest change first"),
        ("same", "La même personne", "The same person"),
        ("different", "Deux personnes", "Two persons"),
        ("inline", "À montrer dans la page", "To be shown in the page"),
        ("attachment", "À enregistrer", "To be kept as a file"),
        ("file", "Le fichier lui-même", "The file itself"),
        ("preview", "L'image de sa première page", "The picture of its first page"),
    )
}


def enumerations() -> Mapping[str, Mapping[str, Text]]:
    """Every list of codes that people read, by its name in the contract, with what each code means."""
    named: dict[str, Mapping[str, Text]] = {
        "Certification": {code: _as_it_is(each.title) for code, each in CERTIFICATIONS.items()},
        "Operation": OPERATION_LABELS,
        "Outcome": {outcome.value: STATUS_LABELS[Status(outcome)] for outcome in Outcome},
        "PathwayCode": {code: pathway_of(code).label for code in PATHWAY_CODES},
        "Region": {code: _as_it_is(name) for code, name in REGIONS.items()},
        "ProgramScope": {str(scope): told for scope, told in SCOPE_DESCRIPTIONS.items()},
        "StepCode": _steps(),
        "TrainingScheme": {code: scheme.label for code, scheme in TRAINING_SCHEMES.items()},
        "Variant": {each.variant: each.variant_label for each in PATHWAYS if each.variant and each.variant_label},
    }
    without_a_table = {
        "Factor": Factor,
        "InterviewExpertKind": InterviewExpertKind,
        "ObserverCapacity": ObserverCapacity,
    }
    literals = {name: _labels_of(values) for values, name in NAMED.items()}
    literals |= {name: _labels_of(frozenset(map(str, each))) for name, each in without_a_table.items()}
    found: dict[str, Mapping[str, Text]] = {
        **{name: labels for name, labels in literals.items() if labels is not None},
        **_by_type(),
        **named,
    }
    return {name: {str(code): label for code, label in found[name].items()} for name in sorted(found)}


def _steps() -> Mapping[str, Text]:
    """Each step as the first pathway that has it calls it."""
    steps = {step.code: step.label for pathway in reversed(PATHWAYS) for step in reversed(pathway.steps)}
    return {code.value: steps[code] for code in StepCode}


def _labels_of(values: Values) -> Mapping[str, Text] | None:
    labels = _by_values().get(values) or _SAID_HERE
    return {value: labels[value] for value in sorted(values)} if values <= labels.keys() else None


def _as_it_is(name: str) -> Text:
    """A name of the branch's, or of a place, which no language changes."""
    return Text(name, name)


def meanings_of(name: str, values: list[str]) -> list[Text] | None:
    """What each value means; None where a value has no label."""
    labels = _by_type().get(name) or _by_values().get(frozenset(values)) or _SAID_HERE
    if name == "StepCode":
        labels = _steps()
    if name == "PathwayCode":
        labels = {code: pathway_of(code).label for code in values}
    if name == "Variant":
        labels = {each.variant: each.variant_label for each in PATHWAYS if each.variant and each.variant_label}
    if name == "ProblemCode":
        labels = {code: title for code, (_, title) in STATUSES.items()}
    if name == "TrainingScheme":
        labels = {code: scheme.label for code, scheme in TRAINING_SCHEMES.items()}
    if name == "OperationId":
        labels = OPERATION_LABELS
    if name == "Outcome":
        labels = {status.value: label for status, label in STATUS_LABELS.items()}
    if name == "ProgramScope":
        labels = {str(scope): told for scope, told in SCOPE_DESCRIPTIONS.items()}
    return [labels[value] for value in values] if all(value in labels for value in values) else None


@cache
def _tables() -> tuple[Mapping[Any, Text], ...]:
    """Every table of the domain whose name says that it holds labels."""
    modules = [import_module(module.name) for module in pkgutil.walk_packages(app.domain.__path__, "app.domain.")]
    found = [table for module in modules for name, table in vars(module).items() if name.endswith("_LABELS")]
    return tuple(table for table in found if all(isinstance(label, Text) for label in table.values()))


@cache
def _by_type() -> dict[str, Mapping[str, Text]]:
    return {type(next(iter(table))).__name__: table for table in _tables() if type(next(iter(table))) is not str}


@cache
def _by_values() -> dict[Values, Mapping[str, Text]]:
    return {frozenset(map(str, table)): table for table in _tables()}
