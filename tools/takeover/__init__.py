"""A made-up register to take over: people, papers and companies of nobody."""
