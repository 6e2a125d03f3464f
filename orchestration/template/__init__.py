"""The Excel template of an extract: what a department fills in, made from the contract and nothing else."""

from orchestration.template.form import Form, NoTemplateError, form_of
from orchestration.template.workbook import write_template

__all__ = ["Form", "NoTemplateError", "form_of", "write_template"]
