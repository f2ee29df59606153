"""Benchmarks: our figure beside a peer's, in one run, after equal answers."""
