"""The Excel template of an extract: what a department fills in, made from the contract and nothing else."""

from orchestration.template.form import Form, NoTemplateError, form_of, is_filled_by_people, value_headers, why_no_form_vi
from orchestration.template.workbook import write_template

__all__ = ["Form", "NoTemplateError", "form_of", "is_filled_by_people", "value_headers", "why_no_form_vi", "write_template"]
