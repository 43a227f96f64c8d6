"""Public directories of companies."""
