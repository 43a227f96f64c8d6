"""What is shipped to run the service, checked: each file of `deploy/` by its own tool, and against the program."""
