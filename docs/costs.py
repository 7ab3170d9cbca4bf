"""
The page of what the product costs, from what `./dev bench` has written down.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "bench" / "results"

_HEADS = {
    "en": """# What it costs

[По-русски](costs.ru.md)

Each table is one run in which all methods took turns, round by round, so that a slow moment of the
machine met all of them. Machines differ, so it is the last column that counts: how many times as
long the method takes as ours. `./dev bench` measures all of it on yours.""",
    "ru": """# Чего это стоит

[In English](costs.md)

Каждая таблица – один запуск, в котором все способы чередовались, круг за кругом: медленная минута
машины доставалась каждому. Машины разные, поэтому смотрите на последний столбец: во сколько раз
способ дольше нашего. `./dev bench` измерит всё это на вашей.""",
}
_COLUMNS = {
    "en": "| UNIT | median | 95 of 100 within | fastest | times ours |",
    "ru": "| UNIT | медиана | 95 из 100 не дольше | быстрейший | раз дольше нашего |",
}
_UNITS = {
    "en": ("milliseconds", "microseconds"),
    "ru": ("миллисекунды", "микросекунды"),
}
_RULE = "\n|---|---|---|---|---|\n"
_SUBJECTS = {
    "pop": {
        "en": """## From a contact to its card

From the event in EMC to the first byte of the card's request at the CRM, Chrome warm, beside other
ways to open a page. {rounds} rounds.""",
        "ru": """## От контакта до карточки

От события в EMC до первого байта запроса карточки в CRM, Chrome уже запущен; рядом – другие способы
открыть страницу. Кругов: {rounds}.""",
    },
    "emc": {
        "en": """## EMC's own thread

How long one event holds it: the plug-in queues the event there, and does all else on a thread of
its own. Under mono, in the EMC host emulator. {rounds} rounds.""",
        "ru": """## Поток самого EMC

Сколько его удерживает одно событие: на нём плагин ставит событие в очередь, а всё остальное делает
в своём. Под mono, в эмуляторе EMC. Кругов: {rounds}.""",
    },
    "again": {
        "en": """## The same contact again

From the event until its card, behind another tab before, is visible. The service's own part is what
it takes from the event to its order to Chrome. {rounds} rounds.""",
        "ru": """## Тот же контакт снова

От события до того, как карточка, бывшая за другой вкладкой, становится видна. Собственная доля
службы – от события до её приказа Chrome. Кругов: {rounds}.""",
    },
    "start": {
        "en": """## The start of the service

From the start of the process until its settings are read, installed as on a desktop, beside what
Python itself takes. {rounds} rounds.""",
        "ru": """## Запуск службы

От запуска процесса до прочитанных настроек, при установке как на рабочем месте; рядом – сколько
занимает сам Python. Кругов: {rounds}.""",
    },
}
_MAIL = {
    "en": """## Reading an e-mail

From the raw e-mail to address and account. [How an e-mail is read](../explanation/mail.md) says
what the peers do and leave out. {rounds} rounds of ten letters.""",
    "ru": """## Чтение письма

От письма как оно пришло до адреса и лицевого счёта. Что делают и чего не делают другие:
[как читается письмо](../explanation/mail.ru.md). Кругов по десять писем: {rounds}.""",
}
_WORST = {
    "en": """Of {number} hostile letters the worst for us, {worst}, takes {took} ms. Milliseconds
for some of them, or how a reader ends; first the memory that 25 MB with attachments take.""",
    "ru": """Из {number} враждебных писем худшее для нас, {worst}, занимает {took} мс. Миллисекунды
для некоторых из них или чем кончается чтение; первой строкой – память на 25 МБ с вложениями.""",
}
_HOSTILE_WORDS = {
    "en": ("letter", "25 MB, memory"),
    "ru": ("письмо", "25 МБ, память"),
}
_SOAK = {
    "en": """## A day, and a burst

{contacts} contacts one after the other, with 20 tabs open: {lost} lost, {twice} shown twice. The
service took {first} MB before the first of them, {half} MB after half, {last} MB after all; Chrome
{chrome_half} and {chrome_last} MB.

{contacts} contacts within 10 seconds: {burst_lost} lost, {burst_twice} shown twice. On two cores
the last card came after {took} s; the service had {burst} MB then, and {files} open files. Memory
is proportional (PSS).""",
    "ru": """## День и наплыв

