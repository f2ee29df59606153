"""Turns the public files of an area into a validated area pack."""
