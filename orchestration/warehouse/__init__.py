"""The build: one DuckDB file that holds only what raw, ledger and code can rebuild, and the in-process dbt that fills it."""
