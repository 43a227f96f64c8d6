"""What is wrong with a request's values: Pydantic's findings in our words, each with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException

from app.domain.law import Rule
from app.domain.text import Text

MOST_FAULTS = 100
"""Told of one request; how many more there are is told as a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One of the ``errors`` of a problem document."""

    code: str
    detail: Text
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None
    rule: str | None = None
    quote: str | None = None

    def in_language(self, language: str) -> dict[str, str]:
        """The members that it has, ready to be written."""
        members = {
            "code": self.code,
            "detail": self.detail.in_language(language),
            "pointer": self.pointer,
            "parameter": self.parameter,
            "header": self.header,
            "rule": self.rule,
            "quote": self.quote,
        }
        return {name: value for name, value in members.items() if value is not None}


class EdgeError(HTTPException):
    """A request refused by its head or its size, with what would have been taken instead."""

    def __init__(self, status: int, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, headers=headers)
        self.faults = faults


def invalid_value(code: str, detail: Text, rule: Rule | None = None) -> PydanticCustomError:
    """For validators of request models: raise it to refuse a value with a code and a sentence of one's own.

    ``rule`` is the one that asks for better; what it says now is quoted, since the edge knows no other day.
    """
    context = {"code": code, "fr": detail.fr, "en": detail.en}
    if rule is not None:
        context |= {"rule": rule.number, "quote": rule.editions[-1].source.quotes[0]}
    return PydanticCustomError("cqp_value", "{en}", context)


def is_unreadable(found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the body is not JSON at all."""
    return any(error["type"] == "json_invalid" for error in found)


