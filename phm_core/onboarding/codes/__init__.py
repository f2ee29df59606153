"""Codes as recorded, and what they mean in the catalogue by the lists of a site."""
