"""A name means one thing: who searches the code for it finds that thing, and nothing else."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

SHARED = {
    "Json": "what a JSON document holds: the alias of each reader that works on bare documents",
    "load": "each part of the sandbox's data has one, which app/sandbox/data.py runs in order",
    "main": "what a program starts with: `cqp`, and the sandbox",
}
"""Names that several modules may bear, and why."""

FREED = {
    "accepted": "unwrap",
    "acting": "command",
    "as_seen_by": "user_as_seen_by, session_as_seen_by",
    "asks_stops": "checks_revocation",
    "give_places": "assign_positions",
    "happenings_of": "event_types_of",
    "held_case": "load_case_for_update",
    "hold_some": "lock_next_batch",
    "lacking": "refusal_of_missing_items",
    "lacks": "missing",
    "let_terms_pass": "apply_expired_deadlines",
    "no": "to_error",
    "of_the_day": "depends_on_day",
    "one_by_one": "for_each_isolated",
    "put": "put_part",
    "shown": "dossier_response",
    "surroundings_of": "related_parties_of",
    "terms_of": "pending_deadlines",
    "told": "template_values, mask_small_count, run_reporting_errors",
    "told_of": "decision_summary, settlement_summary, document_summary",
    "untold": "silent",
    "written": "upserted",
    "Acting": "DossierCommand, CertificateCommand",
    "Email": "Mail",
    "Exchange": "RequestState",
    "Happening": "EventType",
    "Lack": "MissingItem",
    "Letter": "MailKind",
    "Messenger": "WebhookSender",
    "News": "EventContext",
    "No": "UseCaseError",
    "Notice": "EventMail",
    "Passed": "DeadlineOutcome",
    "Patience": "RetryPolicy",
    "Post": "MailWriter",
    "Press": "TypstRenderer",
    "Put": "PutResult",
    "Reminding": "ReminderContext",
    "Rounds": "DeliveryContext",
    "Row": "PolicyRow, PersonalDataRow",
    "Sending": "LinkContext",
    "Surroundings": "RelatedParties",
    "Term": "PendingDeadline",
    "Terms": "RouteContract",
    "Vault": "SecretCipher",
    "Wiring": "Container",
    "Written": "Upserted",
}
"""Names that nobody would search for, or that meant two things: what each is called now."""

FREED_MODULES = {"exchange", "happenings", "lacks", "letters", "surroundings", "telling", "terms", "wiring"}

Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    files = sorted(APP.rglob("*.py"))
    names = (".".join(file.relative_to(APP.parent).with_suffix("").parts) for file in files)
    return tuple((name, ast.parse(file.read_text(encoding="utf-8"))) for name, file in zip(names, files, strict=True))


def _is_named_by_its_route(node: Named) -> bool:
    """An endpoint or a command: people know it by its operation id, or by its words on the command line."""
    calls = (each.func for each in node.decorator_list if isinstance(each, ast.Call))
    return any(isinstance(func, ast.Attribute) for func in calls)


def _public_names(module: str, tree: ast.Module) -> Iterator[str]:
    """Its classes and functions, and the types that it gives a name to; those of the contract are the contract's."""
    if module.startswith("app.api.v1."):
        return
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_") and not _is_named_by_its_route(node):
            yield node.name
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if len(name) > 1 and name[0].isupper() and not name.isupper():
                yield name


def _homes() -> dict[str, list[str]]:
    homes = defaultdict(list)
    for module, tree in _modules():
        for name in _public_names(module, tree):
            homes[name].append(module)
    return homes


def _is_a_transition_and_its_use_case(modules: list[str]) -> bool:
    """The law's function and the use case that carries it out are one act, on two floors."""
    floors = sorted(module.split(".")[1] for module in modules)
    return floors == ["domain", "usecases"]


def test_no_two_modules_give_one_name_to_different_things() -> None:
    several = {
        name: modules
        for name, modules in _homes().items()
        if len(modules) > 1 and name not in SHARED and not _is_a_transition_and_its_use_case(modules)
    }

    assert several == {}


@pytest.mark.parametrize("name", SHARED)
def test_a_name_is_excused_only_while_it_is_shared(name: str) -> None:
    assert len(_homes()[name]) > 1


def test_no_function_nor_class_bears_a_name_that_was_freed() -> None:
    borne = {
        f"{module}:{node.name}": FREED[node.name]
        for module, tree in _modules()
        for node in tree.body
        if isinstance(node, Named) and node.name in FREED
    }

    assert borne == {}


def test_no_module_bears_a_name_that_was_freed() -> None:
    assert [module for module, _ in _modules() if module.rpartition(".")[2] in FREED_MODULES] == []
