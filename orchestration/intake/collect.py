"""Collecting from servers: what lies where contracts name it is loaded like the files of the drop zone.

Here: going round the servers, what each look came to, whether a look would bring anything. Not here: connecting and listing
(servers.py), loading (drop_zone.py).
A file is read once: its bytes stream into landing and nothing is kept aside; the next look costs a listing. A server that cannot be
reached is one sentence and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orchestration.contracts import Contract
from orchestration.deployment import Deployment
from orchestration.intake.arrival import Arrival
from orchestration.intake.drop_zone import Progress, any_news, has_news, load_all, loader_of
from orchestration.intake.results import DEFERRED, LoadResult
from orchestration.intake.servers import ServerProblem, looked_at, sources_of
from orchestration.state.ledger import Ledger


def _round(
    deployment: Deployment, contracts: Iterable[Contract], ledger: Ledger, use: Callable[[list[Arrival]], bool]
) -> list[str]:
    """Hand the files of each place to `use` until it has enough, and note what the look came to; returns the problems met, each once.

    A file that two places name is handed out once.
    """
    problems: dict[str, None] = {}
    met: set[str] = set()
    for source, found in looked_at(deployment, sources_of(contracts)):
        is_enough = False
        try:
            if isinstance(found, ServerProblem):
                raise found
            fresh = [a for a in found if str(a.key) not in met]
            met.update(str(a.key) for a in fresh)
            is_enough = use(fresh)
            ledger.note_look(source.location, len(found))
        except ServerProblem as problem:
            problems[str(problem)] = None
            ledger.note_look(source.location, None, str(problem))
        if is_enough:
            break
    return list(problems)


def collect(
    deployment: Deployment,
    contracts: dict[str, Contract],
    ledger: Ledger,
    progress: Progress | None = None,
    run_id: str | None = None,
) -> list[LoadResult]:
    """Load what lies on the servers that contracts name; a server's problem is one more result, deferred."""
    if not sources_of(contracts.values()):
        return []
    results: list[LoadResult] = []
    with loader_of(deployment, contracts, ledger, run_id) as loader:

        def load(arrivals: list[Arrival]) -> bool:
            results.extend(load_all(loader, arrivals, progress))
            return False

        problems = _round(deployment, contracts.values(), ledger, load)
    return results + [LoadResult("", DEFERRED, False, reason_code="SERVER_UNREACHABLE", reason_vi=text) for text in problems]


def anything_new(deployment: Deployment, ledger: Ledger, contracts: dict[str, Contract]) -> bool:
    """Whether a run would read a file: of the drop zone, else of the servers (a listing each; the sensor asks `has_news` alone)."""
    if has_news(deployment, ledger, contracts):
        return True
    found = [False]

    def look(arrivals: list[Arrival]) -> bool:
        try:
            found[0] = any_news(deployment, ledger, contracts, arrivals)
        except OSError:  # a file that went away or cannot be opened: the run says so
            found[0] = True
        return found[0]

    _round(deployment, contracts.values(), ledger, look)
    return found[0]


def problems_of(contracts: dict[str, Contract], ledger: Ledger) -> list[str]:
    """What the last look at the servers could not do, each sentence once."""
    looks = ledger.looks()
    found = (looks.get(source.location, {}).get("problem_vi") for source in sources_of(contracts.values()))
    return list(dict.fromkeys(filter(None, found)))
