"""What holds for every letter, whatever stands in it and however it travels."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chatplugin.mail import DEFAULT_RULES, AccountRules, Ambiguous, Length, read
from chatplugin.mail.account import context, labels
from chatplugin.mail.findings import AccountCase
from chatplugin.mail.letter.text import Rare
from chatplugin.mail.reader import Letter
from tests.corpus.build import both, envelope, html, multipart, part, plain

# How long a letter may take is the business of test_hostile.py, which counts CPU time only.
PATIENT = settings(deadline=None, max_examples=60)

CHARSETS = {
    "utf-8": "utf-8",
    "windows-1251": "cp1251",
    "koi8-r": "koi8-r",
    "cp866": "cp866",
    "iso-8859-5": "iso8859-5",
    "utf-16": "utf-16",
    "utf-7": "utf-7",
}
ENCODINGS = ("quoted-printable", "base64")

WORDS = st.sampled_from(
    [
        "Добрый день",
        "прошу",
        "перерасчёт за воду",
        "Hello",
        "please",
        "кв. 15",
        "150 руб.",
        "\n",
        ".",
    ]
)
LABELS = st.sampled_from(
    ["л/с", "Лицевой счёт:", "лиц. счет N", "Personal account:", "account no."]
)
# An account of one figure only is taken for an example.
ACCOUNTS = st.integers(10**9, 10**10 - 1).map(str).filter(lambda account: len(set(account)) > 1)


RARE = {
    name: value
    for module in (context, labels)
    for name, value in vars(module).items()
    if isinstance(value, Rare)
}


@st.composite
def letters(draw: st.DrawFn) -> tuple[str, str]:
    """A text with one account, and the account."""
    account = draw(ACCOUNTS)
    before, after = (" ".join(draw(st.lists(WORDS, max_size=5))) for _ in range(2))
    return f"{before}. {draw(LABELS)} {account}. {after}", account


@PATIENT
@given(st.binary(max_size=3_000))
@example(b"")
@example(b"\xff\xfe")
@example(b"From: " + b"(" * 1_000)
@example(b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n--\r\n")
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    letter = read(raw)

    assert_is_answered(letter)


@PATIENT
@given(
    st.text(max_size=2_000),
    st.sampled_from(["text/plain", "text/html", "text/rtf", "text/enriched"]),
)
def test_no_text_makes_it_raise(text: str, kind: str) -> None:
    letter = read(envelope(part(text.encode("utf-8", "surrogatepass"), kind)))

    assert_is_answered(letter)


@PATIENT
@given(
    st.binary(max_size=600),
    st.sampled_from(
        ["application/pkcs7-mime", "application/ms-tnef", "message/rfc822", "text/rtf"]
    ),
    st.sampled_from(
        [b"", b"\x78\x9f\x3e\x22\x01\x00", bytes.fromhex("308006092a864886f70d010702")]
    ),
)
def test_no_attachment_makes_it_raise(data: bytes, kind: str, front: bytes) -> None:
    letter = read(envelope(part(front + data, kind, encoding="base64")))

    assert_is_answered(letter)


@PATIENT
@given(letters(), st.sampled_from(sorted(CHARSETS)), st.sampled_from(ENCODINGS))
def test_the_answer_does_not_depend_on_how_the_letter_travels(
    letter: tuple[str, str], charset: str, encoding: str
) -> None:
    text, account = letter
    if charset == "utf-16":
        encoding = "base64"  # the line ends of quoted-printable are bytes, not letters

    travelled = plain(text, charset=CHARSETS[charset], label=charset, encoding=encoding)

    assert read(travelled).account.value == account


@PATIENT
@given(letters(), st.sampled_from(["cp1251", "koi8-r", "cp866", "utf-8"]))
def test_a_wrong_or_missing_charset_changes_nothing(letter: tuple[str, str], charset: str) -> None:
    text, account = letter

    for claimed in ("", "us-ascii", "windows-1251", "x-nonsense"):
        assert read(plain(text, charset=charset, label=claimed)).account.value == account


@PATIENT
@given(letters())
def test_html_and_text_say_the_same(letter: tuple[str, str]) -> None:
    text, account = letter
    page = "<p>" + text.replace("\n", "<br>") + "</p>"

    assert read(html(page)).account.value == account
    assert read(both(text, page)).account.value == account
    assert read(both("", page)).account.value == account


@PATIENT
@given(letters(), st.integers(1, 6))
def test_nesting_changes_nothing(letter: tuple[str, str], depth: int) -> None:
    text, account = letter
    inner = part(text)
    for level in range(depth):
        inner = multipart("mixed", inner, boundary=f"=_{level}")

    assert read(envelope(inner)).account.value == account


@PATIENT
@given(letters(), st.binary(max_size=200))
def test_an_attachment_changes_nothing(letter: tuple[str, str], data: bytes) -> None:
    text, account = letter
    extra = "Content-Disposition: attachment; filename=a.bin\r\n"
    scan = part(data, "application/octet-stream", encoding="base64", extra=extra)

    for parts in ((part(text), scan), (scan, part(text))):
        assert read(envelope(multipart("mixed", *parts))).account.value == account


@PATIENT
@given(letters(), letters())
def test_two_different_accounts_are_none_or_the_first(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    text = plain(one[0] + "\n" + other[0])
    first = AccountRules(ambiguous=Ambiguous.FIRST)

    assert read(text).account.value == (one[1] if one[1] == other[1] else None)
    assert read(text, first).account.value == one[1]


@PATIENT
@given(letters(), letters())
def test_the_newest_text_decides(new: tuple[str, str], old: tuple[str, str]) -> None:
    quoted = "\n".join("> " + line for line in old[0].split("\n"))

    assert read(plain(f"{new[0]}\n\n{quoted}")).account.value == new[1]
    assert read(plain(f"Спасибо!\n\n{quoted}")).account.value == old[1]


@PATIENT
@given(ACCOUNTS, st.integers(1, 20))
def test_an_account_of_another_length_is_none(account: str, length: int) -> None:
    rules = AccountRules(length=Length(length, length))

    found = read(plain(f"л/с {account}"), rules).account.value

    assert found == (account if length == len(account) else None)


@PATIENT
@given(st.text("0123456789 -./лс№:,\nруб", max_size=60))
def test_an_account_is_always_of_the_length_asked_for(text: str) -> None:
    found = read(plain("л/с " + text)).account.value

    assert found is None or DEFAULT_RULES.length.least <= len(found) <= DEFAULT_RULES.length.most


@PATIENT
@given(letters())
def test_a_view_of_bytes_says_what_the_bytes_say(letter: tuple[str, str]) -> None:
    raw = plain(letter[0])

    assert read(memoryview(raw)).account == read(raw).account
    assert read(memoryview(b"x" + raw)[1:]).account == read(raw).account


def assert_is_answered(letter: Letter) -> None:
    """An account is there only where it was found, and each answer has its reason in words."""
    is_found = letter.account.reason.case in (AccountCase.FOUND, AccountCase.FOUND_IN_ANSWER)
    assert (letter.account.value is not None) == is_found
    assert letter.account.describe()
    assert letter.sender.describe()


@pytest.mark.parametrize("name", RARE)
@given(st.data())
def test_a_rare_pattern_finds_no_less_for_its_signs(name: str, data: st.DataObject) -> None:
    rare = RARE[name]
    text = data.draw(st.from_regex(rare.pattern))

    assert rare.search(text) is not None
