"""The `cqp` command, for those who run the service.

What it is made of is read with the collector of garbage at rest: no module ever is any, and its tours through them were
a fifth of a start.
"""

import gc

gc.disable()
try:
    from app.cli.command import cli, main
    from app.cli.serving import application, published_document
finally:
    gc.enable()

__all__ = ["application", "cli", "main", "published_document"]
