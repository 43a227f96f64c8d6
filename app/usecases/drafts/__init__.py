"""What people type and have not sent."""
