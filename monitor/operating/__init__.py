"""Running for years: logs, readiness and watchdog, health over HTTP, reloads, room on the disk.

Nothing here knows a claim or an outlet; the daemon puts these parts together.
"""
