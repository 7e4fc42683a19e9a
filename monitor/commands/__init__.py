"""The commands, one file a group. A module here imports nothing heavy before its command runs."""
