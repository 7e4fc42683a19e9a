"""The stages of the walk, each a thin shell: it fetches or computes, asks a room to decide, and stores.

Every stage writes its output and its mark in one transaction, so that a process killed at any point
finds its unfinished work by a query and goes on.
"""
