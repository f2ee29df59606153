"""Who may ask what for which purpose, and what may leave: pure decisions, no I/O."""
