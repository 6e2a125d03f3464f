"""Dagster's view of the path of a number. Thin: every step calls a package that knows nothing of Dagster."""
