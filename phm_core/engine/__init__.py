"""Answers questions from a snapshot: the only code that speaks to a data engine."""
