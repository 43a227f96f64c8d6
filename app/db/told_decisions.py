"""The decision in force as it is told outside the jury, in the driver's own statements."""

TOLD_DECISION = """CASE
    WHEN x.awaiting_signature ->> 'decisions' IS NULL THEN x.decisions -> -1
    ELSE x.decisions -> (NULLIF((x.awaiting_signature ->> 'decisions')::int, 0) - 1)
END"""
"""Of ``x``, a dossier's facts unfolded: without what awaits the closing of its session (D54)."""
