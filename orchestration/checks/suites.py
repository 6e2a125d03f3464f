"""A contract's rules as a Great Expectations suite.

The predicate is the contract's own (orchestration/contracts/rules.py): the same text that decided the quarantine, evaluated a second
time by another engine path; tests hold both verdicts equal. Each expectation returns one row with a count, never a row of data.
"""

from __future__ import annotations

import great_expectations as gx

from orchestration.contracts import Contract, Rule, rules_of

SEVERITY = {"error": "critical", "warning": "warning"}


def query_of(rule: Rule) -> str:
    """SQL that gives one row (`failed`) when any row of the batch breaks the rule, and none otherwise."""
    return f"select count(*) as failed from {{batch}} where not ({rule.predicate}) having count(*) > 0"


def suite_of(contract: Contract) -> gx.ExpectationSuite:
    """One expectation a rule, in the contract's order; severities and Vietnamese texts from the contract."""
    expectations = [
        gx.expectations.UnexpectedRowsExpectation(
            unexpected_rows_query=query_of(rule),
            description=f"{rule.name}: {rule.expected_vi}",
            severity=SEVERITY[rule.severity],
            notes=[rule.cause_vi, rule.fix_vi],
            meta={"rule": rule.name, "dimension": rule.dimension, "iso25012": rule.iso25012},
        )
        for rule in rules_of(contract)
    ]
    # All at once: one added to a suite that is already stored writes the whole suite anew.
    return gx.ExpectationSuite(name=contract.id, expectations=expectations)
