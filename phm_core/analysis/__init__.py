"""Use cases: a question or two asked through the gateway, and what follows."""
