"""Contracts: what chiso57 knows about an extract, read from `expectations/*.odcs.yaml` and nowhere else."""

from orchestration.contracts.model import Column, Contract, ContractError, load_contracts
from orchestration.contracts.rules import Rule, rules_of

__all__ = ["Column", "Contract", "ContractError", "Rule", "load_contracts", "rules_of"]
