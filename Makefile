# The few verbs a person types. Everything else is the `chiso` command.
SHELL := /bin/bash
PYTHON ?= python3
UV := .tools/bin/uv
export UV_PROJECT_ENVIRONMENT :=
export DAGSTER_DISABLE_TELEMETRY := yes
SECTION ?= all

.PHONY: demo test test-full bench docs stop setup lock clean

demo: setup
	@CHISO_PROGRESS=1 .venv/bin/chiso demo

stop:
	@.venv/bin/chiso -d var/demo/chiso.toml stop

test: setup .venv/.system
	@.venv/bin/python tests/halves.py

test-full: setup .venv/.system
	@.venv/bin/python tests/full.py $(SECTION)

bench: setup
	@.venv/bin/python -m bench.run $(SECTION)

# The pages of docs/ that are generated from the contracts; a test fails when they are stale.
docs: .venv/.ready
	@.venv/bin/python -m orchestration.authoring.pages

setup: .venv/.ready .venv-dashboards/.ready

$(UV):
	@echo "▸ Cài uv vào .tools …"
	@$(PYTHON) -m venv .tools && .tools/bin/python -m pip install -q uv

.venv/.ready: orchestration/requirements.lock pyproject.toml | $(UV)
	@echo "▸ Cài môi trường xử lý (Dagster, dbt, Great Expectations, DuckDB) …"
	@test -x .venv/bin/python || $(UV) venv -q --python 3.11 .venv
	@$(UV) pip sync -q --python .venv/bin/python --require-hashes --compile-bytecode orchestration/requirements.lock
	@$(UV) pip install -q --python .venv/bin/python --no-deps -e . && touch $@

.venv-dashboards/.ready: dashboards/requirements.lock pyproject.toml | $(UV)
	@echo "▸ Cài môi trường bảng điều hành (Superset) …"
	@test -x .venv-dashboards/bin/python || $(UV) venv -q --python 3.11 .venv-dashboards
	@$(UV) pip sync -q --python .venv-dashboards/bin/python --require-hashes --compile-bytecode dashboards/requirements.lock
	@$(UV) pip install -q --python .venv-dashboards/bin/python --no-deps -e . && touch $@

# Browser tests drive the system's Chromium, SFTP tests start an OpenSSH server of their own on loopback; where one may not be installed
# they are skipped by name. Installing it must not start the system's own (policy-rc.d: 101).
.venv/.system: | .venv/.ready
	@wanted=""; command -v chromium >/dev/null || wanted="chromium fonts-noto-core"; \
	  command -v sshd >/dev/null || test -x /usr/sbin/sshd || wanted="$$wanted openssh-server"; \
	  if [ -n "$$wanted" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    test -e /usr/sbin/policy-rc.d || { trap 'rm -f /usr/sbin/policy-rc.d' EXIT; install -m 755 <(printf '#!/bin/sh\nexit 101\n') /usr/sbin/policy-rc.d; }; \
	    { apt-get update -q && apt-get install -y -q --no-install-recommends $$wanted; } >/dev/null || true; \
	  fi
	@command -v chromium >/dev/null || echo "Bỏ qua các kiểm thử trình duyệt (tests/browser): máy này không có Chromium và không được phép cài."
	@command -v sshd >/dev/null || test -x /usr/sbin/sshd || echo "Bỏ qua các kiểm thử SFTP (tests/unit/intake/test_servers.py): máy này không có OpenSSH và không được phép cài."
	@touch $@

# Resolve again and write both locks: names, versions and hashes, no registry's address.
lock: | $(UV)
	@$(UV) lock -q
	@$(UV) export -q --group pipeline --group test --no-emit-project --no-annotate --no-header -o orchestration/requirements.lock
	@$(UV) export -q --group dashboards --no-emit-project --no-annotate --no-header -o dashboards/requirements.lock

clean: stop
	@rm -rf var .pytest_cache
