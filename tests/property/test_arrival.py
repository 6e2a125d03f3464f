"""How deliveries come makes no difference to a figure: repeated, renamed, zipped, in any order, in declared parts, over several runs, killed.

Here: histories drawn at random over a small world, each through the real intake and the real dbt build, and the proof that the comparison can
fail. Not here: the whole job with its checks and releases (tests/end_to_end/test_arrival.py, tests/fault).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from orchestration.state import Ledger
from orchestration.warehouse import dbt
from tests.property.place import Place
from tests.property.world import SPLITS, deliveries, split

NAMES = (
    "cổng 1.json", "cổng 2.json", "cổng 3.json", "một cửa 1.xlsx", "một cửa 2.xlsx", "sổ tháng 7.xlsx", "sổ tháng 7 sửa.xlsx", "không phát sinh.txt",
    "thôn sửa.xlsx", "thuê bao A 7.csv", "thuê bao A 7 sửa.csv", "thuê bao B 7.csv", "thuê bao A 8.csv", "hỏng.json",
)  # fmt: skip
PIECES = max(map(len, SPLITS))


@dataclass(frozen=True)
class Run:
    """One run: what is delivered before it (a name of NAMES or the number of a piece of the split delivery, and the name it is given),
    which of these in one zip, where intake is killed first (None: it is not), what becomes of the build: `done`, `broken off`, `none`."""

    files: tuple[tuple[str | int, str], ...]
    zipped: frozenset[int] = frozenset()
    killed: tuple[int, str] | None = None
    build: str = "done"


@dataclass(frozen=True)
class History:
    way: int  # of SPLITS
    runs: tuple[Run, ...]


def _plain(way: int, *runs: tuple) -> History:
    return History(way, tuple(Run(tuple((item, str(item)) for item in run)) for run in runs))


ALL = (*NAMES, *range(PIECES))
# The newest and the copies first, everything in single steps where it matters; some of it again at the end.
BACKWARDS = History(
    3,
    (
        Run((("cổng 3.json", "z.json"), ("sổ tháng 7 sửa.xlsx", "a.xlsx"), ("thôn sửa.xlsx", "b"), (2, "c.xlsx"), ("thuê bao A 7 sửa.csv", "d.txt"))),
        Run((("một cửa 2.xlsx", "b.xlsx"), (1, "x.xlsx"), ("cổng 2.json", "1.json")), frozenset({0, 1, 2}), (40, "after")),
        Run(tuple((item, f"lại/{n}") for n, item in enumerate(ALL[::-1])), build="broken off"),
        Run((("cổng 1.json", "cổng 1.json"),), killed=(1, "before")),
    ),
)


@st.composite
def histories(draw) -> History:
    items = draw(st.permutations(ALL)) + draw(st.lists(st.sampled_from(ALL), max_size=5))
    cuts = sorted(draw(st.lists(st.integers(0, len(items)), max_size=2)))
    runs = []
    for first, last in zip([0, *cuts], [*cuts, len(items)], strict=True):
        names = [draw(st.text("abcé 7.", max_size=6)) + draw(st.sampled_from(["", ".dat", ".xlsx", ".json"])) for _ in range(first, last)]
        files = tuple((item, f"{n} {name}") for n, (item, name) in enumerate(zip(items[first:last], names, strict=True)))
        zipped = draw(st.frozensets(st.integers(0, max(0, last - first - 1)), max_size=last - first)) if files else frozenset()
        killed = draw(st.none() | st.tuples(st.integers(1, 150), st.sampled_from(["before", "after"])))
        runs.append(Run(files, zipped, killed, draw(st.sampled_from(["done", "done", "none", "broken off"]))))
    return History(draw(st.integers(0, len(SPLITS) - 1)), tuple(runs))


class World:
    """The deliveries as bytes, made once, a deployment to deliver them to, and what comes out when nothing disturbs."""

    def __init__(self, root: Path):
        self.files, self.split = deliveries(root / "made"), split(root / "made")
        self.place = Place(root / "place")
        self.expected = self.live(_plain(0, ALL))

    def bytes_of(self, way: int, item: str | int) -> bytes | None:
        pieces = list(self.split[way].values())
        return self.files[item] if isinstance(item, str) else (pieces[item] if item < len(pieces) else None)

    def live(self, history: History):
        """Go through a history and return the content that counts in the end."""
        place, sent = self.place, set()
        place.begin()
        for number, run in enumerate(history.runs):
            packed = {}
            for position, (item, name) in enumerate(run.files):
                content = self.bytes_of(history.way, item)
                if content is not None:
                    sent.add(content)
                    if position in run.zipped:
                        packed[f"{position}/{name}"] = content
                    else:
                        place.put(f"{number}/{position}/{name or 'x'}", content)
            if packed:
                place.put_zip(f"{number}/gói.zip", packed)
            if run.killed:
                place.load_and_die(*run.killed)
            place.load()
            if run.build != "none":
                place.build(is_broken_off=run.build == "broken off")
        place.build()
        statuses = [row["status"] for row in place.loads()]
        assert sorted(statuses) == ["accepted"] * (len(sent) - 1) + ["refused"], "each file is one load"
        return place.content()


def must_not_matter(world: World, history: History) -> None:
    assert world.live(history) == world.expected


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    made = World(tmp_path_factory.mktemp("world"))
    assert set(made.files) == set(NAMES)
    _, rows = made.expected
    # by hand: portal dossiers 1–11; of the counter's five codes L-1 and L-3 are told of by the portal and N-5 is the portal's own
    assert rows["marts.fct_dossier"] == 11 + 2
    assert rows["marts.fct_document"] == 4 and rows["marts.fct_village_coverage"] == 9 and rows["marts.fct_subscriber"] == 9
    return made


# No shrinking: one example is many builds, and the history as drawn is readable.
DRAWN = settings(
    deadline=None, database=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck), print_blob=True
)


@settings(DRAWN, max_examples=2)
@example(BACKWARDS)
@given(histories())
def test_arrival_does_not_matter(world, history):
    must_not_matter(world, history)


@pytest.mark.full
@settings(DRAWN, max_examples=25)
@given(histories())
def test_arrival_does_not_matter_in_many_histories(world, history):
    must_not_matter(world, history)


def test_a_rule_by_arrival_is_caught(world, monkeypatch):
    """Mutation: of two snapshots the one that came last stands, whatever their versions. The comparison above must see it."""
    loads = Ledger.loads

    def by_arrival(self, *args, **kwargs):
        return [row | {"version_at": f"{row['load_seq']:09d}"} for row in loads(self, *args, **kwargs)]

    monkeypatch.setattr(Ledger, "loads", by_arrival)
    wrong = _plain(0, ("sổ tháng 7 sửa.xlsx", "thôn sửa.xlsx", "hỏng.json"), tuple(i for i in ALL if i not in ("sổ tháng 7 sửa.xlsx", "thôn sửa.xlsx")))
    with pytest.raises(AssertionError):
        must_not_matter(world, wrong)


MUTATIONS = {
    "the last row of a dossier to arrive is the best": (
        "macros/version.sql",
        "{% for column in ranking %}\n                {{ column }} asc nulls first,\n                {% endfor %}",
        "load_seq asc nulls first,",
    ),
    "a copy that came first stays counted": (
        "models/intermediate/int_dossier_touched.sql", "from {{ ref('int_code_naming') }}\nwhere", "from {{ ref('int_code_naming') }}\nwhere false and",
    ),
    "both copies count": ("macros/same_as.sql", "least(known.known_to, code_free.free_to) as counted_to", "known.known_to as counted_to"),
    "the last snapshot to arrive stands": (
        "models/intermediate/int_load_version.sql", "order by version_at asc nulls first,", "order by load_seq asc nulls first,",
    ),
}  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_mutated_sql_is_caught(mutation, world, tmp_path, monkeypatch):
    """A copy of the dbt project with one rule bent; a history of several runs must tell it from the true one."""
    path, text, instead = MUTATIONS[mutation]
    project = tmp_path / "dbt_project"
    shutil.copytree(dbt.PROJECT_DIR, project, ignore=shutil.ignore_patterns("target", "logs"))
    (tmp_path / "seeds").symlink_to(dbt.PROJECT_DIR.parent / "seeds")
    before = (project / path).read_text(encoding="utf-8")
    assert before.count(text) == 1
    (project / path).write_text(before.replace(text, instead), encoding="utf-8")
    monkeypatch.setattr(dbt, "PROJECT_DIR", project)
    late = ("cổng 1.json", "sổ tháng 7.xlsx", "cổng 2.json", "cổng 3.json")
    with pytest.raises(AssertionError):
        must_not_matter(world, _plain(3, tuple(i for i in ALL if i not in late), late[:2], late[2:]))
        must_not_matter(world, _plain(3, late[2:], tuple(i for i in ALL if i not in late[2:])))
