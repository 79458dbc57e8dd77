"""The chapters: each gives its blocks from a ``Matter``."""
