"""The screen on which records of people are brought from files."""
