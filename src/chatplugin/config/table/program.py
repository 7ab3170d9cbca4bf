"""
Settings of the programs themselves: Chrome, service, plug-in, journal, log.

The rules of a card's address count for other addresses too, so that one mistake has one sentence.
"""

import binascii
import re
from contextlib import suppress
from enum import StrEnum

from chatplugin.config.table import kinds
from chatplugin.config.table.key import Key, Reader
from chatplugin.config.table.kinds import Kind
from chatplugin.domain.address import Address
from chatplugin.domain.contact import CustomerShown
from chatplugin.domain.errors import BadValue, Span
from chatplugin.domain.template import Template
from chatplugin.sentences import Language, Words


class ChromeDriver(StrEnum):
    """How Chrome is told to show a card."""

    AUTO = "auto"
    PIPE = "pipe"
    EXTENSION = "extension"
    COMMAND = "command"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def without_query(address: str) -> str:
    """Return *address* as it may be shown: what stands after '?' may be a secret."""
    return address.partition("?")[0]


_THIS_MACHINE = r"http://(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?:[:/]|$)"


def _https_address(text: str) -> str:
    """Return the address as it may be asked for. Raises BadValue if it is none."""
    if not text.lower().startswith("https://"):
        raise BadValue("overlay.https")
    return _address(text, "overlay.https")


def _collector_address(text: str) -> str:
    """
    Return the address of a collector: HTTPS, or HTTP to this very machine, where agents are.

    Raises BadValue if it is none.
    """
    if not (text.lower().startswith("https://") or re.match(_THIS_MACHINE, text.lower())):
        raise BadValue("collector.https")
    if "?" in text:
        raise BadValue("collector.query", Span(text.index("?"), len(text)))
    return _address(text, "collector.https")


def _address(text: str, remedy: str) -> str:
    template = Template.parse(text)
    if template.variables:
        place = text.index("{")
        span = Span(place, text.index("}") + 1)
        raise BadValue("url.variable", span, remedy=remedy, written=text[place : span.end])
    Address.of(template)
    if "#" in text:
        raise BadValue("url.fragment", Span(text.index("#"), len(text)), fix="")
    return template.expand({})


_COLLECTOR_ADDRESS = Kind(
    Words("address of a collector", "адрес сборщика"),
    _collector_address,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
)
_HTTPS_ADDRESS = Kind(
    Words("HTTPS address", "адрес HTTPS"),
    _https_address,
    {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]://"},
)

_OCTETS_OF_KEY = 32
"""Of a public key of Ed25519 (RFC 8032, 5.1.5)."""


def _public_key(text: str) -> bytes:
    """Return the octets of a public key. Raises BadValue if it is none, or a private one."""
    name, _, written = text.partition(":")
    with suppress(ValueError):
        octets = binascii.a2b_base64(written.strip(), strict_mode=True)
        if name.lower() == "ed25519" and len(octets) == _OCTETS_OF_KEY:
            return octets
    raise BadValue("overlay.key")


def _written_key(octets: bytes) -> str:
    return f"ed25519:{binascii.b2a_base64(octets, newline=False).decode()}"


_PUBLIC_KEY = Kind.of_form(
    Words("ed25519: and a public key", "ed25519: и открытый ключ"),
    _public_key,
    "ed25519:.+",
    write=_written_key,
    may_be_secret=True,
)


