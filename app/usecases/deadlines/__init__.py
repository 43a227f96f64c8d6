"""What is due in all dossiers: listed, kept right, and reminded of."""
