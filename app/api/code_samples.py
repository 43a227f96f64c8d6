"""How each operation is called, in curl, TypeScript and Python: `x-codeSamples`, made of the document's own examples.

What a reader fills in stands at the top, under its name, the token in the environment; all that follows is sent as it
is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from app.api.schemas import METHODS, Json

ADDRESS = "http://127.0.0.1:8000"
"""The sandbox's own; the portal writes the address that it is read from."""

_PATH_PARAMETER = re.compile(r"\{(\w+)\}")
_FILE = re.compile(r"[^/\n]+\.(pdf|png|jpe?g|docx|csv|xml|json|ndjson)")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_STREAM = "text/event-stream"
_FILES = {"application/pdf": "pdf", "image/png": "png"}
"""Answers that no terminal shows, and how the file ends that they are kept in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as a reader would send it. ``body`` is text or JSON by ``media_type``; None where nothing is sent.

    ``answered_in``: the first media type that the answer may be in, None where it has no body.
    """

    method: str
    path: str
    places: dict[str, str]
    query: dict[str, str]
    signed_in: bool
    repeatable: bool
    tagged: bool
    media_type: str | None
    body: Any
    answered_in: str | None

    @property
    def kept_as(self) -> str | None:
        """The file that the answer is kept in, where it is none to read on a screen."""
        ending = _FILES.get(self.answered_in or "")
        return f"answer.{ending}" if ending else None