CHROME_DRIVER = Key(
    "Chrome.Driver",
    Kind.choice(ChromeDriver),
    default=ChromeDriver.AUTO,
    help=Words(
        "How Chrome is told to show a card: over a pipe, by the extension, or by its command line.",
        "Как передать карточку в Chrome: по каналу, через расширение или командной строкой.",
    ),
    example="pipe",
)
CHROME_PATH = Key(
    "Chrome.Path",
    kinds.PATH,
    default="",
    absent=Words("found by itself", "находится сам"),
    help=Words("Chrome's executable.", "Исполняемый файл Chrome."),
    example=r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
CHROME_PROFILE = Key(
    "Chrome.Profile",
    kinds.PATH,
    default="",
    absent=Words("a profile of its own", "собственный профиль"),
    help=Words("The folder of Chrome's profile.", "Папка профиля Chrome."),
    example=r"C:\ChatPlugin\profile",
)
CHROME_ARGUMENTS: Key[tuple[str, ...]] = Key(
    "Chrome.Arguments",
    kinds.CHROME_ARGUMENTS,
    default=(),
    help=Words("Further switches of Chrome.", "Дополнительные ключи запуска Chrome."),
    example="--start-maximized",
)
SETTINGS_URL = Key(
    "Settings.Url",
    _HTTPS_ADDRESS,
    default="",
    help=Words(
        "Where to fetch an overlay of these keys, JSON or INI, which hides what stands elsewhere."
        " Asked again every minute, or as the server says.",
        "Откуда брать оверлей: эти же ключи в JSON или INI, важнее всех остальных слоёв."
        " Запрашивается раз в минуту или как скажет сервер.",
    ),
    example="https://settings.example.com/chatplugin.json",
)
SETTINGS_KEY: Key[bytes | None] = Key(
    "Settings.Key",
    _PUBLIC_KEY,
    default=None,
    absent=Words("overlays need no signature", "подпись оверлею не нужна"),
    help=Words(
        "The public key that belongs to the overlay's signature. With it, an overlay counts only"
        " with a good signature beside it (`.sig`), and never one with a lower `Version` than"
        " before. No overlay can set it.",
        "Открытый ключ к подписи оверлея. С ним оверлей действует только с верной подписью рядом"
        " (`.sig`) и никогда – с меньшей `Version`, чем раньше. Оверлей его задать не может.",
    ),
    example="ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
)
VERSION = Key(
    "Version",
    Kind.whole_number(0, 9_999_999_999),
    default=0,
    help=Words(
        "The number of a signed overlay, higher with each one, so that nobody can bring back an"
        " older one. Only read in an overlay, and with `Settings.Key`.",
        "Номер подписанного оверлея: у каждого следующего больше, чтобы никто не вернул старый."
        " Читается только в оверлее и только вместе с `Settings.Key`.",
    ),
    example="2026112801",
)
LOCKED: Key[tuple[str, ...]] = Key(
    "Locked",
    kinds.LOCKED,
    default=("Chrome.Path", "Chrome.Profile", "Chrome.Arguments", "Sign.Key"),
    help=Words(
        "The keys that an overlay cannot set. `Chrome.*` means all that begin so, `none` that it"
        " may set every key but this one and `Settings.Key`. An overlay can only narrow"
        " `AllowedHosts`.",
        "Ключи, которые не может задать оверлей. `Chrome.*` – все с таким началом, `none` – ему"
        " можно задавать любой ключ, кроме этого и `Settings.Key`. `AllowedHosts` оверлей может"
        " только сузить.",
    ),
    example="Chrome.*, Sign.Key, Method",
)
SERVICE_PATH = Key(
    "Service.Path",
    kinds.PATH,
    default="",
    absent=Words("the installed one", "установленная"),
    help=Words("The service that the plug-in starts.", "Служба, которую запускает модуль."),
    example=r"C:\ChatPlugin\chatplugin.exe",
    reader=Reader.PLUGIN,
)
SERVICE_ARGUMENTS: Key[tuple[str, ...]] = Key(
    "Service.Arguments",
    kinds.ARGUMENTS,
    default=("serve",),
    help=Words("The service's command line.", "Командная строка службы."),
    example=r'serve --settings "C:\ChatPlugin\local.ini"',
    reader=Reader.PLUGIN,
)
READ_MESSAGES = Key(
    "Plugin.ReadMessages",
    kinds.SWITCH,
    default=True,
    help=Words(
        "Whether the plug-in asks EMC for the messages of a multimedia contact, which tell the"
        " customer and the messenger. Off, where that disturbs another plug-in.",
        "Запрашивать ли у EMC сообщения мультимедийного обращения: из них известны клиент и"
        " мессенджер. Отключите, если это мешает другому модулю.",
    ),
    example="off",
    reader=Reader.PLUGIN,
)
PATIENCE = Key(
    "Plugin.Patience",
    Kind.whole_number(0, 3600),
    default=30,
    help=Words(
        "For how many seconds the service may leave an event and then a question of the plug-in"
        " unanswered, before the plug-in starts it anew; 0 for ever.",
        "Сколько секунд служба может не отвечать на событие, а затем и на вопрос модуля, прежде"
        " чем модуль запустит её заново; 0 – сколько угодно.",
    ),
    example="60",
    reader=Reader.PLUGIN,
)
JOURNAL_DAYS = Key(
    "Journal.Days",
    Kind.whole_number(1, 365),
    default=7,
    help=Words(
        "For how many days the journal of shown cards is kept.",
        "Сколько дней хранить журнал показов.",
    ),
    example="30",
)
LOG_LEVEL = Key(
    "Log.Level",
    Kind.choice(LogLevel),
    default=LogLevel.INFO,
    help=Words("How much the service's log tells.", "Насколько подробен протокол службы."),
    example="debug",
)
TELEMETRY_ENDPOINT = Key(
    "Telemetry.Endpoint",
    _COLLECTOR_ADDRESS,
    default="",
    absent=Words("nothing is sent", "ничего не отправляется"),
    help=Words(
        "An OpenTelemetry collector (OTLP over HTTP) that is told each minute how many contacts"
        " had which outcome, and how long cards took. Nothing about customers or operators.",
        "Сборщик OpenTelemetry (OTLP по HTTP): раз в минуту ему сообщается, сколько обращений чем"
        " кончилось и как долго ждали карточек. О клиентах и операторах – ничего.",
    ),
    example="https://collector.example.com:4318",
)
LANGUAGE = Key(
    "Language",
    Kind.one_of({"auto": None, **{word.value: word for word in Language}}),
    default=None,
    absent=Words("`auto`, the desktop's", "`auto`, как у рабочего места"),
    help=Words("The language of the operator's page.", "Язык страницы оператора."),
    example="ru",
)
PAGE_CUSTOMER = Key(
    "Page.Customer",
    Kind.choice(CustomerShown),
    default=CustomerShown.MASKED,
    help=Words(
        "How the operator's page names the customer: shortened, in full, or not at all.",
        "Как страница оператора называет клиента: сокращённо, полностью или никак.",
    ),
    example="hidden",
)
ASSEMBLY = Key(
    "Assembly File Name",
    kinds.PATH,
    default="",
    help=Words(
        "EMC's own key: where the plug-in's DLL is.", "Собственный ключ EMC: где лежит DLL модуля."
    ),
    example=r"C:\ChatPlugin\ChatPlugin.dll",
    reader=Reader.EMC,
)
