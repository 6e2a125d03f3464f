"""`chiso contract lint`: what is wrong with a contract, each finding one Vietnamese sentence with file and line."""

from orchestration.authoring.lint.run import lint_files
from orchestration.authoring.lint.source import ERROR, WARNING, Finding

__all__ = ["ERROR", "WARNING", "Finding", "lint_files"]
