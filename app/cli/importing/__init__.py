"""`cqp import`: reference data from files, all of a file or nothing of it."""
