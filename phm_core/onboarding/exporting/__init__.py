"""A snapshot of synthetic people written in a format that others read."""
