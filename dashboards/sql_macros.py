"""The few short forms that dataset YAML may use inside SQL expressions; they are written out before Superset sees them.

`esc(x)`       text that stands inside HTML: & < > " become entities
`vnint(x)`     a whole number with dots between thousands
`tile(c, l)`   scorecard: one tile with the number and the names of the indicators whose status is c
`fact(c, l, x)` one tile with a number
`part(c, l, x)` one labelled stretch of a stacked bar; nothing where x is 0 or null
A release is read-only, so these cannot be macros of the database.
"""

from __future__ import annotations

from collections.abc import Callable

TILE_NAMES = 3


def _esc(text: str) -> str:
    return (
        f"replace(replace(replace(replace(cast({text} as varchar), '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), "
        """'"', '&quot;')"""
    )


def _vnint(number: str) -> str:
    return f"replace(format('{{:,}}', cast({number} as bigint)), ',', '.')"


def _tile(code: str, label: str) -> str:
    code, label = code.strip(), label.strip()[1:-1]
    matching = f"filter (where status_code = {code})"
    names = f"list(indicator_name_vi order by sort_order) {matching}"
    shown = f"array_to_string(list_slice({names}, 1, {TILE_NAMES}), ' · ')"
    rest = f"count(*) {matching} - {TILE_NAMES}"
    return (
        f'\'<div class="cs-tile cs-tile-\' || {code} || \'"><div class="cs-tile-label">{label}</div>'
        f'<div class="cs-tile-count">\' || count(*) {matching} || \'</div><div class="cs-tile-list">\' || '
        f"coalesce({_esc(shown)}, '') || "
        f"case when {rest} > 0 then ' và ' || ({rest}) || ' chỉ số khác' else '' end || '</div></div>'"
    )


def _fact(colour: str, label: str, number: str) -> str:
    colour, label = colour.strip()[1:-1], label.strip()[1:-1]
    return (
        f'\'<div class="cs-tile cs-tile-{colour}"><div class="cs-tile-label">{label}</div>'
        f"<div class=\"cs-tile-count\">' || {_vnint(number)} || '</div></div>'"
    )


def _part(code: str, label: str, number: str) -> str:
    code, label = code.strip()[1:-1], label.strip()[1:-1]
    return (
        f'coalesce(\'<span class="cs-part cs-part-{code}" title="{label}" style="flex:\' || nullif({number}, 0) '
        f"|| '\">' || {number} || '</span>', '')"
    )


MACROS: dict[str, Callable[..., str]] = {"esc": _esc, "vnint": _vnint, "tile": _tile, "fact": _fact, "part": _part}


def _arguments(sql: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call whose bracket opens just before `start`, and the position after the closing one."""
    arguments, depth, begin, quoted, at = [], 0, start, False, start
    while at < len(sql):
        char = sql[at]
        if char == "'":
            quoted = not quoted
        elif not quoted and char == "(":
            depth += 1
        elif not quoted and char == ")" and depth:
            depth -= 1
        elif not quoted and char == ")":
            return [*arguments, sql[begin:at].strip()], at + 1
        elif not quoted and char == "," and not depth:
            arguments.append(sql[begin:at].strip())
            begin = at + 1
        at += 1
    raise ValueError(f"Thiếu dấu đóng ngoặc trong biểu thức: {sql}")


def expand(sql: str) -> str:
    """Write out every short form outside quoted text."""
    done, at, quoted = [], 0, False
    while at < len(sql):
        char = sql[at]
        if char == "'":
            quoted = not quoted
        word_before = at > 0 and (sql[at - 1].isalnum() or sql[at - 1] == "_")
        name = next((m for m in MACROS if not quoted and not word_before and sql.startswith(m + "(", at)), None)
        if name:
            arguments, at = _arguments(sql, at + len(name) + 1)
            done.append(MACROS[name](*map(expand, arguments)))
            continue
        done.append(char)
        at += 1
    return "".join(done)
