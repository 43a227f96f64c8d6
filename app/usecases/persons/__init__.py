"""Who is who: the doubts that arise as dossiers are opened, and what the secretariat says of them."""
