"""How the process is seen from outside: what it is doing, its traces, its errors. It knows nothing of what it does."""
