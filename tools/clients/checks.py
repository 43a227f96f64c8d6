"""What is done with each generator: how it generates, how its client compiles, what runs against a sandbox."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "clients"
BUILD = ROOT / "build" / "clients"
DOCUMENT = ROOT / "openapi" / "v1.json"
WITHOUT_WEBHOOKS = BUILD / "v1-without-webhooks.json"
"""For the generators that stumble over webhooks: as a running service answers it, made of the one that is committed."""
TYPESCRIPT = CLIENTS / "typescript"
GENERATORS = CLIENTS / "generators"
"""Generators of which no example is kept here, from a lock of their own."""
VENV = BUILD / "venv" / "bin"
HTTPMIME = BUILD / "httpmime.jar"
GO_MOD = BUILD / "go-modules" / "go.mod"
"""From which modules the Go client is built here: those that Debian packages."""
ADDRESS = "{address}"
"""Where a command names the sandbox's address."""

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One generator. ``needs`` are commands or files without which it cannot be tried here.

    Commands run in ``folder``; ``made`` is what they write. An empty ``runs`` is a generator that is compiled alone.
    """

    name: str
    needs: tuple[str, ...]
    folder: Path
    generates: Sequence[Command]
    compiles: Sequence[Command]
    runs: Sequence[Command] = ()
    made: Path | None = None
    quick: bool = False


def checks() -> tuple[Check, ...]:
    """Every generator that integrators are told to use."""
    return (
        _lint(),
        _openapi_typescript(),
        _hey_api(),
        _orval(),
        _kubb(),
        _typescript_fetch(),
        _java(),
        _go(),
        _python(),
    )


def _node(name: str) -> str:
    return str(TYPESCRIPT / "node_modules" / ".bin" / name)


def _other(name: str) -> str:
    return str(GENERATORS / "node_modules" / ".bin" / name)


_STRICT = (
    *("--strict", "--skipLibCheck", "--types", "node", "--target", "ES2022"),
    *("--module", "ESNext", "--moduleResolution", "Bundler", "--allowImportingTsExtensions"),
)


def _lint() -> Check:
    rules, documents = str(ROOT / "openapi" / "redocly.yaml"), (DOCUMENT, WITHOUT_WEBHOOKS)
    return Check(
        name="redocly lint, openapi-spec-validator",
        needs=("node",),
        folder=TYPESCRIPT,
        generates=(),
        compiles=tuple((_node("redocly"), "lint", "--config", rules, str(document)) for document in documents)
        + tuple((str(Path(sys.executable).parent / "openapi-spec-validator"), str(document)) for document in documents),
        quick=True,
    )


def _openapi_typescript() -> Check:
    types = BUILD / "openapi-typescript" / "schema.d.ts"
    strict = ("--strict", "--noEmit", "--skipLibCheck", "false", "--types", "node")
    return Check(
        name="openapi-typescript",
        needs=("node",),
        folder=TYPESCRIPT,
        generates=((_node("openapi-typescript"), str(DOCUMENT), "--output", str(types)),),
        compiles=((_node("tsc"), *strict, str(types)),),
        made=types,
        quick=True,
    )


def _hey_api() -> Check:
    generated = ("--output", "src/generated", "--client", "@hey-api/client-fetch")
    return Check(
        name="@hey-api/openapi-ts",
        needs=("node",),
        folder=TYPESCRIPT,
        generates=((_node("openapi-ts"), "--input", str(DOCUMENT), *generated),),
        compiles=((_node("tsc"),),),
        runs=(("env", f"BASE_URL={ADDRESS}", "node", "build/journey.js"),),
        made=TYPESCRIPT / "src" / "generated",
        quick=True,
    )


def _orval() -> Check:
    made = BUILD / "orval" / "api.ts"
    strict = (*_STRICT, "--lib", "ES2022,DOM,DOM.Iterable", "--noEmit")
    return Check(
        name="orval",
        needs=("node",),
        folder=TYPESCRIPT,
        generates=((_other("orval"), "--input", str(DOCUMENT), "--output", str(made), "--client", "fetch"),),
        compiles=((_node("tsc"), *strict, str(made)),),
        made=made,
    )


def _kubb() -> Check:
    made = BUILD / "kubb" / "index.ts"
    return Check(
        name="kubb",
        needs=("node",),
        folder=TYPESCRIPT,
        generates=(("env", "-C", str(GENERATORS), _other("kubb"), "generate", "--config", "kubb.config.ts"),),
        compiles=((_node("tsc"), *_STRICT, "--noEmit", str(made)),),
        made=made,
    )


def _go() -> Check:
    """With the three options without which it does not compile, or fails on what an answer may hold one day."""
    made = BUILD / "go"
    offline = "GOPROXY=off GOTOOLCHAIN=local"
    wanted = "enumClassPrefix=true,disallowAdditionalPropertiesIfNotPresent=false,enumUnknownDefaultCase=true"
    return Check(
        name="openapi-generator go",
        needs=("java", str(VENV / "go"), str(GO_MOD)),
        folder=made,
        generates=((*_generator("go", WITHOUT_WEBHOOKS, made), f"--additional-properties={wanted}"),),
        compiles=(("sh", "-c", f"rm -rf test && {offline} {VENV}/go build -mod=mod -modfile={GO_MOD} ./..."),),
        made=made,
    )


def _typescript_fetch() -> Check:
    made = BUILD / "typescript-fetch"
    strict = ("--strict", "--skipLibCheck", "false", "--types", "node", "--target", "ES2022", "--module", "CommonJS")
    return Check(
        name="openapi-generator typescript-fetch",
        needs=("node", "java", str(VENV)),
        folder=TYPESCRIPT,
        generates=(_generator("typescript-fetch", WITHOUT_WEBHOOKS, made),),
        compiles=((_node("tsc"), *strict, "--outDir", str(made / "compiled"), str(made / "index.ts")),),
        runs=(("node", str(CLIENTS / "typescript-fetch" / "smoke.cjs"), str(made / "compiled"), ADDRESS),),
        made=made,
    )


def _java() -> Check:
    made = BUILD / "java"
    path = ":".join((str(made / "classes"), str(BUILD / "openapi-generator.jar"), str(HTTPMIME)))
    sources = f"find '{made}/src/main/java' '{CLIENTS}/java' -name '*.java' > '{made}/sources'"
    wanted = (
        "--additional-properties=library=native,openApiNullable=false,useJakartaEe=true,enumUnknownDefaultCase=true"
    )
    return Check(
        name="openapi-generator java (native)",
        needs=("javac", str(VENV), str(HTTPMIME)),
        folder=BUILD,
        generates=((*_generator("java", DOCUMENT, made), wanted),),
        compiles=(
            ("sh", "-c", sources),
            ("javac", "-nowarn", "-proc:none", "-d", str(made / "classes"), "-cp", path, f"@{made}/sources"),
        ),
        runs=(("java", "-cp", path, "Smoke", ADDRESS),),
        made=made / "src" / "main",
    )


def _generator(name: str, document: Path, into: Path) -> Command:
    return (
        "java",
        "-jar",
        str(BUILD / "openapi-generator.jar"),
        "generate",
        "-i",
        str(document),
        "-g",
        name,
        "-o",
        str(into),
    )


def _python() -> Check:
    package, source = BUILD / "python" / "cqp_client", CLIENTS / "python"
    generated = ("--meta", "none", "--overwrite", "--fail-on-warning", "--config", str(source / "config.yml"))
    path = f"PATH={VENV}:/usr/bin:/bin"
    return Check(
        name="openapi-python-client",
        needs=(str(VENV),),
        folder=BUILD / "python",
        generates=(
            (
                "env",
                path,
                "openapi-python-client",
                "generate",
                "--path",
                str(DOCUMENT),
                "--output-path",
                str(package),
                *generated,
            ),
        ),
        compiles=(
            (str(VENV / "mypy"), "--config-file", str(source / "mypy.ini"), "cqp_client", str(source / "journey.py")),
        ),
        runs=(("env", "PYTHONPATH=.", str(VENV / "python"), str(source / "journey.py"), ADDRESS),),
        made=package,
    )
