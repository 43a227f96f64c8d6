"""The journey machine: several dossiers, persons and companies in one world, and everybody who acts at random in it.

``store`` keeps the world in memory, behind the ports that the use cases ask; ``world`` performs what is tried;
``acts`` are the acts on a dossier, played well or badly; ``people`` who there is; ``invariants`` what must never be
seen; ``machine`` draws what happens; ``running`` counts steps, and ``python -m`` this package runs as many as asked.
"""
