"""The same work done well in other ways: NumPy, DuckDB, pandas, PostgreSQL."""
