"""Kills the daemon with SIGKILL at random instants under load and trouble, and checks what the history promises.

`python -m benchmarks.kills --times 300` prints what went wrong, and one figure at the end: the violations.
"""
