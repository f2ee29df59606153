"""One file for each change of the app database, in order."""
