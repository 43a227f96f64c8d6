"""What is held on persons: exported for them, and let go once its time is over."""
