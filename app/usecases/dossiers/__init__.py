"""What may be done with a dossier: one verb per file."""
