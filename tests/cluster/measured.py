"""What the last whole table said, as it is kept and as docs/quality.md shows it."""

import json
import platform
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cluster.chaos import Outcome

MEASURED = Path(__file__).with_name("measured.toml")


def as_toml(outcome: "Outcome", on: date) -> str:
    """The table, to be kept."""
    lines = [f"on = {on}", f"python = {json.dumps(platform.python_version())}"]
    lines += [f"mails = {outcome.mails}", f"mails_missing = {outcome.mails_missing}"]
    lines.append(f"mails_repeated = {outcome.mails_repeated}")
    for row in outcome.rows:
        told = {
            "fault": row.fault,
            "why_not": row.why_not,
            "acknowledged": row.acknowledged,
            "lost": row.lost,
            "doubled": row.doubled,
            "silence": round(row.silence, 1),
            "faults_of_ours": len(row.faults_of_ours),
        }
        lines += [
            "",
            "[[faults]]",
            *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()),
        ]
        lines.append("statuses = " + _inline(dict(row.statuses.most_common())))
    if outcome.locked_row is not None:
        seen = outcome.locked_row
        lines += ["", "[locked_row]", f"statuses = {_inline(dict(seen.statuses))}", f"longest = {seen.longest:.1f}"]
        lines += [f"readiness = {_inline(dict(seen.readiness))}", f"others_failed = {seen.others_failed}"]
        lines += [
            f"before_p99_ms = {seen.before_p99 * 1000:.0f}",
            f"meanwhile_p99_ms = {seen.meanwhile_p99 * 1000:.0f}",
        ]
    return "\n".join(lines) + "\n"


def _inline(counts: dict[str, int]) -> str:
    return "{ " + ", ".join(f"{json.dumps(name)} = {number}" for name, number in counts.items()) + " }"


def faults_table() -> str:
    """The part of docs/quality.md on what was done to a cluster."""
    kept = tomllib.loads(MEASURED.read_text(encoding="utf-8"))
    tried = [row for row in kept["faults"] if not row["why_not"]]
    sums = {name: sum(row[name] for row in tried) for name in ("acknowledged", "lost", "doubled", "faults_of_ours")}
    return (
        "\n## La table des fautes\n\n"
        f"Le {kept['on']}, par `make chaos` (une machine, deux cœurs partagés ; PostgreSQL 15 et\n"
        "sa réplique synchrone sous Patroni et etcd, PgBouncer, deux `serve`, deux `worker`, HAProxy) : quatre\n"
        "clients ouvrent un dossier, y déposent un document et le retirent, chaque écriture sous sa clé\n"
        f"d'idempotence, redite jusqu'à être confirmée.\n**{len(tried)} fautes, {sums['acknowledged']} écritures : "
        f"{sums['lost']} perdue, {sums['doubled']} doublée, {sums['faults_of_ours']} réponse 500.**\n"
        + _mails(kept)
        + (f"{kept['note']}\n" if "note" in kept else "")
        + "\n« Sans écriture » : le plus long temps sans qu'aucune écriture ne soit confirmée, la faute comprise.\n"
        "Réponses : `again`, celle gardée sous la clé ; `cut`, `no answer`, `hung up`, connexion coupée, quinze\n"
        "secondes sans réponse, raccroché par le client ; `proxy`, dit par le mandataire.\n\n"
        "| faute | confirmées | perdues | doublées | sans écriture (s) | réponses |\n|---|--:|--:|--:|--:|---|\n"
        + "".join(_row(row) for row in kept["faults"])
        + _locked_row(kept.get("locked_row"))
    )


def _mails(kept: dict[str, Any]) -> str:
    if "mails" not in kept:
        return ""
    return (
        f"{kept['mails']} courriels écrits, {kept['mails_missing']} manquant, {kept['mails_repeated']} reçus deux fois "
        "sous le même Message-ID\n(un ouvrier ou un chemin coupé entre l'accord du serveur et sa note).\n"
    )


def _row(row: dict[str, Any]) -> str:
    if row["why_not"]:
        return f"| {row['fault']} | | | | | pas essayée : {row['why_not']} |\n"
    ends = ", ".join(f"{number} × {status}" for status, number in row["statuses"].items())
    silence = str(row["silence"]).replace(".", ",")
    return f"| {row['fault']} | {row['acknowledged']} | {row['lost']} | {row['doubled']} | {silence} | {ends} |\n"


def _locked_row(seen: dict[str, Any] | None) -> str:
    if seen is None:
        return ""
    ends = ", ".join(f"{number} × {status}" for status, number in seen["statuses"].items())
    ready = ", ".join(f"{number} × {status}" for status, number in seen["readiness"].items())
    longest = str(seen["longest"]).replace(".", ",")
    return (
        "\nUne ligne de `dossiers` verrouillée soixante secondes, deux cents demandes sur elle par le mandataire, "
        f"les deux processus\net PgBouncer : {ends}, la plus longue en {longest} s ; `/readyz` {ready} ;\nles autres "
        f"requêtes, 99e centile, {seen['before_p99_ms']} ms avant et {seen['meanwhile_p99_ms']} ms pendant, "
        f"{seen['others_failed']} en échec.\n"
    )
