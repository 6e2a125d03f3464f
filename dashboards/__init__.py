"""Superset for one deployment: settings, the dashboards as YAML, roles, and one process that puts them in place.

Everything here runs in the dashboards environment. Of the project it imports `orchestration.deployment` only.
Nothing here reads anything but a published release, and nothing writes outside `state/superset/`.
"""
