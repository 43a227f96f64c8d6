"""A closing, told in one paragraph."""

from collections.abc import Sequence
from statistics import median

from rich.console import Console

from app.usecases.access import Role
from benchmarks.closing.measured import Measured
from benchmarks.closing.probe import percentile
from benchmarks.closing.sitting import Sitting


def report(session: Sitting, measured: Measured) -> int:
    """Print the paragraph; 0 where nothing is missing."""
    times, (each, beside) = measured.times, measured.statements
    together = len(session.awarded) + len(session.partial)
    at_closing, worker, after_papers, after_minutes = measured.peaks
    printed = " ; ".join(f"{len(taken)} {name} {_spread(taken)}" for name, taken in measured.printed.items() if taken)
    done = ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in measured.done.items())
    probes = ", ".join(f"{phase} {probe.told()}" for phase, probe in measured.probes.items())
    Console(soft_wrap=True, highlight=False).print(
        f"Session de {len(session.dossiers)} dossiers ({len(session.awarded)} délivrances, {len(session.partial)} "
        f"partielles, {len(session.refused)} refus) : un vote sur {together} dossiers en {times['vote']:.1f} s ; "
        f"session lue en {1000 * times['session']:.0f} ms, ordre du jour en {1000 * times['agenda']:.0f} ms ; clôture "
        f"par le secrétariat en {times[Role.SECRETARIAT]:.2f} s, par le président en {times[Role.JURY]:.1f} s "
        f"({each:.1f} requêtes SQL par dossier, {beside} en plus) ; {measured.certificates} certificats, "
        f"{measured.told} événements et {measured.mails} mails, tout fait "
        f"{max(measured.done.values(), default=0):.0f} s après ({done}) ; getDossier d'un autre pendant ce temps, "
        f"p50 / p99 / max en ms : {probes} ; {printed} ; procès-verbal en {times['procès-verbal']:.1f} s, relu en "
        f"{1000 * times['procès-verbal, relu']:.0f} ms ; mémoire au plus, du serveur {at_closing} Mio à la clôture, "
        f"{after_papers} une fois imprimés les documents, {after_minutes} le procès-verbal ; de l'ouvrier {worker}. "
        f"Manque : {', '.join(measured.missing) or 'rien'}."
    )
    return 1 if measured.missing else 0


def _spread(taken: Sequence[float]) -> str:
    middle, worst = 1000 * median(taken), 1000 * percentile(taken, 95)
    return f"en {sum(taken):.0f} s (médiane {middle:.0f} ms, p95 {worst:.0f} ms)"
