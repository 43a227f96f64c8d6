"""A session of many dossiers is closed, and what follows is done."""
