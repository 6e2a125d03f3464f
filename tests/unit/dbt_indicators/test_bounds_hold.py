"""The promise of [low, high]: whatever the rejected rows turn out to be, the final value lies inside the earlier bounds."""

from __future__ import annotations

import pytest

from tests.unit.dbt_indicators.facts import DOSSIER, small_facts

INSIDE = """
select b.indicator_code, b.agency_code, b.period_month, b.window_code, b.low, a.value, b.high
from before as b join after as a using (indicator_code, agency_code, period_month, window_code)
where b.indicator_code like 'DVC%' and a.value is not null and b.value is not null
  and (a.value < b.low - 1e-9 or a.value > b.high + 1e-9)
"""


def rejected(seed: int) -> str:
    return f"hash(dossier_code, {seed}) % 12 = 0"


@pytest.mark.parametrize("seed", range(4))
def test_final_value_lies_inside_the_bounds_of_rejected_rows(run_pass, tmp_path, seed):
    facts = small_facts()
    truth = DOSSIER.format(rows=2500)
    # what is known of a rejected row: sometimes not its unit, sometimes not its day, never more than is true
    facts["int_dossier_doubt"] = f"""
        select
            case when hash(dossier_code, {seed}, 'u') % 5 <> 0 then coalesce(agency_code, 'unallocated') end as agency_code,
            case when hash(dossier_code, {seed}, 'm') % 5 <> 0 then received_date end as received_date,
            hash(dossier_code, {seed}, 'm') % 5 = 0 as received_unknown,
            case when hash(dossier_code, {seed}, 'f') % 5 <> 0 then finished_date end as finished_date,
            hash(dossier_code, {seed}, 'f') % 5 = 0 as finished_unknown,
            case when not is_open then cast(coalesce(finished_at, received_at) as date) end as closed_date,
            1 as dossiers_received,
            1 as dossiers_closed
        from ({truth}) where known_to is null and {rejected(seed)}
    """
    facts["fct_dossier"] = f"select * from ({truth}) where not ({rejected(seed)})"
    connection = run_pass(facts)
    connection.execute(f"copy (select * from v) to '{tmp_path / 'before.parquet'}'")
    connection.execute("drop view v")
    for schema, name in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall():
        connection.execute(f"drop table {schema}.{name}")
    after = run_pass({**small_facts(), "fct_dossier": truth})
    after.execute(f"create view before as select * from '{tmp_path / 'before.parquet'}'")
    after.execute("create view after as select * from v")
    checked, doubtful = after.execute(
        "select count(*), count(*) filter (doubtful_count > 0) from before where indicator_code like 'DVC%'"
    ).fetchone()
    assert checked > 1000 and doubtful > checked / 2
    assert after.execute(INSIDE).fetchall() == []