{contacts} контактов один за другим, открыто 20 вкладок: потеряно {lost}, показано дважды {twice}.
Служба занимала {first} МБ до первого, {half} МБ после половины, {last} МБ после всех; Chrome –
{chrome_half} и {chrome_last} МБ.

{contacts} контактов за 10 секунд: потеряно {burst_lost}, показано дважды {burst_twice}. На двух
ядрах последняя карточка пришла через {took} с; у службы тогда было {burst} МБ и {files} открытых
файлов. Память пропорциональная (PSS).""",
}


def costs(language: str) -> str:
    """Return the page; *language* is `en` or `ru`."""
    parts = [_HEADS[language]]
    for subject, words in _SUBJECTS.items():
        found = _found(subject)
        text = words[language].format_map(found)
        parts += [text, _plot(subject, text)]
        unit = _UNITS[language][found["what"].endswith("µs")]
        parts += [_columns(unit, language) + _rows(found["methods"], language)]
        if subject == "pop":
            parts += _mail(language)
    soak = _soak(language)
    return "\n\n".join([*parts, soak, _plot("soak", soak)]) + "\n"


def _found(subject: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RESULTS / f"{subject}.json").read_text("utf-8"))
    return found


def _plot(subject: str, text: str) -> str:
    """Return the subject's plot, which is called as the heading of *text*."""
    name = text.partition("\n")[0].removeprefix("## ")
    return f"![{name}](../images/bench-{subject}.svg)"


def _mail(language: str) -> list[str]:
    found = _found("mail")
    tables = [
        _columns(f"{letter}, {_UNITS[language][0]}", language) + _rows(methods, language)
        for letter, methods in found["letters"].items()
    ]
    text = _MAIL[language].format_map(found)
    return [text, _plot("mail", text), *tables, *_hostile(found, language)]


def _hostile(found: Mapping[str, Any], language: str) -> list[str]:
    """The memory that a big letter takes, and what hostile ones take at all."""
    memory, ours, peers = (
        found[name] for name in ("memory_mb", "hostile_ours_ms", "hostile_peers_ms")
    )
    names = list(memory)
    heads, big = _HOSTILE_WORDS[language]
    rows = [
        [heads, *names],
        ["---"] * (len(names) + 1),
        [big, *(f"{each} MB" for each in memory.values())],
    ]
    for letter, answers in peers.items():
        rows.append([letter, str(ours[letter]), *(answers[name] for name in names[1:])])
    worst = max(ours, key=lambda letter: float(ours[letter]))
    told = _WORST[language].format(number=len(ours), worst=worst, took=round(ours[worst]))
    return [told, "\n".join(f"| {' | '.join(row)} |" for row in rows)]


def _columns(first: str, language: str) -> str:
    return _COLUMNS[language].replace("UNIT", first) + _RULE


def _rows(methods: Mapping[str, Mapping[str, float]], language: str) -> str:
    rows = []
    ours = next(iter(methods.values()))["median"]
    for name, row in methods.items():
        figures = [row["median"], row["p95"], row["min"], row["median"] / ours]
        rows.append(f"| {name} | {' | '.join(_figure(each, language) for each in figures)} |")
    return "\n".join(rows)


def _figure(value: float, language: str) -> str:
    """Return about three digits of *value*, as they are written in that language."""
    digits = 2 if value < 10 else 1 if value < 100 else 0
    text = f"{value:,.{digits}f}"
    return text if language == "en" else text.translate({ord(","): "\u00a0", ord("."): ","})


def _soak(language: str) -> str:
    found = _found("soak")
    day, burst = found["day"], found["burst"]
    first, half, last = (day["footprints"][at] for at in (0, len(day["footprints"]) // 2, -1))
    figures = {
        "contacts": last["contacts"],
        "first": first["service_mb"],
        "half": half["service_mb"],
        "last": last["service_mb"],
        "chrome_half": half["chrome_mb"],
        "chrome_last": last["chrome_mb"],
        "took": burst["seconds_until_all_were_shown"],
        "burst": burst["after"]["service_mb"],
    }
    return _SOAK[language].format(
        **{name: _figure(value, language) for name, value in figures.items()},
        lost=day["lost"],
        twice=day["shown_twice"],
        burst_lost=burst["lost"],
        burst_twice=burst["shown_twice"],
        files=burst["after"]["service_files"],
    )
