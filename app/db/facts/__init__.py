"""Stored facts as a whole: which there are, what is wrong with them, and their rewriting into another shape."""
