"""From files to a snapshot: adapters, their checks and the one writer."""
