"""Who wrote: addresses as they come, and whom a web form writes for."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

from tests.corpus.build import CUSTOMER, Message, envelope, part

_BODY = part("Добрый день")

_FROM = [
    ("bare", CUSTOMER, CUSTOMER, "nothing around it"),
    ("in brackets", f"<{CUSTOMER}>", CUSTOMER, "no name"),
    ("quoted name", f'"Petrov, Ivan" <{CUSTOMER}>', CUSTOMER, "a comma in quotes"),
    ("unquoted comma", f"Petrov, Ivan <{CUSTOMER}>", CUSTOMER, "a comma that should be quoted"),
    ("name is another address", f'"boss@bank.example" <{CUSTOMER}>', CUSTOMER, "the name is no address"),
    ("name is another address, bare", f"boss@bank.example <{CUSTOMER}>", CUSTOMER, "the brackets decide"),
    ("name has brackets", f'"Boss <boss@bank.example>" <{CUSTOMER}>', CUSTOMER, "the brackets outside the quotes"),
    ("name has brackets, unquoted", f"Boss <boss@bank.example> <{CUSTOMER}>", CUSTOMER, "the last brackets"),
    ("comment behind", f"{CUSTOMER} (Ivan Petrov)", CUSTOMER, "an old form"),
    ("address in a comment", f"Ivan (boss@bank.example) <{CUSTOMER}>", CUSTOMER, "comments are no addresses"),
    ("brackets in a comment", f"Ivan (<boss@bank.example>) <{CUSTOMER}>", CUSTOMER, "comments are no addresses"),
    ("comment within comments", f"{CUSTOMER} (a (b) c)", CUSTOMER, "comments nest"),
    ("comment never closed", f"{CUSTOMER} (Ivan", CUSTOMER, "a bracket is missing"),
    ("quote never closed", f'"Ivan <{CUSTOMER}>', CUSTOMER, "a quotation mark is missing"),
    ("encoded name", f"=?utf-8?B?0JjQstCw0L0=?= <{CUSTOMER}>", CUSTOMER, "an encoded word"),
    ("encoded name with an address", f"=?utf-8?Q?Boss_=3Cboss=40bank.example=3E?= <{CUSTOMER}>", CUSTOMER, "decoded only after the address is found"),
    ("folded", f"Ivan Petrov\r\n\t<{CUSTOMER}>", CUSTOMER, "the field goes on"),
    ("blanks in the brackets", f"Ivan < {CUSTOMER} >", CUSTOMER, "blanks do not belong"),
    ("raw cyrillic name", f"Иван Петров <{CUSTOMER}>", CUSTOMER, "8-bit letters"),
    ("cyrillic address", "Иван <иван@почта.example>", "иван@почта.example", "an internationalised address"),
    ("punycode", "<ivan@xn--80a1acny.example>", "ivan@xn--80a1acny.example", "as it stands"),
    ("plus sign", "<ivan+gas@example.org>", "ivan+gas@example.org", "part of the address"),
    ("two authors", f"{CUSTOMER}, other@example.com", CUSTOMER, "the first author"),
    ("group", f"Family: {CUSTOMER};", CUSTOMER, "a group of one"),
    ("capital letters", "Ivan <Ivan.Petrov@Example.ORG>", "Ivan.Petrov@Example.ORG", "as it stands"),
    ("no address", "Ivan Petrov", None, "a name is none"),
    ("nothing", "", None, "no From"),
    ("mailto", f"<mailto:{CUSTOMER}>", CUSTOMER, "a link's word in front"),
    ("apostrophes", f"'{CUSTOMER}' <{CUSTOMER}>", CUSTOMER, "Outlook's quotes"),
    ("hundred commas", "," * 100 + CUSTOMER, CUSTOMER, "empty places"),
]

_OTHERS = [
    ("reply-to of a person is not asked", "Reply-To: other@example.com\r\n", f"<{CUSTOMER}>", CUSTOMER, "From is a person's"),
    ("no-reply", f"Reply-To: Ivan <{CUSTOMER}>\r\n", "Site <no-reply@site.example>", CUSTOMER, "a form's sender answers nobody"),
    ("noreply", f"Reply-To: {CUSTOMER}\r\n", "<noreply@site.example>", CUSTOMER, "a form's sender answers nobody"),
    ("donotreply", f"Reply-To: {CUSTOMER}\r\n", "<DoNotReply@site.example>", CUSTOMER, "a form's sender answers nobody"),
    ("no_reply with a tail", f"Reply-To: {CUSTOMER}\r\n", "<no_reply+123@site.example>", CUSTOMER, "a form's sender answers nobody"),
    ("wordpress", f"Reply-To: {CUSTOMER}\r\n", "<wordpress@site.example>", CUSTOMER, "a program's address"),
    ("www-data", f"Reply-To: {CUSTOMER}\r\n", "<www-data@host.site.example>", CUSTOMER, "a web server's address"),
    ("robot", f"Reply-To: {CUSTOMER}\r\n", "<robot@site.example>", CUSTOMER, "a program's address"),
    ("own domain", f"Reply-To: {CUSTOMER}\r\n", "Site <info@company.example>", CUSTOMER, "the recipient's own domain writes for the customer"),
    ("own domain without reply-to", "", "Site <info@company.example>", "info@company.example", "there is nobody else"),
    ("reply-to is ours as well", "Reply-To: sales@company.example\r\n", "<noreply@company.example>", "noreply@company.example", "no header names a customer"),
    ("reply-to with several", f"Reply-To: sales@company.example, {CUSTOMER}\r\n", "<noreply@company.example>", CUSTOMER, "the one who is not ours"),
    ("public domain is nobody's own", "To: made-up-shop-00@mail.ru\r\nReply-To: other@example.com\r\n", "<made-up-00@mail.ru>", "made-up-00@mail.ru", "half of the country writes from it"),
    ("sender without from", f"Sender: {CUSTOMER}\r\n", "", CUSTOMER, "Sender is all there is"),
    ("return-path only", f"Return-Path: <{CUSTOMER}>\r\n", "", CUSTOMER, "the envelope is all there is"),
    ("sender chooses among authors", "Sender: other@example.com\r\n", f"{CUSTOMER}, other@example.com", "other@example.com", "who sent it wrote it"),
]


def _message(name: str, headers: str, author: str, expected: str | None, why: str) -> Message:
    raw = envelope(_BODY, headers, author)
    if headers.startswith("To:"):
        raw = raw.replace(b"To: support@company.example\r\n", b"")
    return Message(f"sender: {name}", raw, None, why, expected)


MESSAGES = [
    *(_message(name, "", author, expected, why) for name, author, expected, why in _FROM),
    *(_message(name, headers, author, expected, why) for name, headers, author, expected, why in _OTHERS),
    Message("sender: raw cp1251 name", envelope(_BODY).replace(b"Ivan Petrov", "Иван".encode("cp1251")), None, "8-bit letters of another charset"),
    Message("sender: from twice", envelope(_BODY, "From: second@example.com\r\n"), None, "the first one counts"),
    Message("sender: lower-case field", envelope(_BODY).replace(b"From:", b"from :"), None, "fields have no case"),
]
