"""What may be kept of an answer, and by whom (ADR 0040)."""

PUBLIC = b"no-cache"
"""Anybody may keep it, and asks whether it still holds before using it again."""
PERSONAL = b"private, no-store"
"""What a caller reads of persons: neither a browser nor a proxy keeps it. Its ETag serves who keeps it knowingly."""
SECRET = b"no-store"
"""What opens something, what was refused, what an act answered: kept nowhere, and never compressed (BREACH)."""
