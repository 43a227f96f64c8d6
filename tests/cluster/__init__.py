"""The whole topology of docs/operations.md on this machine, and what is done to it while somebody writes down answers.

`make cluster` starts it; `make chaos` drives it through a table of faults. Neither belongs to the suite.
"""
