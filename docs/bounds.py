"""
The page of all bounds in two languages: each value from the constant that holds it, and why.

A bound of the resident service or of the plug-in that is missing here fails a test.
"""

import importlib
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from chatplugin.sentences import Language, Words

_ROOT = Path(__file__).resolve().parents[1]


class Bound(NamedTuple):
    """The constant `module:NAME` below `chatplugin`, or `File.cs:Name`, and its *unit*."""

    place: str
    unit: str
    what: Words

    @property
    def value(self) -> str:
        module, name = self.place.split(":")
        if module.endswith(".cs"):
            return _written(_in_plug_in(module, name), self.unit)
        found: Any = getattr(importlib.import_module(f"chatplugin.{module}"), name)
        return _written(found.total_seconds() if isinstance(found, timedelta) else found, self.unit)


BOUNDS: Mapping[str, tuple[Words, tuple[Bound, ...]]] = {
    "plugin": (
        Words("Between EMC, plug-in and service", "Между EMC, модулем и службой"),
        (
            Bound(
                "Inbox.cs:MostEvents",
                "",
                Words(
                    "events that wait for the service: days of a desk's work",
                    "события, которые ждут службу: это дни работы одного места",
                ),
            ),
            Bound(
                "Inbox.cs:MostBytes",
                "B",
                Words(
                    "their e-mails in all, and one alone: EMC may be a 32-bit process",
                    "все их письма вместе и одно отдельно: EMC может быть 32-разрядным",
                ),
            ),
            Bound(
                "desktop.plugin:LONGEST_LINE",
                "B",
                Words(
                    "one line to the service: such an e-mail in base64",
                    "одна строка службе: такое письмо в base64",
                ),
            ),
            Bound(
                "ServiceRun.cs:LongestMessage",
                "B",
                Words(
                    "one line to the plug-in: a child that runs wild must not fill EMC's memory",
                    "одна строка модулю: сбой службы не должен занять память EMC",
                ),
            ),
            Bound(
                "EmcLog.cs:LongestLine",
                "",
                Words("characters of a line in EMC's log", "знаков в строке протокола EMC"),
            ),
            Bound(
                "LateMembers.cs:LongestValue",
                "",
                Words("characters of one attribute", "знаков в одном атрибуте"),
            ),
            Bound(
                "Outbox.cs:MostDeaths",
                "",
                Words(
                    "ends of the service on the same event; then the event is dropped, and told",
                    "завершений службы на одном событии; потом оно отбрасывается с сообщением",
                ),
            ),
            Bound(
                "ServiceKeeper.cs:LongestPause",
                "ms",
                Words(
                    "before a service that keeps ending is started again",
                    "перед новым запуском службы, которая всё время завершается",
                ),
            ),
            Bound(
                "ServiceKeeper.cs:TimeToExit",
                "ms",
                Words(
                    "for the service to end with EMC Desktop; then it is killed",
                    "службе на завершение вместе с EMC Desktop; потом её снимают",
                ),
            ),
            Bound(
                "EmcSection.cs:UsualPatience",
                "s",
                Words(
                    "without an answer, until the service is started anew (`Plugin.Patience`)",
                    "без ответа, и служба запускается заново (`Plugin.Patience`)",
                ),
            ),
            Bound(
                "config.emc.wanted:_MOST_KEYS",
                "",
                Words(
                    "keys that EMC is asked for one by one: ten times what a big site needs",
                    "ключей, о которых EMC спрашивают по одному: вдесятеро больше нужного",
                ),
            ),
            Bound(
                "adapters.machine:MOST_SESSIONS",
                "",
                Words("sessions of one person at once", "сеансов одного человека одновременно"),
            ),
        ),
    ),
    "desk": (
        Words("At the desk", "На рабочем месте"),
        (
            Bound(
                "domain.screenpop:LONGEST_ADDRESS",
                "",
                Words(
                    "characters of a card's address: web servers take 4,096 to 16,384",
                    "знаков в адресе карточки: веб-серверы принимают от 4096 до 16 384",
                ),
            ),
            Bound(
                "domain.screenpop:_LONGEST_TEXT",
                "",
                Words("characters of a value that a rule sees", "знаков значения, видимых правилу"),
            ),
            Bound(
                "domain.rules:_MAX_LENGTH",
                "",
                Words("characters of a tab's title", "знаков в заголовке вкладки"),
            ),
            Bound(
                "domain.desk:_MOST_CONTACTS",
                "",
                Words(
                    "contacts that are remembered: EMC may never report an end",
                    "обращений в памяти: об окончании EMC может и не сообщить",
                ),
            ),
            Bound(
                "domain.desk:_MOST_CARDS",
                "",
                Words(
                    "closed cards that can be shown again",
                    "закрытых карточек, которые можно показать снова",
                ),
            ),
            Bound(
                "domain.desk:SECONDS_TO_WAIT",
                "s",
                Words(
                    "that a card waits behind for a pause in typing",
                    "карточка ждёт позади паузы в наборе",
                ),
            ),
            Bound(
                "service.intake:MOST_LETTERS",
                "",
                Words(
                    "letters that are remembered: more than an operator has open",
                    "писем в памяти: больше, чем открыто у оператора",
                ),
            ),
            Bound(
                "service.intake:MOST_CANDIDATES",
                "",
                Words(
                    "accounts that the operator is offered to choose from",
                    "счетов, из которых оператору предлагают выбрать",
                ),
            ),
            Bound(
                "operators_page.board:MOST_LINES",
                "",
                Words("contacts on the operator's page", "обращений на странице оператора"),
            ),
            Bound(
                "operators_page.page:_LONGEST_PAYLOAD",
                "",
                Words("characters that a button of it says", "знаков в нажатии её кнопки"),
            ),
            Bound(
                "service.session:MOST_WAITING",
                "",
                Words(
                    "records that wait for a disk with room; none of EMC's events is left out",
                    "записей, ждущих места на диске; события EMC не пропускаются",
                ),
            ),
            Bound(
                "adapters.journal:_LONGEST_ABSENCE",
                "s",
                Words(
                    "without a journal's day, after which a clock is not believed for a day",
                    "без записей в журнале показов: после этого часам день не верят",
                ),
            ),
            Bound(
                "service.status:MOST_EVENTS",
                "",
                Words("events in the site's report", "событий в отчёте о площадке"),
            ),
        ),
    ),
    "chrome": (
        Words("Chrome", "Chrome"),
        (
            Bound(
                "browser.devtools.own_chrome:_MOST_UNHEARD",
                "B",
                Words(
                    "written to a Chrome that says nothing: a pipe takes 64 KB",
                    "записано молчащему Chrome: канал вмещает 64 КБ",
                ),
            ),
            Bound(
                "adapters.chrome.browser:_MOST_WAITING",
                "B",
                Words("that wait for Chrome's pipe", "ждут канала Chrome"),
            ),
            Bound(
                "adapters.chrome.browser:_LONGEST_MESSAGE",
                "B",
                Words("one message of Chrome's", "одно сообщение Chrome"),
            ),
            Bound(
                "adapters.chrome.relay_listener:_MOST_WAITING",
                "B",
                Words(
                    "that wait for a relay; then it is given up, and the extension comes back",
                    "ждут посредника; потом он заменяется, и расширение возвращается",
                ),
            ),
            Bound(
                "adapters.chrome.relay_listener:_MOST_CALLERS",
                "",
                Words(
                    "callers that have not proved themselves: each holds a thread",
                    "неопознанных подключений: каждое занимает поток",
                ),
            ),
            Bound(
                "adapters.chrome.relay_listener:_SECONDS_TO_PROVE",
                "s",
                Words("that each of them has for an answer", "есть у каждого на ответ"),
            ),
            Bound(
                "browser.extension.tabs:_LONGEST_MESSAGE",
                "B",
                Words("that Chrome takes from a relay at once", "Chrome берёт за раз"),
            ),
            Bound(
                "browser.extension.tabs:_MOST_RAISED",
                "",
                Words(
                    "cards that the extension is asked for at a time",
                    "карточек поручается расширению сразу",
                ),
            ),
            Bound(
                "browser.devtools.tabs:MOST_MAKERS",
                "",
                Words(
                    "tabs that are made at a time: hundreds keep Chrome busy for a minute",
                    "вкладок создаётся сразу: сотни заняли бы Chrome на минуту",
                ),
            ),
            Bound(
                "browser.cards:MOST_RETURNS",
                "",
                Words("ways back to a card after a login", "возвратов к карточке после входа"),
            ),
            Bound(
                "browser.cards:MOST_CRASHES",
                "",
                Words("crashes of one page, each asked for again", "падений страницы с повтором"),
            ),
            Bound(
                "browser.devtools.own_chrome:SECONDS_TO_FIRST_ANSWER",
                "s",
                Words("for a Chrome that starts", "запускающемуся Chrome"),
            ),
            Bound(
                "browser.devtools.own_chrome:SECONDS_TO_KILL",
                "s",
                Words("for a Chrome that hangs", "зависшему Chrome"),
            ),
            Bound(
                "browser.devtools.own_chrome:LONGEST_BACK_OFF",
                "s",
                Words("before Chrome is started again", "перед новым запуском Chrome"),
            ),
            Bound(
                "browser.driver:_LONGEST_TO_PIPE_AGAIN",
                "s",
                Words("before Chrome's own pipe is tried again", "до новой попытки по каналу"),
            ),
            Bound(
                "browser.extension.everyday_chrome:_LONGEST_TO_THE_DOOR",
                "s",
                Words(
                    "before the extension is let in, which a full disk prevents",
                    "до новой попытки впустить расширение: мешает, например, полный диск",
                ),
            ),
        ),
    ),
    "settings": (
        Words("Settings, and servers that are asked", "Настройки и опрашиваемые серверы"),
        (
            Bound("config.sources:LONGEST", "B", Words("an overlay", "оверлей")),
            Bound(
                "adapters.http:_LONGEST_SIGNATURE",
                "B",
                Words("the signature of an overlay", "подпись оверлея"),
            ),
            Bound(
                "config.sources:_MOST_KEYS",
                "",
                Words(
                    "keys of an overlay: twice what a big site needs",
                    "ключей оверлея: вдвое больше, чем нужно крупной площадке",
                ),
            ),
            Bound(
                "adapters.machine:MOST_SETTINGS",
                "B",
                Words("a file of settings", "файл настроек"),
            ),
            Bound(
                "domain.errors:_MOST_FAULTS",
                "",
                Words(
                    "wrong names in one text that are told",
                    "названные неверные имена в одном тексте",
                ),
            ),
            Bound(
                "service.live_settings:_MOST_PROBLEMS",
                "",
                Words(
                    "problems that logs get one by one; the others are counted",
                    "замечаний пишется в протоколы по одному; остальные – числом",
                ),
            ),
            Bound("config.rules.choice:_MOST_RULES", "", Words("rules", "правил")),
            Bound(
                "config.rules.choice:MOST_INSTRUCTIONS",
                "",
                Words(
                    "steps of RE2 for the patterns of all rules: 100 ms at the worst",
                    "шагов RE2 на образцы всех правил: в худшем случае 100 мс",
                ),
            ),
            Bound(
                "config.rules.conditions:LONGEST",
                "",
                Words("characters of a condition", "знаков в условии"),
            ),
            Bound(
                "config.rules.conditions:MOST_INSTRUCTIONS",
                "",
                Words("steps of RE2 for one condition", "шагов RE2 на одно условие"),
            ),
            Bound("config.emc.wanted:_LONGEST_KEY", "", Words("of a key", "знаков в ключе")),
            Bound(
                "adapters.http:_SECONDS_OF_SILENCE",
                "s",
                Words("of a server's silence", "молчания сервера"),
            ),
            Bound(
                "adapters.http:_SECONDS_IN_ALL",
                "s",
                Words("for all of a server's answer", "на весь ответ сервера"),
            ),
            Bound(
                "config.sources:LONGEST_BACK_OFF",
                "s",
                Words("before a settings server is asked again", "до повтора запроса настроек"),
            ),
            Bound(
                "adapters.telemetry:_LONGEST_BACK_OFF",
                "s",
                Words("before a collector is sent to again", "до повтора отправки сборщику"),
            ),
            Bound(
                "service.metrics:MOST_CHANNELS",
                "",
                Words("channels that are counted apart", "каналов, которые считаются порознь"),
            ),
            Bound(
                "service.metrics:_MOST_WAITING",
                "",
                Words("cards whose time is taken", "карточек, у которых меряется время"),
            ),
            Bound(
                "adapters.threads:_LONGEST_PAUSE",
                "s",
                Words("before a part that fails begins anew", "до нового начала сбойной части"),
            ),
            Bound(
                "adapters.signing:_MOST_OCTETS",
                "B",
                Words("of a key's file that are read", "читается из файла ключа"),
            ),
        ),
    ),
    "mail": (
        Words("One letter", "Одно письмо"),
        (
            Bound(
                "mail.limits:MESSAGE_BYTES",
                "B",
                Words(
                    "are read of it: mail servers refuse more than 50 MB",
                    "читается: почтовые серверы не берут больше 50 МБ",
                ),
            ),
            Bound("mail.limits:HEADER_BYTES", "B", Words("of headers", "заголовков")),
            Bound("mail.limits:FIELDS", "", Words("header fields", "полей заголовка")),
            Bound(
                "mail.limits:PARTS",
                "",
                Words(
                    "parts: twenty thousand tiny ones hang other readers for 11 s",
                    "частей: двадцать тысяч мелких вешают другие программы на 11 с",
                ),
            ),
            Bound("mail.limits:DEPTH", "", Words("parts within parts", "вложенных частей")),
            Bound(
                "mail.limits:SCANNED_BYTES",
                "B",
                Words("searched for boundaries", "просматривается в поисках границ"),
            ),
            Bound(
                "mail.limits:ENCODED_BYTES",
                "B",
                Words("of a text part that are decoded", "текстовой части декодируется"),
            ),
            Bound("mail.limits:TEXT_BYTES", "B", Words("of its text", "текста")),
            Bound(
                "mail.limits:BODY_CHARACTERS",
                "",
                Words("characters that are searched", "знаков просматривается"),
            ),
            Bound("mail.limits:TAGS", "", Words("HTML tags of a part", "тегов HTML в части")),
            Bound("mail.limits:LINES", "", Words("lines one by one", "строк по отдельности")),
            Bound("mail.limits:LABELS", "", Words("places with a label", "мест с подписью")),
            Bound(
                "mail.limits:PATTERN_CHARACTERS",
                "",
                Words(
                    "characters for the administrator's pattern: to find all is quadratic",
                    "знаков для образца администратора: поиск всех квадратичен",
                ),
            ),
            Bound(
                "mail.mime.containers:_MOST_PROPERTIES",
                "",
                Words("properties of Outlook's own formats", "свойств в форматах Outlook"),
            ),
            Bound(
                "mail.mime.containers:_MOST_PIECES",
                "",
                Words("pieces of RTF", "кусков RTF"),
            ),
        ),
    ),
}
"""Every bound by its subject. The rest of `mail.limits` has its reasons in that module."""