def add_code_samples(document: Json) -> None:
    """Put the samples on each operation; its parameters and bodies are still where they are used."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                call = _call(document, path, method, item[method])
                item[method]["x-codeSamples"] = [
                    {"lang": lang, "label": label, "source": source} for lang, label, source in _samples(call)
                ]


def _samples(call: Call) -> Iterator[tuple[str, str, str]]:
    yield "Shell", "curl", _curl(call)
    yield "TypeScript", "TypeScript", _typescript(call)
    yield "Python", "Python", _python(call)


def _call(document: Json, path: str, method: str, operation: Json) -> Call:
    parameters = [_resolved(document, each) for each in operation.get("parameters", ())]
    content = operation.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), None)
    told: Json = next(iter(content[media_type].get("examples", {}).values()), {}) if media_type else {}
    asked = [each for each in parameters if each["in"] == "query" and each.get("required")]
    return Call(
        method=method.upper(),
        path=path,
        places={name: _place(name, parameters) for name in _PATH_PARAMETER.findall(path)},
        query={each["name"]: _plain(document, each.get("schema", {})) for each in asked},
        signed_in=bool(operation["security"]),
        repeatable=any(each["name"] == "Idempotency-Key" for each in parameters),
        tagged=method in {"put", "patch"} and any(each["name"] == "If-Match" for each in parameters),
        media_type=media_type,
        body=told.get("value", {}),
        answered_in=_answered_in(document, operation),
    )


def _answered_in(document: Json, operation: Json) -> str | None:
    good = next(answer for status, answer in operation["responses"].items() if status.startswith(("2", "3")))
    return next(iter(_resolved(document, good).get("content", ())), None)


def _resolved(document: Json, value: Json) -> Json:
    """What the value refers to among the components, itself where it refers to nothing."""
    while "$ref" in value:
        _, _, kind, name = value["$ref"].split("/")
        value = document["components"][kind][name]
    return value


def _place(name: str, parameters: list[Json]) -> str:
    schema: Json = next((each["schema"] for each in parameters if each["name"] == name), {})
    return "0192f0c1-7a2b-7c3d-8e4f-000000000001" if schema.get("format") == "uuid" else "…"


def _plain(document: Json, schema: Json) -> str:
    schema = _resolved(document, schema)
    if "enum" in schema:
        return str(schema["enum"][0])
    return "2026-11-23" if schema.get("format") == "date" else "…"


def _headers(call: Call, bearer: str, key: str) -> dict[str, str]:
    found = {"Authorization": bearer} if call.signed_in else {}
    if call.media_type and call.media_type not in _FORMS:
        found["Content-Type"] = call.media_type
    if call.tagged:
        found["If-Match"] = '"1"'
    return {**found, "Idempotency-Key": key} if call.repeatable else found


def _written(value: Any, *, widely: bool = False) -> str:
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return re.sub(r"^ +", lambda found: found[0] * 2, text, flags=re.MULTILINE) if widely else text


def _is_file(value: Any) -> bool:
    return isinstance(value, str) and _FILE.fullmatch(value) is not None


def _fields(call: Call) -> Iterator[tuple[str, str]]:
    for name, value in call.body.items() if isinstance(call.body, dict) else ():
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                yield name, each if isinstance(each, str) else orjson.dumps(each).decode()


def _query(call: Call) -> str:
    return "".join(f"{'&' if rank else '?'}{name}={value}" for rank, (name, value) in enumerate(call.query.items()))


def _curl(call: Call) -> str:
    lines = [f'{name.upper()}="{value}"' for name, value in call.places.items()]
    path = _PATH_PARAMETER.sub(lambda found: "$" + found[1].upper(), call.path)
    method = "" if call.method == "GET" or (call.method == "POST" and call.media_type) else f" -X {call.method}"
    kept = f" -o {call.kept_as}" if call.kept_as else ""
    how = " -sN" if call.answered_in == _STREAM else " -s"
    words = [f'curl{how}{kept}{method} "{ADDRESS}{path}{_query(call)}"']
    for name, value in _headers(call, "Bearer $TOKEN", "$(uuidgen)").items():
        quote = '"' if "$" in value else "'"
        words.append(f"-H {quote}{name}: {value}{quote}")
    if call.media_type in _FORMS:
        option = "-F" if call.media_type == _FORMS[1] else "--data-urlencode"
        words += [f"{option} {_shell(f'{name}={_file(value)}')}" for name, value in _fields(call)]
    elif call.media_type is not None:
        words.append(f"-d {_shell(call.body if isinstance(call.body, str) else _written(call.body))}")
    return "\n".join([*lines, " \\\n  ".join(words)])


def _file(value: str) -> str:
    return f"@{value}" if _is_file(value) else value


def _shell(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _typescript(call: Call) -> str:
    lines = ["const token = process.env.TOKEN;"] if call.signed_in else []
    lines += [f"const {_camel(name)} = {_string(value)};" for name, value in call.places.items()]
    if call.media_type == _FORMS[1]:
        if any(_is_file(value) for _, value in _fields(call)):
            lines.insert(0, 'import { openAsBlob } from "node:fs";\n')
        lines.append("const form = new FormData();")
        lines += [f"form.append({_string(name)}, {_part(value)});" for name, value in _fields(call)]
    path = _PATH_PARAMETER.sub(lambda found: f"${{{_camel(found[1])}}}", call.path)
    options = [f'method: "{call.method}"'] if call.method != "GET" else []
    headers = [
        f"{name if name.isalpha() else _string(name)}: {value if value.startswith(('`', 'crypto')) else _string(value)}"
        for name, value in _headers(call, "`Bearer ${token}`", "crypto.randomUUID()").items()
    ]
    options += [f"headers: {{ {', '.join(headers)} }}"] if headers else []
    if call.media_type == _FORMS[1]:
        options.append("body: form")
    elif call.media_type == _FORMS[0]:
        options.append(f"body: new URLSearchParams({_indented(_written(dict(_fields(call))))})")
    elif call.media_type is not None:
        sent = _string(call.body) if isinstance(call.body, str) else f"JSON.stringify({_indented(_written(call.body))})"
        options.append(f"body: {sent}")
    end = ", {\n  " + ",\n  ".join(options) + ",\n}" if options else ""
    lines.append(f"const answer = await fetch(`{ADDRESS}{path}{_query(call)}`{end});")
    lines.append("if (!answer.ok) throw new Error(await answer.text());")
    if call.kept_as:
        lines.insert(0, 'import { writeFile } from "node:fs/promises";\n')
        lines.append(f"await writeFile({_string(call.kept_as)}, new Uint8Array(await answer.arrayBuffer()));")
    elif call.answered_in == _STREAM:
        lines += [
            "for await (const lines of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {",
            "  process.stdout.write(lines);",
            "}",
        ]
    else:
        lines.append("console.log(await answer.text());")
    return "\n".join(lines)


def _part(value: str) -> str:
    return f"await openAsBlob({_string(value)}), {_string(value)}" if _is_file(value) else _string(value)


def _python(call: Call) -> str:
    standard = ["import os"] * call.signed_in
    standard += ["from pathlib import Path"] * bool(call.kept_as) + ["from uuid import uuid4"] * call.repeatable
    lines = [*standard, *([""] if standard else []), "import httpx", ""]
    lines += ['token = os.environ["TOKEN"]'] if call.signed_in else []
    lines += [f"{name} = {_string(value)}" for name, value in call.places.items()]
    prefix = "f" if call.places else ""
    arguments = [f'{prefix}"{ADDRESS}{call.path}{_query(call)}"']
    headers = [
        f'"{name}": {value if value.startswith(("f", "str(")) else _string(value)}'
        for name, value in _headers(call, 'f"Bearer {token}"', "str(uuid4())").items()
        if (name, value) != ("Content-Type", "application/json")
    ]
    arguments += [f"headers={{{', '.join(headers)}}}"] if headers else []
    arguments += list(_python_body(call))
    function = "request" if call.method == "DELETE" and call.media_type else call.method.lower()
    arguments = [f'"{call.method}"', *arguments] if function == "request" else arguments
    if call.answered_in == _STREAM:
        return "\n".join([*lines, *_python_stream(call, arguments)])
    last = f'Path("{call.kept_as}").write_bytes(answer.content)' if call.kept_as else "print(answer.text)"
    lines.append(f"answer = httpx.{function}(\n    " + ",\n    ".join(arguments) + ",\n)")
    return "\n".join([*lines, "answer.raise_for_status()", last])


def _python_stream(call: Call, arguments: list[str]) -> Iterator[str]:
    asked = ",\n    ".join([f'"{call.method}"', *arguments, "timeout=None"])
    yield f"with httpx.stream(\n    {asked},\n) as answer:"
    yield "    answer.raise_for_status()"
    yield "    for line in answer.iter_lines():"
    yield "        print(line)"


def _python_body(call: Call) -> Iterator[str]:
    if call.media_type == _FORMS[1]:
        fields = [(name, value) for name, value in _fields(call) if not _is_file(value)]
        files = [f'"{name}": open({_string(value)}, "rb")' for name, value in _fields(call) if _is_file(value)]
        if fields:
            yield f"data={_indented(_literal(_gathered(fields)), 4)}"
        yield f"files={{{', '.join(files)}}}"
    elif call.media_type == _FORMS[0]:
        yield f"data={_indented(_literal(_gathered(_fields(call))), 4)}"
    elif isinstance(call.body, str) and call.media_type is not None:
        yield f"content={_string(call.body)}"
    elif call.media_type is not None:
        yield f"json={_indented(_literal(call.body), 4)}"


def _gathered(fields: Iterable[tuple[str, str]]) -> dict[str, str | list[str]]:
    """Fields by name, those that come twice as a list."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _literal(value: Any) -> str:
    """JSON as Python writes it."""
    return re.sub(
        r'("(?:[^"\\]|\\.)*")|\b(true|false|null)\b',
        lambda found: found[1] or {"true": "True", "false": "False", "null": "None"}[found[2]],
        _written(value, widely=True),
    )


def _string(text: str) -> str:
    return orjson.dumps(text).decode()


def _indented(text: str, by: int = 2) -> str:
    return text.replace("\n", "\n" + " " * by)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
