"""What is printed, for whoever has a right to it: gathered, printed, sealed once, and kept."""
