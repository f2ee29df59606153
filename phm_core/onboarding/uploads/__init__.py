"""Files that somebody uploaded: read in a process of their own, never trusted."""
