"""What a reader sees, by name: fetch, compute, caption, draw. Pages, command line and report ask here for the same."""
