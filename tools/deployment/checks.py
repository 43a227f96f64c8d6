"""Each kind of file under `deploy/`, given to the tool that will read it, or to its schema."""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import yaml  # type: ignore[import-untyped]
from check_jsonschema.builtin_schemas import get_builtin_schema  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
KUBERNETES_VERSION = "1.30"


class ToolMissingError(Exception):
    """What would check the file is not installed here; the name of the Debian package that brings it."""


class RefusedError(Exception):
    """The file is wrong; what its tool says of it."""


def systemd(folder: Path) -> None:
    """`systemd-analyze verify`, on units whose programs are replaced by one that is everywhere."""
    tool = _tool("systemd-analyze", "systemd")
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        if unit.suffix in {".service", ".timer"}:
            started = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE)
            copy = folder / unit.name.replace("@.", "@8000.")
            copy.write_text(started)
            units.append(copy)
    said = _run(tool, "verify", "--man=no", "--recursive-errors=no", *units)
    if said:
        raise RefusedError(said)


def nginx(folder: Path) -> None:
    """`nginx -t`, with a certificate of the moment and names that resolve here."""
    tool, openssl = _tool("nginx", "nginx-light"), _tool("openssl", "openssl")
    key, certificate = folder / "cqp.key", folder / "cqp.pem"
    _run(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=cqp.exemple.fr", "-keyout", key, "-out", certificate)  # fmt: skip
    for name in ("nginx.conf", "compose.conf"):
        tried = folder / name
        tried.write_text(nginx_on_this_machine((DEPLOY / "nginx" / name).read_text(), folder))
        _run(tool, "-t", "-q", "-e", folder / "error.log", "-c", tried)


def nginx_on_this_machine(configuration: str, folder: Path, ports: Mapping[str, int] | None = None) -> str:
    """The configuration with its files in ``folder`` and its ports moved; what it says stays."""
    moved = (
        configuration.replace("/etc/nginx/tls", str(folder))
        .replace("/var/log/nginx", str(folder))
        .replace("/run/nginx.pid", str(folder / "nginx.pid"))
        .replace("server serve:8000", "server 127.0.0.1:8000")
    )
    for port, other in (ports or {"80": free_port(), "443 ssl http2": free_port()}).items():
        moved = moved.replace(
            f"listen {port}", f"listen 127.0.0.1:{other}" + port.partition(" ")[1] + port.partition(" ")[2]
        )
    return moved


def haproxy(_: Path) -> None:
    """`haproxy -c`."""
    for name in ("haproxy.cfg", "postgresql.cfg"):
        _run(_tool("haproxy", "haproxy"), "-c", "-q", "-f", DEPLOY / "haproxy" / name)


def patroni(_: Path) -> None:
    """The names and kinds that Patroni asks for; its own check opens the ports and folders that it names."""
    told = yaml.safe_load((DEPLOY / "patroni" / "patroni.yml").read_text())
    _refuse(f"{name} is missing" for name in ("scope", "name", "restapi", "etcd3", "postgresql") if name not in told)
    timing = told["bootstrap"]["dcs"]
    _refuse(
        f"{name} is no number" for name in ("ttl", "loop_wait", "retry_timeout") if not isinstance(timing[name], int)
    )
    if timing["ttl"] < timing["loop_wait"] + 2 * timing["retry_timeout"]:
        raise RefusedError("ttl is shorter than loop_wait and twice retry_timeout: Patroni would depose a live primary")


def pgbouncer(folder: Path) -> None:
    """PgBouncer has no check: it is started on another port, and must listen, without a word of complaint."""
    tool, port = _tool("pgbouncer", "pgbouncer"), free_port()
    users = folder / "userlist.txt"
    users.write_text('"cqp" "secret"\n')
    tried = folder / "pgbouncer.ini"
    tried.write_text(
        (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text()
        .replace("/etc/pgbouncer/userlist.txt", str(users))
        .replace("listen_port = 6432", f"listen_port = {port}\nunix_socket_dir =")
    )  # fmt: skip
    folder.chmod(0o755)
    running = subprocess.Popen(
        [tool, "-u", "nobody", str(tried)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    listens = _listens(port, running)
    running.terminate()
    said = running.communicate(timeout=10)[1]
    if not listens or re.search(r"WARNING|ERROR|FATAL", said):
        raise RefusedError(said)


def prometheus(_: Path) -> None:
    """`promtool`: the collection, the rules, and what the rules say of well and ill."""
    tool, folder = _tool("promtool", "prometheus"), DEPLOY / "prometheus"
    _run(tool, "check", "config", "--syntax-only", folder / "prometheus.yml")
    _run(tool, "check", "rules", folder / "rules.yml")
    _run(tool, "test", "rules", folder / "rules_test.yml")


def compose(_: Path) -> None:
    """Compose's own schema, and what its schema cannot see: names that lead nowhere."""
    document = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    _refuse(f"{error.json_path}: {error.message}" for error in _compose_schema().iter_errors(document))
    services = document["services"]
    _refuse(
        f"{name}: {kind} {each} is declared nowhere"
        for name, service in services.items()
        for kind, declared in (
            ("secrets", document["secrets"]),
            ("networks", document["networks"]),
            ("depends_on", services),
        )
        for each in service.get(kind, ())
        if each not in declared
    )
    _refuse(
        f"{name}: the volume {volume} is declared nowhere"
        for name, service in services.items()
        for volume in service.get("volumes", ())
        if not volume.startswith(("./", "/")) and volume.partition(":")[0] not in document["volumes"]
    )


def kubernetes(_: Path) -> None:
    """Kubernetes' own schemas, strictly; and that what the objects name is made by the Kustomization."""
    folder = DEPLOY / "kubernetes"
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text())
    objects = [each for name in kustomization["resources"] for each in yaml.safe_load_all((folder / name).read_text())]
    _keep_to_the_schemas(objects)
    listed = {*kustomization["resources"], "kustomization.yaml"}
    _refuse(f"{each.name} is not listed" for each in folder.glob("*.yaml") if each.name not in listed)
    made = {
        generated["name"] for kind in ("configMapGenerator", "secretGenerator") for generated in kustomization[kind]
    }
    _refuse(f"{name} is made by no generator" for _, name in _named_in(objects) if name not in made)
    used = {container["image"] for container in _containers(objects)}
    _refuse(f"the image {name} is not replaced" for name in used - {each["name"] for each in kustomization["images"]})


def kustomize(folder: Path) -> None:
    """Kustomize renders the base, with secrets of the moment; what comes out fits together."""
    tool, base, rendered = _kustomize(), folder / "kubernetes", folder / "rendered.yaml"
    shutil.copytree(DEPLOY / "kubernetes", base)
    kustomization = yaml.safe_load((base / "kustomization.yaml").read_text())
    for secret in _files_of_secrets(kustomization):
        (base / secret).parent.mkdir(exist_ok=True)
        (base / secret).write_text("NAME=value\n")
    said = _run(*tool, base, "-o", rendered)
    if said:
        raise RefusedError(said)
    objects = list(yaml.safe_load_all(rendered.read_text()))
    _keep_to_the_schemas(objects)
    there = {(each["kind"], each["metadata"]["name"]) for each in objects}
    named = [*_named_in(objects), *_leant_on(objects)]
    _refuse(f"{kind} {name} is not there" for kind, name in named if (kind, name) not in there)
    images = {f"{each['newName']}:{each['newTag']}" for each in kustomization["images"]}
    _refuse(f"the image {each['image']} is not ours" for each in _containers(objects) if each["image"] not in images)
    pods = [each["spec"]["template"].get("metadata", {}).get("labels", {}) for each in objects if _makes_pods(each)]
    _refuse(
        f"{each['kind']} {each['metadata']['name']} selects no pod"
        for each in objects
        if (labels := _labels_selected_by(each)) and not any(labels.items() <= pod.items() for pod in pods)
    )


def grafana(_: Path) -> None:
    """A dashboard whose panels have their own ids and places, and each a question."""
    panels = json.loads((DEPLOY / "grafana" / "cqp.json").read_text())["panels"]
    ids = [panel["id"] for panel in panels]
    _refuse(["two panels have one id"] if len(ids) != len(set(ids)) else [])
    _refuse(f"{panel['title']}: asks nothing" for panel in panels if panel["type"] != "row" and not panel["targets"])
    _refuse(f"{panel['title']}: too wide" for panel in panels if panel["gridPos"]["x"] + panel["gridPos"]["w"] > 24)


CHECKS: Mapping[str, Callable[[Path], None]] = {
    "systemd": systemd,
    "nginx": nginx,
    "haproxy": haproxy,
    "patroni": patroni,
    "pgbouncer": pgbouncer,
    "prometheus": prometheus,
    "compose": compose,
    "kubernetes": kubernetes,
    "kustomize": kustomize,
    "grafana": grafana,
}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _compose_schema() -> Draft202012Validator:
    return Draft202012Validator(get_builtin_schema("vendor.compose-spec"))


def _keep_to_the_schemas(objects: list[Any]) -> None:
    for each in objects:
        try:
            kubernetes_validate.validate(each, KUBERNETES_VERSION, strict=True)
        except (kubernetes_validate.ValidationError, kubernetes_validate.InvalidSchemaError) as error:
            raise RefusedError(f"{each['kind']} {each['metadata']['name']}: {error}") from error


def _kustomize() -> tuple[str, str]:
    """Kustomize, alone or inside kubectl, which tells of it since it reads what our Kustomization says."""
    if alone := shutil.which("kustomize"):
        return alone, "build"
    kubectl = _tool("kubectl", "kustomize")
    if "kustomizeVersion" not in subprocess.check_output([kubectl, "version", "--client", "-o", "json"], text=True):
        raise ToolMissingError("kustomize")
    return kubectl, "kustomize"


def _files_of_secrets(kustomization: Any) -> Iterator[str]:
    for generated in kustomization.get("secretGenerator", ()):
        yield from generated.get("envs", ())
        yield from (file.rpartition("=")[2] for file in generated.get("files", ()))


def _named_in(objects: list[Any]) -> Iterator[tuple[str, str]]:
    """The kind and name of each ConfigMap and Secret that a pod asks for."""
    for container in _containers(objects):
        for source in container.get("envFrom", ()):
            ((reference, named),) = source.items()
            yield {"configMapRef": "ConfigMap", "secretRef": "Secret"}[reference], named["name"]
    for pod in _pods(objects):
        yield from (
            ("Secret", volume["secret"]["secretName"]) for volume in pod.get("volumes", ()) if "secret" in volume
        )


def _leant_on(objects: list[Any]) -> Iterator[tuple[str, str]]:
    """The kind and name of what an object is in, runs as, or scales."""
    for each in objects:
        if "namespace" in each["metadata"]:
            yield "Namespace", each["metadata"]["namespace"]
        if scaled := each.get("spec", {}).get("scaleTargetRef"):
            yield scaled["kind"], scaled["name"]
    yield from (("ServiceAccount", pod["serviceAccountName"]) for pod in _pods(objects))


def _labels_selected_by(each: Any) -> Any:
    selector = each.get("spec", {}).get("selector", {})
    return selector if each["kind"] == "Service" else selector.get("matchLabels")


def _makes_pods(each: Any) -> bool:
    return "template" in each.get("spec", {})


def _pods(objects: list[Any]) -> Iterator[Any]:
    yield from (each["spec"]["template"]["spec"] for each in objects if _makes_pods(each))


def _containers(objects: list[Any]) -> Iterator[Any]:
    for pod in _pods(objects):
        yield from pod["containers"]


def _refuse(faults: Iterator[str] | list[str]) -> None:
    if found := list(faults):
        raise RefusedError("\n".join(found))


def _tool(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        raise ToolMissingError(package)
    return found


def _run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise RefusedError(done.stdout + done.stderr)
    return done.stderr.strip()


def _listens(port: int, running: "subprocess.Popen[str]") -> bool:
    for _ in range(100):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return True
        if running.poll() is not None:
            return False
        time.sleep(0.05)
    return False
