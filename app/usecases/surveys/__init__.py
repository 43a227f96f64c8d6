"""What became of holders: surveys opened, answered, counted, and forgotten in time."""
