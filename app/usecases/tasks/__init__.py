"""What is to be done, and by whom: kept with the dossiers, and listed."""
