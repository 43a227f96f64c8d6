"""The mutants of a module: mutmut's operators, tried on every node that says more than words."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from textwrap import dedent, indent

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

WORDS = {"Text"}
"""Calls that make a sentence for people: its wording is nobody's rule."""
MEASURED_BY_TYPES = {"len", "isinstance", "cast", "TypeVar", "NewType"}
_ENUMERATIONS = {"Enum", "StrEnum", "IntEnum"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: what stood there, what stands there now, and the module's whole source with it.

    ``function`` is the qualified name of the function, or of the value or class that is made while the module loads.
    ``lines`` are those of the statement, the first and the last. ``occurrence`` counts equal faults of one function.
    """

    module: str
    function: str
    was: str
    becomes: str
    occurrence: int
    lines: tuple[int, int]
    source: str

    @property
    def id(self) -> str:
        """The same after other functions have changed, or this one has moved."""
        return identity(self.function, self.was, self.becomes, self.occurrence)


def identity(function: str, was: str, becomes: str, occurrence: int) -> str:
    """The short name of a mutant within its module."""
    return sha256("\0".join((function, was, becomes, str(occurrence))).encode()).hexdigest()[:10]


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of the module, in the order of its lines; none that Python cannot compile."""
    visitor = _Visitor(source)
    MetadataWrapper(cst.parse_module(source)).visit(visitor)
    seen = Counter[tuple[str, str, str]]()
    for found in visitor.found:
        code = found.put_into(source.encode())
        was, becomes = _canonical(found.shown), _canonical(found.instead)
        if was == becomes or not _compiles(code):
            continue
        key = (found.function, was, becomes)
        seen[key] += 1
        yield Mutant(module, found.function, was, becomes, seen[key], found.lines, code)


@dataclass(frozen=True, slots=True)
class _Found:
    """A fault as text: what is written over the bytes of ``span``, and how the expression around it reads then."""

    function: str
    span: CodeSpan
    code: str
    shown: str
    instead: str
    lines: tuple[int, int]

    def put_into(self, source: bytes) -> str:
        return _spliced(source, self.span, self.code).decode()


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider, ByteSpanPositionProvider)

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[_Found] = []
        self._source = source.encode()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_left_alone(node):
            return False
        for kind, operator in mutation_operators:
            if isinstance(node, kind) and not _makes_a_sentence(node):
                self.found.extend(
                    self._found(node, instead)
                    for instead in operator(node)
                    if not (_loses_a_sentence(node, instead) or _is_refused_by_types(node, instead))
                )
        return True

    def _found(self, node: cst.CSTNode, instead: cst.CSTNode) -> _Found:
        shown, statement = node, node
        while not isinstance(shown, _WHOLE) or (shown is node and isinstance(shown, _ATOMS)):
            shown = self.get_metadata(ParentNodeProvider, shown)
        while not isinstance(statement, cst.BaseStatement | cst.BaseSmallStatement):
            statement = self.get_metadata(ParentNodeProvider, statement)
        span, around = self._span(node), self._span(shown)
        column = self.get_metadata(PositionProvider, node).start.column if isinstance(node, cst.BaseStatement) else 0
        code = indent(cst.Module([]).code_for_node(instead).strip(), " " * column)[column:]
        inner = CodeSpan(span.start - around.start, span.length)
        text = self._source[around.start : around.start + around.length]
        return _Found(
            function=self._owner(statement),
            span=span,
            code=code,
            shown=text.decode(),
            instead=_spliced(text, inner, code).decode(),
            lines=self._lines(statement, node),
        )

    def _span(self, node: cst.CSTNode) -> CodeSpan:
        return self.get_metadata(ByteSpanPositionProvider, node)

    def _lines(self, statement: cst.CSTNode, node: cst.CSTNode) -> tuple[int, int]:
        """Of a compound statement, only what stands above its body is run by whoever runs its first line."""
        where = self.get_metadata(PositionProvider, statement)
        if isinstance(statement, cst.BaseCompoundStatement):
            return where.start.line, self.get_metadata(PositionProvider, node).end.line
        return where.start.line, where.end.line

    def _owner(self, statement: cst.CSTNode) -> str:
        """The outermost function by its qualified name, or the name that the statement gives a value to."""
        names: list[str] = [*_targets(statement)]
        node = statement
        while not isinstance(node, cst.Module):
            if isinstance(node, cst.FunctionDef):
                names = [node.name.value]
            if isinstance(node, cst.ClassDef):
                names.insert(0, node.name.value)
            node = self.get_metadata(ParentNodeProvider, node)
        return ".".join(names) or "(module)"

    def _is_left_alone(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom | cst.TypeAlias):
            return True
        if isinstance(node, cst.Expr):
            return isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)
        if isinstance(node, cst.Call):
            return _name(node.func) in MEASURED_BY_TYPES
        if isinstance(node, cst.Subscript):
            return _name(node.value) == "Literal"
        if isinstance(node, cst.BaseString):
            return _is_a_sentence(node) or self._is_in_a_sentence(node) or self._is_a_code(node)
        return False

    def _is_in_a_sentence(self, node: cst.CSTNode) -> bool:
        """An argument of ``Text``, joined, formatted or chosen in whatever way before it gets there."""
        while isinstance(node, cst.BaseExpression | cst.Arg | cst.BaseFormattedStringContent):
            if isinstance(node, cst.Call):
                return _makes_a_sentence(node)
            node = self.get_metadata(ParentNodeProvider, node)
        return False

    def _is_a_code(self, node: cst.CSTNode) -> bool:
        """A member of an enumeration: a word of the contract, which the document of the API proves."""
        parent = node
        while not isinstance(parent, cst.FunctionDef | cst.Module | cst.ClassDef):
            parent = self.get_metadata(ParentNodeProvider, parent)
        return isinstance(parent, cst.ClassDef) and any(_name(base.value) in _ENUMERATIONS for base in parent.bases)