def names_nothing(found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the path itself holds what cannot be the name of anything (an id that is no UUID)."""
    return any(error["loc"][:1] == ("path",) for error in found)


def faults_of(found: Sequence[Mapping[str, Any]], body: Any) -> tuple[Fault, ...]:
    """Pydantic's first errors, each with our code, a sentence in both languages, and its place in the request."""
    return tuple(_fault(error, body) for error in found[:MOST_FAULTS])


def _fault(error: Mapping[str, Any], body: Any) -> Fault:
    code, detail = _words(error)
    kind, *steps = error["loc"] or ("body",)
    if error["type"] == "json_invalid":
        return Fault(code=code, detail=detail)
    if kind == "query":
        return Fault(code=code, detail=detail, parameter=str(steps[0]) if steps else None)
    if kind == "header":
        return Fault(code=code, detail=detail, header=_header_name(str(steps[0])) if steps else None)
    context = error.get("ctx") or {}
    place = pointer_to(steps, body, missing=error["type"] == "missing")
    return Fault(
        code=code,
        detail=detail,
        pointer=place if place or isinstance(body, list | dict) else None,  # what is no JSON has no places
        rule=context.get("rule"),
        quote=context.get("quote"),
    )


def _header_name(written: str) -> str:
    return "-".join(part.capitalize() for part in written.replace("_", "-").split("-"))


def pointer_to(steps: Sequence[str | int], body: Any, *, missing: bool) -> str:
    """RFC 6901 pointer to a place in ``body``.

    Pydantic puts the names of a union's members among the steps: those that lead nowhere in the body are left out,
    save the last where it names the member that is ``missing``.
    """
    pointer, current = "", body
    for position, step in enumerate(steps):
        if _leads_on(current, step):
            current = current[step]
        elif _is_one_of_a_field(current, step):
            current = None
        elif not missing or position < len(steps) - 1 or not isinstance(current, Mapping):
            continue
        pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")
    return pointer


def _leads_on(current: Any, step: str | int) -> bool:
    if isinstance(current, Mapping):
        return step in current
    return isinstance(current, list) and isinstance(step, int) and step < len(current)


def _is_one_of_a_field(current: Any, step: str | int) -> bool:
    """Whether a form has there one field for several values: what was split of it has a place, and no value."""
    return isinstance(current, str) and isinstance(step, int)


_WORDS: Mapping[str, tuple[str, str, str]] = {
    "missing": ("missing", "Ce champ est obligatoire.", "This field is required."),
    "extra_forbidden": ("unknown_field", "Ce champ est inconnu.", "This field is unknown."),
    "json_invalid": ("invalid_json", "Le corps n'est pas du JSON valide.", "The body is not valid JSON."),
    "string_type": ("not_a_string", "Une chaîne de caractères est attendue.", "A string is expected."),
    "string_unicode": ("not_unicode", "Ce texte n'est pas de l'Unicode valide.", "This text is not valid Unicode."),
    "string_too_short": (
        "too_short",
        "Au moins {min_length} caractère(s) attendu(s).",
        "At least {min_length} character(s) expected.",
    ),
    "string_too_long": (
        "too_long",
        "Au plus {max_length} caractère(s) admis.",
        "At most {max_length} character(s) allowed.",
    ),
    "string_pattern_mismatch": (
        "wrong_format",
        "Ce texte n'a pas la forme attendue ({pattern}).",
        "This text does not have the expected form ({pattern}).",
    ),
    "too_short": (
        "too_few_items",
        "Au moins {min_length} élément(s) attendu(s).",
        "At least {min_length} item(s) expected.",
    ),
    "too_long": ("too_many_items", "Au plus {max_length} élément(s) admis.", "At most {max_length} item(s) allowed."),
    "int_type": ("not_an_integer", "Un nombre entier est attendu.", "An integer is expected."),
    "int_parsing": ("not_an_integer", "Un nombre entier est attendu.", "An integer is expected."),
    "int_parsing_size": ("not_an_integer", "Ce nombre est hors de portée.", "This number is out of range."),
    "int_from_float": ("not_an_integer", "Un nombre entier est attendu.", "An integer is expected."),
    "float_type": ("not_a_number", "Un nombre est attendu.", "A number is expected."),
    "float_parsing": ("not_a_number", "Un nombre est attendu.", "A number is expected."),
    "finite_number": ("not_a_number", "Un nombre fini est attendu.", "A finite number is expected."),
    "decimal_type": ("not_a_number", "Un nombre est attendu.", "A number is expected."),
    "decimal_parsing": ("not_a_number", "Un nombre est attendu.", "A number is expected."),
    "bool_type": ("not_a_boolean", "true ou false est attendu.", "true or false is expected."),
    "bool_parsing": ("not_a_boolean", "true ou false est attendu.", "true or false is expected."),
    "list_type": ("not_a_list", "Une liste est attendue.", "A list is expected."),
    "tuple_type": ("not_a_list", "Une liste est attendue.", "A list is expected."),
    "set_type": ("not_a_list", "Une liste est attendue.", "A list is expected."),
    "dict_type": ("not_an_object", "Un objet est attendu.", "An object is expected."),
    "model_type": ("not_an_object", "Un objet est attendu.", "An object is expected."),
    "model_attributes_type": ("not_an_object", "Un objet est attendu.", "An object is expected."),
    "dataclass_type": ("not_an_object", "Un objet est attendu.", "An object is expected."),
    "none_required": ("not_null", "null est attendu.", "null is expected."),
    "date_type": ("not_a_date", "Une date est attendue (AAAA-MM-JJ).", "A date is expected (YYYY-MM-DD)."),
    "date_parsing": ("not_a_date", "Cette date n'existe pas ; attendu : AAAA-MM-JJ.", "No such date; use YYYY-MM-DD."),
    "date_from_datetime_parsing": (
        "not_a_date",
        "Cette date n'existe pas ; attendu : AAAA-MM-JJ.",
        "No such date; use YYYY-MM-DD.",
    ),
    "date_from_datetime_inexact": (
        "not_a_date",
        "Un jour est attendu, sans heure (AAAA-MM-JJ).",
        "A day is expected, without a time (YYYY-MM-DD).",
    ),
    "datetime_type": ("not_an_instant", "Un instant RFC 3339 est attendu.", "An RFC 3339 instant is expected."),
    "datetime_parsing": ("not_an_instant", "Un instant RFC 3339 est attendu.", "An RFC 3339 instant is expected."),
    "datetime_from_date_parsing": (
        "not_an_instant",
        "Un instant RFC 3339 est attendu.",
        "An RFC 3339 instant is expected.",
    ),
    "timezone_aware": (
        "without_time_zone",
        "Cet instant doit dire son fuseau (Z ou +01:00).",
        "This instant must tell its offset (Z or +01:00).",
    ),
    "uuid_type": ("not_a_uuid", "Un identifiant UUID est attendu.", "A UUID is expected."),
    "uuid_parsing": ("not_a_uuid", "Un identifiant UUID est attendu.", "A UUID is expected."),
    "url_type": ("not_a_url", "Une adresse URL est attendue.", "A URL is expected."),
    "url_parsing": ("not_a_url", "Une adresse URL est attendue.", "A URL is expected."),
    "url_scheme": ("not_a_url", "Schémas admis : {expected_schemes}.", "Schemes allowed: {expected_schemes}."),
    "enum": ("unknown_value", "Valeurs admises : {expected}.", "Allowed values: {expected}."),
    "literal_error": ("unknown_value", "Valeurs admises : {expected}.", "Allowed values: {expected}."),
    "union_tag_invalid": ("unknown_value", "Valeurs admises : {expected_tags}.", "Allowed values: {expected_tags}."),
    "union_tag_not_found": (
        "missing",
        "Le champ {discriminator} est obligatoire.",
        "The field {discriminator} is required.",
    ),
    "greater_than": ("too_small", "La valeur doit dépasser {gt}.", "The value must exceed {gt}."),
    "greater_than_equal": ("too_small", "La valeur doit être d'au moins {ge}.", "The value must be at least {ge}."),
    "less_than": ("too_large", "La valeur doit rester sous {lt}.", "The value must stay below {lt}."),
    "less_than_equal": ("too_large", "La valeur doit être d'au plus {le}.", "The value must be at most {le}."),
    "multiple_of": ("not_a_multiple", "Un multiple de {multiple_of} est attendu.", "A multiple of {multiple_of}."),
}
"""Pydantic's error types, with our code and our sentence in French and English."""

_NOT_AN_EMAIL = Text(fr="Une adresse électronique est attendue.", en="An e-mail address is expected.")


def _words(error: Mapping[str, Any]) -> tuple[str, Text]:
    context = error.get("ctx") or {}
    kind = str(error["type"])
    if kind == "cqp_value":
        return str(context["code"]), Text(fr=str(context["fr"]), en=str(context["en"]))
    if kind == "value_error" and "email" in str(error.get("msg", "")):
        return "not_an_email", _NOT_AN_EMAIL
    if kind in _OF_A_TEXT and isinstance(error.get("input"), str):
        kind = _OF_A_TEXT[kind]
    if kind not in _WORDS:
        return kind, Text(fr="Cette valeur est refusée.", en=str(error.get("msg", "This value is refused.")))
    code, french, english = _WORDS[kind]
    if context.get("expected") in {"True", "False"}:
        context = {**context, "expected": context["expected"].lower()}
    return code, _agreed(_filled(french, {**context, **_in_french(context)}), _filled(english, context), context)


_OF_A_TEXT = {"too_long": "string_too_long", "too_short": "string_too_short"}
"""What Pydantic says of a text whose length it looks at after another of its checks: as of any list."""


def _agreed(french: str, english: str, context: Mapping[str, Any]) -> Text:
    """Both sentences with their words in the number that is told: French says none and one alike."""
    number = context.get("min_length", context.get("max_length", 0))
    return Text(
        fr=french.replace("(s)", "s" if number > 1 else ""), en=english.replace("(s)", "" if number == 1 else "s")
    )


def _in_french(context: Mapping[str, Any]) -> Mapping[str, str]:
    """Pydantic joins what it expected with an English conjunction."""
    return {name: value.replace("' or '", "' ou '") for name, value in context.items() if isinstance(value, str)}


def _filled(sentence: str, context: Mapping[str, Any]) -> str:
    try:
        return sentence.format(**context)
    except (KeyError, IndexError):
        return sentence.split(" (", 1)[0]
