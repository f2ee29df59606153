"""Migrations of the app database, run at start."""
