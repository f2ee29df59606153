"""PHM Explorer: population health management over curated Parquet."""
