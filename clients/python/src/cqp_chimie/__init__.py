"""The API of the CQP of the chemical industries, from Python.

``cqp_chimie.rest`` is generated from the published document: a module for each operation, a class for each body. What
is here is what no generator makes: who calls, what is tried again, lists and the feed read to their end, webhooks.
"""

from cqp_chimie.connection import anonymous, person, program
from cqp_chimie.feed import FeedRestoredError, FilePlace, Place, follow
from cqp_chimie.lists import every
from cqp_chimie.problems import ProblemError, answered
from cqp_chimie.version import __version__
from cqp_chimie.webhooks import received

__all__ = [
    "FeedRestoredError",
    "FilePlace",
    "Place",
    "ProblemError",
    "__version__",
    "anonymous",
    "answered",
    "every",
    "follow",
    "person",
    "program",
    "received",
]
