"""The credentials that holders show to programs."""
