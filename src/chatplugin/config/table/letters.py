"""
Settings that say how e-mails are read: whose the account in the text is, and who the customer is.
"""

from typing import TypeVar

from chatplugin.config.table import kinds
from chatplugin.config.table.key import Key
from chatplugin.config.table.kinds import Kind
from chatplugin.mail import (
    DEFAULT_RULES,
    Ambiguous,
    Examples,
    LabelSet,
    Length,
    parse_labels,
    parse_pattern,
)
from chatplugin.sentences import Words

T = TypeVar("T")

ACCOUNT, SENDER = "PersonalAccount.", "Sender."
"""How the keys of both kinds begin."""


def _written_length(length: Length) -> str:
    return f"{length.least}-{length.most}" if length.least != length.most else f"{length.least}"


def _written_examples(examples: Examples | None) -> str:
    return "; ".join(examples.written) if examples else ""


LABELS: Key[tuple[str, ...]] = Key(
    ACCOUNT + "Labels",
    Kind(
        Words("words with ; between", "слова через ;"), parse_labels, {"type": "string"}, "; ".join
    ),
    default=(),
    absent=Words("Russian and English labels", "русские и английские метки"),
    help=Words(
        "The words that an account stands after; their inflected forms are found too.",
        "Слова, после которых стоит счёт; их падежные формы тоже находятся.",
    ),
    example="лицевой счет; л/с; contract",
)
PATTERN: Key[str | None] = Key(
    ACCOUNT + "Pattern",
    Kind(Words("RE2 pattern", "выражение RE2"), parse_pattern, {"type": "string"}),
    default=None,
    absent=Words("labels and length", "метки и длина"),
    help=Words(
        "A pattern with a group `account`, in place of labels and length.",
        "Выражение с группой `account` вместо меток и длины.",
    ),
    example=r"договор\s*№?\s*(?P<account>[0-9]{8})",
)
LENGTH: Key[Length] = Key(
    ACCOUNT + "Length",
    Kind(
        Words("a number, or two as in 5-20", "число или два, как 5-20"),
        Length.parse,
        {"type": "string"},
        _written_length,
    ),
    default=DEFAULT_RULES.length,
    help=Words("How many digits an account has.", "Сколько цифр в номере счёта."),
    example="10",
)
LETTERS = Key(
    ACCOUNT + "Letters",
    kinds.SWITCH,
    default=DEFAULT_RULES.letters,
    help=Words("Whether an account may have letters.", "Могут ли в номере счёта быть буквы."),
    example="on",
)
AMBIGUOUS = Key(
    ACCOUNT + "Ambiguous",
    Kind.choice(Ambiguous),
    default=DEFAULT_RULES.ambiguous,
    help=Words(
        "What two different accounts in the newest text mean: no account, or the first of them.",
        "Что значат два разных счёта в последнем письме: счёта нет (`none`) или первый (`first`).",
    ),
    example="first",
)
LABEL_SETS: Key[tuple[LabelSet, ...]] = Key(
    ACCOUNT + "LabelSets",
    Kind(
        Words("names with ; between", "имена через ;"),
        LabelSet.parse,
        {"type": "string"},
        "; ".join,
    ),
    default=(),
    help=Words(
        "More words for the account, beside the labels: "
        + ", ".join(f"`{each}`" for each in LabelSet)
        + ".",
        "Ещё слова для счёта, кроме меток: " + ", ".join(f"`{each}`" for each in LabelSet) + ".",
    ),
    example="subscriber; payer",
)
EXAMPLES: Key[Examples | None] = Key(
    ACCOUNT + "Examples",
    Kind(
        Words("accounts with ; between", "счета через ;"),
        Examples.parse,
        {"type": "string"},
        _written_examples,
    ),
    default=None,
    help=Words(
        "Two or three accounts, real or made up, of different streets: length, letters, groups and"
        " leading digits are learnt from them. A `Length` that is set counts before theirs.",
        "Два-три счёта, настоящих или выдуманных, с разных улиц: по ним определяются длина, буквы,"
        " группы и первые цифры. Заданная `Length` важнее.",
    ),
    example="4027158836; 4027300154",
)


OWN_DOMAINS: Key[tuple[str, ...]] = Key(
    SENDER + "OwnDomains",
    kinds.DOMAINS,
    default=(),
    help=Words(
        "Domains whose addresses are never the customer's, with their subdomains.",
        "Домены, адреса которых никогда не принадлежат клиенту, вместе с поддоменами.",
    ),
    example="example.com, office.example.com",
)
FORM_FIELD: Key[str] = Key(
    SENDER + "FormField",
    kinds.TEXT,
    default="",
    help=Words(
        "What a web form writes in front of the customer's address, if it sets no Reply-To.",
        "Что веб-форма пишет перед адресом клиента, если не заполняет Reply-To.",
    ),
    example="E-mail",
)
