"""Who wrote: addresses as they come, and whom a web form writes for."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

from tests.corpus.build import CUSTOMER, A, Message, envelope, part, plain

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
    ("encoded before the @", "=?utf-8?Q?ivan=2Epetrov?=@example.org", CUSTOMER, "an encoded word in the address"),
    ("encoded before the @, base64", "Ivan <=?utf-8?B?aXZhbi5wZXRyb3Y=?=@example.org>", CUSTOMER, "an encoded word in the address"),
    ("blanks around the full stop", "Ivan <ivan.petrov@example . org>", CUSTOMER, "RFC 5322 4.4"),
    ("blanks around the sign", "Ivan <ivan.petrov @ example.org>", CUSTOMER, "RFC 5322 4.4"),
    ("blanks around the sign, bare", "ivan.petrov @example.org", CUSTOMER, "RFC 5322 4.4"),
    ("folded in the address", "Ivan <ivan.petrov@\r\n example.org>", CUSTOMER, "the fold is no part of it"),
    ("folded in a word", "Ivan <ivan.pet\r\n rov@example.org>", CUSTOMER, "the fold is no part of it"),
    ("name in the brackets", f"<Ivan {CUSTOMER}>", CUSTOMER, "a name is no part of it"),
    ("parenthesis never closed in front", f"Ivan (Petrov <{CUSTOMER}>", CUSTOMER, "a bracket is missing"),
    ("full-width sign", "Ivan <ivan.petrov＠example.org>", CUSTOMER, "a Japanese keyboard"),
    ("zero-width space", f"Ivan <{CUSTOMER}\u200b>", CUSTOMER, "nobody sees it"),
    ("soft hyphen", "Ivan <ivan.\u00adpetrov@example.org>", CUSTOMER, "nobody sees it"),
    ("comma in the domain", "Ivan <ivan.petrov@example,org>", CUSTOMER, "a slip of the finger"),
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


_GROUP = "List-Id: Support <support.company.example>\r\n"
_LISTS = [
    ("google group", f"{_GROUP}X-Original-Sender: {CUSTOMER}\r\nX-Original-From: Ivan <{CUSTOMER}>\r\nReply-To: support@company.example\r\n", "Ivan via Support <support@company.example>", CUSTOMER, "the group names the author"),
    ("google group, sender only", f"{_GROUP}X-Original-Sender: {CUSTOMER}\r\n", "support@company.example", CUSTOMER, "the group names the author"),
    ("mailman", f"List-Id: <help.lists.example.com>\r\nReply-To: Ivan <{CUSTOMER}>, help@lists.example.com\r\n", "Ivan via Help <help@lists.example.com>", CUSTOMER, "Reply-To has the author and the list"),
    ("mailman, list first", f"List-Id: <help.lists.example.com>\r\nReply-To: help@lists.example.com, {CUSTOMER}\r\n", "help@lists.example.com", CUSTOMER, "the list is not the author"),
    ("list-post", f"List-Post: <mailto:all@lists.example.com>\r\nReply-To: {CUSTOMER}\r\n", "all@lists.example.com", CUSTOMER, "the list is not the author"),
    ("list of another name", f"List-Id: <lists.example.com>\r\nReply-To: {CUSTOMER}\r\n", "Ivan via Help <help-list@lists.example.com>", CUSTOMER, "the name says that a list sends it"),
    ("via without a list", "Reply-To: other@example.com\r\n", f"Ivan via phone <{CUSTOMER}>", CUSTOMER, "no list is named"),
    ("list that keeps From", f"{_GROUP}Reply-To: support@company.example\r\nX-Original-Sender: other@example.com\r\n", f"Ivan <{CUSTOMER}>", CUSTOMER, "From is a person's"),
    ("original sender without a list", "X-Original-Sender: other@example.com\r\n", f"Ivan <{CUSTOMER}>", CUSTOMER, "anybody may write such a field"),
    ("group without an author", _GROUP, "support@company.example", "support@company.example", "nobody else is named"),
]

_INNER = f"От: Иван <{CUSTOMER}>\nОтправлено: 3 марта 2025 г. 10:11\nКому: Поддержка <support@company.example>\nТема: счет\n\nМой л/с {A}\n"
_FORWARDS = [
    ("colleague forwards", f"Для сведения\n\n-------- Пересылаемое сообщение --------\n{_INNER}", "vera@company.example", CUSTOMER, "the customer wrote the inner letter"),
    ("colleague forwards without a word", f"---------- Forwarded message ---------\n{_INNER}", "vera@company.example", CUSTOMER, "the customer wrote the inner letter"),
    ("customer forwards", "Почему так?\n\n-------- Пересылаемое сообщение --------\n" + _INNER.replace(CUSTOMER, "bill@shop.example").replace("support@company.example", CUSTOMER), f"Ivan <{CUSTOMER}>", CUSTOMER, "From is a person's"),
    ("colleague answers", f"См. ниже\n\n-----Original Message-----\n{_INNER}", "vera@company.example", "vera@company.example", "an answer is no forward"),
]
_OTHERS_LETTER = [
    ("neighbour's letter", "-------- Пересылаемое сообщение --------\nОт: Поддержка <support@company.example>\nКому: sosedka@example.net\nДата: 3.03.2025\nТема: Ответ\n\nПо лицевому счету {A} сделан перерасчёт.", None, "its reader is not the sender"),
    ("neighbour's own letter", "---------- Forwarded message ---------\nFrom: Anna <anna@example.net>\nDate: Mon, Mar 3, 2025\nSubject: gas\nTo: <support@company.example>\n\nMy account number is {A}", None, "its author is not the sender"),
    ("letter to the sender", "-------- Пересылаемое сообщение --------\nОт: Поддержка <support@company.example>\nКому: ivan.petrov@example.net\nДата: 3.03.2025\nТема: Ответ\n\nПо лицевому счету {A} сделан перерасчёт.", A, "the same name at another server"),
    ("letter to nobody by address", "-------- Пересылаемое сообщение --------\nОт: Поддержка <support@company.example>\nКому: Иван\nДата: 3.03.2025\nТема: Ответ\n\nПо лицевому счету {A} сделан перерасчёт.", A, "no address says otherwise"),
]


def _message(name: str, headers: str, author: str, expected: str | None, why: str) -> Message:
    raw = envelope(_BODY, headers, author)
    if headers.startswith("To:"):
        raw = raw.replace(b"To: support@company.example\r\n", b"")
    return Message(f"sender: {name}", raw, None, why, expected)


MESSAGES = [
    *(_message(name, "", author, expected, why) for name, author, expected, why in _FROM),
    *(_message(name, headers, author, expected, why) for name, headers, author, expected, why in _OTHERS),
    *(_message(name, headers, author, expected, why) for name, headers, author, expected, why in _LISTS),
    *(Message(f"sender: {name}", envelope(part(text), sender=author), A, why, expected) for name, text, author, expected, why in _FORWARDS),
    *(Message(f"forward: {name}", plain("Прошу разобраться\n\n" + text.format(A=A)), account, why) for name, text, account, why in _OTHERS_LETTER),
    Message("forward: neighbour's letter, by the subject", plain(f"Прошу разобраться\n\nОт: Поддержка <support@company.example>\nОтправлено: 3.03.2025\nКому: sosedka@example.net\nТема: Ответ\n\nл/с {A}").replace(b"Subject: test", b"Subject: FW: test"), None, "its reader is not the sender"),
    Message("forward: neighbour's letter, answered", plain(f"Прошу разобраться\n\nОт: Поддержка <support@company.example>\nОтправлено: 3.03.2025\nКому: ivan@example.net\nТема: Ответ\n\nл/с {A}"), A, "who answers has received it, perhaps under another address"),
    Message("sender: raw cp1251 name", envelope(_BODY).replace(b"Ivan Petrov", "Иван".encode("cp1251")), None, "8-bit letters of another charset"),
    Message("sender: from twice", envelope(_BODY, "From: second@example.com\r\n"), None, "the first one counts"),
    Message("sender: lower-case field", envelope(_BODY).replace(b"From:", b"from :"), None, "fields have no case"),
]
