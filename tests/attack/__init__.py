"""Attacks: what a curious user, a wrong link or a clever sequence would try."""
