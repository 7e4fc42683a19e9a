"""Follows a news story across outlets and forums, and speaks up when the coverage changes."""

__version__ = "0.1.0"
