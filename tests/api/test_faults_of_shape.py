"""What is told of a value that is not of its type: of what it is, in number, and where."""

from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from starlette.datastructures import FormData

from app.api.body_limit import KIBIBYTE, LARGEST_BODY, BodyLimit
from app.api.fault_codes import fault_codes
from app.api.faults import _WORDS, EdgeError, Fault, faults_of
from app.api.identifier_fields import DeclaredReference
from app.api.v1.document_models import Signatories

Question = Annotated[str, AfterValidator(str.strip), Field(min_length=2, max_length=200)]


def faults(kind: Any, value: Any, *place: str, body: Any = None) -> tuple[Fault, ...]:
    """What is told of a value of that kind."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    return faults_of([{**each, "loc": ("body", *place, *each["loc"])} for each in refused.value.errors()], body)


@pytest.mark.parametrize(
    ("kind", "value", "code", "french", "english"),
    [
        (Question, "x" * 300, "too_long", "Au plus 200 caractères admis.", "At most 200 characters allowed."),
        (Question, "x", "too_short", "Au moins 2 caractères attendus.", "At least 2 characters expected."),
        (
            Annotated[str, Field(min_length=1)],
            "",
            "too_short",
            "Au moins 1 caractère attendu.",
            "At least 1 character expected.",
        ),
        (
            Annotated[list[str], Field(min_length=1)],
            [],
            "too_few_items",
            "Au moins 1 élément attendu.",
            "At least 1 item expected.",
        ),
        (
            Annotated[list[str], Field(max_length=2)],
            ["a", "b", "c"],
            "too_many_items",
            "Au plus 2 éléments admis.",
            "At most 2 items allowed.",
        ),
        (
            Annotated[list[str], Field(max_length=0)],
            ["a"],
            "too_many_items",
            "Au plus 0 élément admis.",
            "At most 0 items allowed.",
        ),
    ],
)
def test_a_length_is_told_in_what_it_counts_and_in_its_number(
    kind: Any, value: Any, code: str, french: str, english: str
) -> None:
    (fault,) = faults(kind, value)
    assert (fault.code, fault.detail.fr, fault.detail.en) == (code, french, english)


def test_what_is_wrong_with_a_whole_body_has_no_place_in_it() -> None:
    (fault,) = faults(dict[str, str], "a file")
    assert "pointer" not in fault.in_language("fr")


@pytest.mark.parametrize("sent", [["candidate", "nobody"], ["candidate,nobody"]], ids=["a field each", "with commas"])
def test_of_a_field_for_several_values_it_is_told_which_cannot_be(sent: list[str]) -> None:
    form = FormData([("signed_by", each) for each in sent])
    (fault,) = faults(Signatories, sent, "signed_by", body=form)
    assert (fault.code, fault.pointer) == ("unknown_value", "/signed_by/1")


@pytest.mark.parametrize(
    ("largest", "told"),
    [(64 * KIBIBYTE, "64 Kio"), (LARGEST_BODY - KIBIBYTE, "1023 Kio"), (LARGEST_BODY, "1 Mio")],
)
async def test_a_limit_is_told_in_a_unit_that_it_has_some_of(largest: int, told: str) -> None:
    scope = {"type": "http", "headers": [(b"content-length", b"%d" % (largest + 1))]}
    with pytest.raises(EdgeError) as refused:
        await BodyLimit(None, largest)(scope, None, None)  # type: ignore[arg-type]  # nothing of it is reached
    (fault,) = refused.value.faults
    assert fault.detail.fr == f"Au plus {told} sont admis ici."


@pytest.mark.parametrize("written", ["BAD\nREF", "BAD\rREF", "BAD\tREF", "BAD\u0007REF"])
def test_a_line_break_inside_of_a_reference_is_refused_and_not_dropped(written: str) -> None:
    (fault,) = faults(DeclaredReference, written)
    assert fault.code == "unprintable_character"


def test_f20_every_code_of_a_shape_and_of_a_signature_is_in_the_catalogue() -> None:
    told = fault_codes()
    assert {code for code, _, _ in _WORDS.values()} <= told.keys()
    assert "{kind}_not_signed_by_{signatory}" in told
    assert all(told[code].detail is not None for code in ("missing", "too_short", "not_a_uuid"))
