"""
The tables of the pages on costs, from what `./dev bench` has written down.

The prose stands in `reference/costs.md` and `costs.ru.md`; a table stands there between the marks
`<!-- pop -->` and `<!-- end -->`, and is written anew.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_RESULTS = Path(__file__).parents[1] / "bench" / "results"
_MARKED = re.compile(r"(<!-- (?!end)([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_RUSSIAN = {
    "milliseconds": "миллисекунды",
    "microseconds": "микросекунды",
    "rounds": "раундов",
    "0 ms to the CRM": "до CRM 0 мс",
    "20 ms to the CRM": "до CRM 20 мс",
    "60 ms to the CRM": "до CRM 60 мс",
    "median": "медиана",
    "95 of 100 within": "95 из 100 не дольше",
    "fastest": "минимум",
    "times ours": "во сколько раз дольше нашего",
    "letter": "письмо",
    "25 MB, memory": "25 МБ, память",
    "the worst for us": "самое долгое для нас",
    "one after the other": "одно за другим",
    "within 10 seconds": "за 10 секунд",
    "contacts": "обращений",
    "lost": "потеряно",
    "shown twice": "показано дважды",
    "from the last contact to its card, s": "от последнего обращения до его карточки, с",
    "until all cards, s": "до всех карточек, с",
    "the service before, MB": "служба до начала, МБ",
    "the service after half, MB": "служба после половины, МБ",
    "the service after all, MB": "служба после всех, МБ",
    "its open files after all": "её открытых файлов после всех",
    "Chrome after half, MB": "Chrome после половины, МБ",
    "Chrome after all, MB": "Chrome после всех, МБ",
    "rounds of upgrade, kill and change of operators": "раундов обновления и остановки",
    "with another operator than sat there": "не с тем оператором, который сидел",
    "seconds": "секунд",
    "at one desk": "на одном рабочем месте",
    "way to Chrome": "способ показа",
    "shown": "показаны",
    "told why not": "сказано, почему нет",
    "faults": "отказов",
    "services started": "запусков службы",
    "files": "файлы",
    "memory, MB": "память, МБ",
    "most memory, MB": "память, не более, МБ",
    "reader": "разборщик",
    "by hypothesis": "от hypothesis",
    "by atheris": "от atheris",
    "slowest, ms": "самое долгое, мс",
    "unexpected": "неожиданных",
}

Rows = list[Sequence[str]]
Say = Callable[[object], str]


def costs(page: str) -> str:
    """Return the text of *page* with its tables as the last run of the bench has left them."""
    text = (Path(__file__).parent / "reference" / page).read_text("utf-8")
    say = _in_russian if page.endswith(".ru.md") else _in_english
    return _MARKED.sub(lambda mark: f"{mark[1]}{_table(mark[2], say)}\n{mark[3]}", text)


def _in_english(said: object) -> str:
    """Return a text as it is, and about three digits of a number that is not whole."""
    if isinstance(said, float):
        return f"{said:,.{2 if said < 10 else 1 if said < 100 else 0}f}"
    return f"{said:,}" if isinstance(said, int) else str(said)


def _in_russian(said: object) -> str:
    if isinstance(said, str):
        return _RUSSIAN.get(said, said)
    return _in_english(said).translate({ord(","): "\u00a0", ord("."): ","})


def _table(name: str, say: Say) -> str:
    if name == "mail":
        return "\n\n".join(_letters(say))
    if name == "painted":
        return "\n\n".join(_distances(say))
    if name == "hostile":
        return _written(_hostile(say))
    if name == "soak":
        return _written(_soak(say))
    if name == "upgrade":
        return _written(_upgrade(say))
    if name == "chaos":
        return _written(_chaos(say))
    if name == "fuzz":
        return _written(_fuzz(say))
    found = _found(name)
    unit = "microseconds" if found["what"].endswith("µs") else "milliseconds"
    first = f"{say(unit)}, {say('rounds')}: {found['rounds']}"
    return _written(_methods(first, found["methods"], say))


def _found(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_RESULTS / f"{name}.json").read_text("utf-8"))
    return found


def _methods(first: str, methods: Mapping[str, Mapping[str, float]], say: Say) -> Rows:
    heads = [first, *map(say, ("median", "95 of 100 within", "fastest", "times ours"))]
    ours = next(iter(methods.values()))["median"]
    rows = [
        [name, *map(say, (row["median"], row["p95"], row["min"], row["median"] / ours))]
        for name, row in methods.items()
    ]
    return [heads, *rows]


def _letters(say: Say) -> list[str]:
    found = _found("mail")
    return [
        _written(
            _methods(
                f"{letter}, {say('milliseconds')}, {say('rounds')}: {found['rounds']}", row, say
            )
        )
        for letter, row in found["letters"].items()
    ]


def _distances(say: Say) -> list[str]:
    found = _found("painted")
    rounds = f"{say('rounds')}: {found['rounds']}"
    return [
        _written(_methods(f"{say(distance)}, {say('milliseconds')}, {rounds}", row, say))
        for distance, row in found["distances"].items()
    ]


def _hostile(say: Say) -> Rows:
    """The memory that a big letter takes, and what hostile ones take at all."""
    found = _found("mail")
    memory, ours, peers = (
        found[name] for name in ("memory_mb", "hostile_ours_ms", "hostile_peers_ms")
    )
    names = list(memory)
    worst = max(ours, key=lambda letter: float(ours[letter]))
    rows = [
        [letter, str(ours[letter]), *(answers[name] for name in names[1:])]
        for letter, answers in peers.items()
    ]
    return [
        [say("letter"), *names],
        [say("25 MB, memory"), *(f"{each} MB" for each in memory.values())],
        *rows,
        [f"{worst}: {say('the worst for us')}", str(ours[worst]), *["–"] * (len(names) - 1)],
    ]


def _soak(say: Say) -> Rows:
    found = _found("soak")
    day, burst = found["day"], found["burst"]
    first, half, last = (day["footprints"][at] for at in (0, len(day["footprints"]) // 2, -1))
    before, after = burst["before"], burst["after"]
    rows = [
        ("contacts", last["contacts"], after["contacts"]),
        ("lost", day["lost"], burst["lost"]),
        ("shown twice", day["shown_twice"], burst["shown_twice"]),
        ("from the last contact to its card, s", "–", burst["seconds_until_the_newest_was_shown"]),
        ("until all cards, s", "–", burst["seconds_until_all_were_shown"]),
        ("the service before, MB", first["service_mb"], before["service_mb"]),
        ("the service after half, MB", half["service_mb"], "–"),
        ("the service after all, MB", last["service_mb"], after["service_mb"]),
        ("its open files after all", last["service_files"], after["service_files"]),
        ("Chrome after half, MB", half["chrome_mb"], "–"),
        ("Chrome after all, MB", last["chrome_mb"], after["chrome_mb"]),
    ]
    heads = ["", say("one after the other"), say("within 10 seconds")]
    return [heads, *([say(cell) for cell in row] for row in rows)]


def _upgrade(say: Say) -> Rows:
    found = _found("upgrade")
    names = {
        "rounds": "rounds of upgrade, kill and change of operators",
        "contacts": "contacts",
        "lost": "lost",
        "raised_twice": "shown twice",
        "of_another_operator": "with another operator than sat there",
        "seconds": "seconds",
    }
    heads = ["", say("at one desk")]
    return [heads, *([say(word), say(found[name])] for name, word in names.items())]


def _chaos(say: Say) -> Rows:
    heads = ["way to Chrome", "seed", "seconds", "contacts", "shown", "told why not", "faults"]
    heads += ["services started", "files", "memory, MB", "most memory, MB"]
    days = sorted(_found("chaos")["days"], key=lambda day: (day["seed"], day["driver"]))
    return [list(map(say, heads)), *(_day(day, say) for day in days)]


def _day(day: Mapping[str, Any], say: Say) -> list[str]:
    life = day["longest_life"]
    files, memory = (
        " → ".join(map(say, life[name])) if life else "–" for name in ("files", "memory")
    )
    contacts, shown = day["contacts"], day["shown"]
    figures = [day["seed"], day["seconds"], contacts, shown, contacts - shown]
    figures += [sum(day["faults"].values()), day["services"], files, memory, day["peak_mb"]]
    return [day["driver"], *map(say, figures)]


def _fuzz(say: Say) -> Rows:
    heads = ["reader", "by hypothesis", "by atheris", "slowest, ms", "unexpected"]
    rows = [
        [name, *map(say, (run["inputs"], run["covered"], run["slowest_ms"], len(run["failures"])))]
        for name, run in _found("fuzz")["readers"].items()
    ]
    return [list(map(say, heads)), *rows]


def _written(rows: Rows) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]])
