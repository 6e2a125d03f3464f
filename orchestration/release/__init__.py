"""Releases: what readers see. Built aside, checked, closed, fsynced; the link `current.duckdb` is replaced atomically."""
