"""Dagster's graph is the documentation: keys, groups and checks follow the path of a number."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from orchestration.contracts import load_contracts, rules_of
from tests.conftest import PROJECT

SCRIPT = """
import json, warnings; warnings.simplefilter('ignore')
from orchestration.definitions import defs
graph = defs().resolve_asset_graph()
nodes = {'/'.join(k.path): {'group': graph.get(k).group_name, 'deps': sorted('/'.join(p.path) for p in graph.get(k).parent_keys)} for k in graph.get_all_asset_keys()}
d = defs()
print(json.dumps({'nodes': nodes, 'checks': sorted(c.name for c in graph.asset_check_keys), 'sensors': [s.name for s in d.sensors], 'schedules': [s.name for s in d.schedules]}))
"""


def test_the_graph_is_the_path_of_a_number(built):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=PROJECT,
        env=os.environ | {"CHISO_DEPLOYMENT": str(built.config_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    graph = json.loads(done.stdout.strip().splitlines()[-1])
    nodes = graph["nodes"]
    for extract in built.extracts:
        assert nodes[f"raw/{extract}"] == {"group": "2_du_lieu_tho", "deps": ["landing/files"]}
    assert "raw/dvc_dossier" in nodes["staging/stg_dvc__dossier"]["deps"]
    assert "reporting/rpt_executive__scorecard" in nodes["release/current"]["deps"]
    # what an extract that is off would be raw for is only a name that its staging model depends on: no step gives it a group
    off = {f"raw/{extract}" for extract in load_contracts(built.contracts_dirs)} - {f"raw/{extract}" for extract in built.extracts}
    steps = {k.split("/")[0]: v["group"] for k, v in nodes.items() if k not in off}
    assert steps["landing"] == "1_tiep_nhan" and steps["raw"] == "2_du_lieu_tho" and steps["staging"] == "3_chuan_hoa"
    assert steps["reporting"] == "7_bang_dieu_hanh" and steps["release"] == "8_phat_hanh"
    contracts = load_contracts(built.contracts_dirs, built.extracts)
    wanted = {f"{c.id}__{rule.name}".replace(".", "__") for c in contracts.values() for rule in rules_of(c)}
    assert wanted <= set(graph["checks"])
    assert graph["sensors"] == ["drop_zone"] and graph["schedules"] == ["daily"]
