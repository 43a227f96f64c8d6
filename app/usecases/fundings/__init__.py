"""What funders may do."""
