"""A JSON document as people read and compare it: sorted, indented, what fits on a line on one line."""

from typing import Any

import orjson

_WIDTH = 120
_UNBOUND = 1_000_000
_FEW = 3
_DEFAULT_FORM = "application/json"


def as_text(document: dict[str, Any]) -> str:
    """The document as it is committed: keys sorted, so that a change shows as itself."""
    return _written(_default_first(orjson.loads(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))), "", 0) + "\n"


def _default_first(value: Any) -> Any:
    """The form that is answered unasked before the others: most generators read the first of them alone."""
    if isinstance(value, list):
        return [_default_first(item) for item in value]
    if not isinstance(value, dict):
        return value
    first = {_DEFAULT_FORM: value[_DEFAULT_FORM]} if _DEFAULT_FORM in value else {}
    return {name: _default_first(member) for name, member in (first | value).items()}


def _written(value: Any, indent: str, beside: int) -> str:
    """``value`` at ``indent``, where its line already holds ``beside`` characters more."""
    line = _on_one_line(value, _UNBOUND if _is_label(value) else _WIDTH - len(indent) - beside)
    if line is not None:
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        named = ((_scalar(name) + ": ", member) for name, member in value.items())
        members = [f"{inner}{name}{_written(member, inner, len(name) + 1)}" for name, member in named]
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _written(item, inner, 1) for item in value) + f"\n{indent}]"


def _is_label(value: Any) -> bool:
    """Whether it is a thing of a few words, one of them a sentence: breaking it would shorten nothing."""
    if not isinstance(value, dict) or len(value) > _FEW:
        return False
    return not any(isinstance(each, dict | list) for each in value.values())


def _on_one_line(value: Any, width: int) -> str | None:
    """``value`` on a line of ``width`` characters; None where it does not fit. A scalar always does."""
    if not isinstance(value, dict | list):
        return _scalar(value)
    parts, left = [], width - 2
    for name, member in value.items() if isinstance(value, dict) else ((None, item) for item in value):
        key = "" if name is None else _scalar(name) + ": "
        part = _on_one_line(member, left - len(key))
        if part is None or len(key) + len(part) > left:
            return None
        parts.append(key + part)
        left -= len(key) + len(part) + 2
    return f"{{{', '.join(parts)}}}" if isinstance(value, dict) else f"[{', '.join(parts)}]"


def _scalar(value: Any) -> str:
    return orjson.dumps(value).decode()