_ATOMS = (cst.Name, cst.BaseNumber, cst.BaseString)
_SEVERAL_WORDS = re.compile(r"\w\S* \S*\w")
_WHOLE = (cst.BaseExpression, cst.BaseSmallStatement, cst.BaseStatement)


def _name(node: cst.CSTNode) -> str:
    return node.value if isinstance(node, cst.Name) else ""


def _makes_a_sentence(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and _name(node.func) in WORDS


def _is_a_sentence(node: cst.CSTNode) -> bool:
    """``Text``, or a string of several words: codes, names of operations and patterns have no spaces."""
    if isinstance(node, cst.SimpleString | cst.FormattedStringText):
        return _SEVERAL_WORDS.search(node.value) is not None
    if isinstance(node, cst.ConcatenatedString):
        return _is_a_sentence(node.left) or _is_a_sentence(node.right)
    if isinstance(node, cst.FormattedString):
        return any(_is_a_sentence(part) for part in node.parts)
    return _makes_a_sentence(node)


def _loses_a_sentence(node: cst.CSTNode, instead: cst.CSTNode) -> bool:
    """Whether an argument or a value that is a sentence was left out or made ``None``: types refuse that."""
    if isinstance(node, cst.Assign):
        return _is_a_sentence(node.value)
    if not (isinstance(node, cst.Call) and isinstance(instead, cst.Call)):
        return False
    missing = [arg for arg in node.args if arg not in instead.args]
    return bool(missing) and all(_is_a_sentence(arg.value) or _is_a_detail(arg) for arg in missing)


def _is_refused_by_types(node: cst.CSTNode, instead: cst.CSTNode) -> bool:
    """Whether a default was made ``None``, or an empty text, that its annotation does not allow: mypy refuses that."""
    if not (isinstance(node, cst.AnnAssign) and isinstance(instead, cst.AnnAssign) and instead.value is not None):
        return False
    allowed = set(re.findall(r"\w+", cst.Module([]).code_for_node(node.annotation.annotation)))
    if isinstance(instead.value, cst.SimpleString):
        return not allowed & {"str", "Any", "object"}
    return _name(instead.value) == "None" and not allowed & {"None", "Any", "object"}


def _is_a_detail(arg: cst.Arg) -> bool:
    """The sentence of a refusal, wherever it was made."""
    return arg.keyword is not None and arg.keyword.value == "detail"


def _targets(statement: cst.CSTNode) -> Iterator[str]:
    if isinstance(statement, cst.AnnAssign):
        yield _name(statement.target)
    if isinstance(statement, cst.Assign):
        yield ",".join(_name(target.target) for target in statement.targets)


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _spliced(source: bytes, span: CodeSpan, code: str) -> bytes:
    return source[: span.start] + code.encode() + source[span.start + span.length :]


def _canonical(code: str) -> str:
    """The code in one spelling, however it is wrapped; a fragment that is no Python by itself, as it stands."""
    for mode in ("eval", "exec"):
        try:
            return ast.unparse(ast.parse(dedent(code), mode=mode))
        except SyntaxError:
            continue
    return " ".join(code.split())