_TITLE = Words("Bounds", "Пределы")
_PREFACE = Words(
    """\
Nothing that comes from outside may stop a desk or fill it, so everything has a bound. Beyond it
something is left out or given up, and that is said; it is never a crash. This page is generated
from the constants of the code; `./dev docs` writes it anew. Seconds that a fault lasts, and not
what comes from outside, are on the page of [what was tried](matrix.md).""",
    """\
Ничто внешнее не должно остановить рабочее место или переполнить его, поэтому у всего есть предел.
За ним что-то пропускается или прекращается, и об этом сообщается; сбоя не бывает. Страница
создаётся из констант программы командой `./dev docs`. Сколько длятся отказы, показано на странице
[о проверенном](matrix.ru.md).""",
)
_HEAD = Words(
    "| bound | of what, and why | in the code |", "| предел | чего и почему | в программе |"
)


def bounds(language: Language) -> str:
    """Return the page, in Markdown."""
    sections = [f"# {_TITLE.of(language)}", _PREFACE.of(language)]
    for title, rows in BOUNDS.values():
        table = [_HEAD.of(language), "|---|---|---|", *(_row(row, language) for row in rows)]
        sections += [f"## {title.of(language)}", "\n".join(table)]
    return "\n\n".join(sections) + "\n"


def _row(bound: Bound, language: Language) -> str:
    value = bound.value if language is Language.ENGLISH else _in_russian(bound.value)
    return f"| {value} | {bound.what.of(language)} | `{bound.place}` |"


def _written(number: float, unit: str) -> str:
    if unit == "B":
        return next(_in_units(number))
    shown = f"{number / 86400:g} d" if unit == "s" and number >= 86400 else f"{number:,g}"
    if unit == "ms":
        return f"{number / 1000:g} s"
    return f"{shown} {unit}".strip() if not shown.endswith("d") else shown


def _in_units(number: float) -> Iterator[str]:
    for size, name in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if number >= size and number % size == 0:
            yield f"{number / size:g} {name}"
    yield f"{number:,.0f} B"


_RUSSIAN_UNITS = {"MiB": "МиБ", "KiB": "КиБ", "B": "Б", "s": "с", "d": "д", "": ""}


def _in_russian(value: str) -> str:
    number, _, unit = value.partition(" ")
    return f"{number.replace(',', ' ')} {_RUSSIAN_UNITS[unit]}".strip()


def _in_plug_in(file: str, name: str) -> float:
    text = (_ROOT / "plugin" / "src" / file).read_text("utf-8")
    found = re.search(rf"const \w+ {name} = ([\d .*L]+);", text)
    if found is None:
        raise LookupError(f"{file} has no {name}")
    value = 1.0
    for factor in found[1].replace("L", "").split("*"):
        value *= float(factor)
    return value
