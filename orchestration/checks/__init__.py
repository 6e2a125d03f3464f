"""Great Expectations: suites built from the contracts, run on what a run touched, Data Docs with counts and no values."""
