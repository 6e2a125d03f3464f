"""What a spreadsheet shows where a formula failed: never a value, in whatever column it stands.

Here: that list. Read by intake, the rules and, through render_dbt, by staging.
"""

EXCEL_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!")
