"""Taking over what was decided before the platform: checked, written, undone (D77)."""
