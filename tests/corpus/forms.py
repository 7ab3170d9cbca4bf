"""Letters that a web form writes: keys and values in lines and cells, in Russian and English, some of them empty."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

from tests.corpus.build import A, B, Message, html, plain

_HEADERS = "Reply-To: ivan.petrov@example.org\r\n"
_SITE = b"From: Site <noreply@company.example>"


def _form(text: str) -> bytes:
    return plain(text, _HEADERS).replace(b"From: Ivan Petrov <ivan.petrov@example.org>", _SITE)


def _page(page: str) -> bytes:
    return html(page).replace(b"From: Ivan Petrov <ivan.petrov@example.org>\r\n", _SITE + b"\r\n" + _HEADERS.encode())


_LINES = [
    ("russian keys", f"ФИО: Петров Иван\nЛицевой счет: {A}\nТелефон: 89000000012\nСообщение: нет воды", A, "the key names it"),
    ("english keys", f"Name: Ivan\nAccount number: {A}\nPhone: 89000000012\nMessage: none", A, "the key names it"),
    ("english short key", f"Name: Ivan\nAccount: {A}\nPhone: 89000000012", A, "the key names it"),
    ("russian, empty", "ФИО: Петров\nЛицевой счет:\nТелефон: 89000000012\nДоговор: 87654321", None, "the field is empty"),
    ("russian, empty with blanks", "Лицевой счет:   \n\nТелефон:   89000000012", None, "the field is empty"),
    ("russian, dash for empty", "Лицевой счет: -\nТелефон: 89000000012", None, "a dash stands for nothing"),
    ("russian, not given", "Лицевой счет: не указан\nТелефон: 89000000012", None, "words say so"),
    ("english, empty", "Name: Ivan\nAccount number:\nPhone: 89000000012", None, "the field is empty"),
    ("english, empty key then number", "Account number: \nInvoice: 87654321\n", None, "the number has another key"),
    ("values below keys", f"ФИО\nПетров Иван\n\nЛицевой счёт\n{A}\n\nТелефон\n89000000012", A, "the value stands below its key"),
    ("values below keys, empty", "Лицевой счёт\n\nТелефон\n89000000012", None, "the next key follows"),
    ("bold keys", f"*ФИО:* Петров\n*Лицевой счёт:* {A}\n*Телефон:* 89000000012", A, "stars are bold letters"),
    ("required mark", f"Лицевой счёт *: {A}", A, "the star marks a required field"),
    ("hint in the key", f"Лицевой счёт (без пробелов): {A}", A, "a hint in brackets"),
    ("number in the key", f"1. ФИО: Петров\n2. Лицевой счет: {A}\n3. Телефон: 89000000012", A, "keys are numbered"),
    ("equals signs", f"name=Ivan\naccount_number={A}\nphone=89000000012", A, "keys of a program"),
    ("camel case", f"userName: Ivan\npersonalAccount: {A}\nphone: 89000000012", A, "keys of a program"),
    ("dots to the value", f"Лицевой счет.......... {A}", A, "leaders"),
    ("spaces to the value", f"ФИО             Петров\nЛицевой счет    {A}\nТелефон         89000000012", A, "columns by blanks"),
    ("upright lines", f"| ФИО | Лицевой счет | Телефон |\n| Петров | {A} | 89000000012 |", A, "a table in plain text"),
    ("tabs", f"ФИО\tПетров\nЛицевой счет\t{A}\nТелефон\t89000000012", A, "columns by tabs"),
    ("tabs, empty", "ФИО\tПетров\nЛицевой счет\t\nТелефон\t89000000012", None, "the field is empty"),
    ("tabs across, empty first", "Лицевой счет\tТелефон\n\t89000000012", None, "the cell below is empty"),
    ("all in one line", f"ФИО: Петров; Лицевой счет: {A}; Телефон: 89000000012", A, "semicolons between fields"),
    ("two fields", f"Лицевой счет (старый): {B}\nЛицевой счет (новый): {A}", None, "two different accounts"),
    ("the same twice", f"Лицевой счет: {A}\nСообщение: мой л/с {A}, нет воды", A, "the same account"),
    ("another in the message", f"Лицевой счет: {A}\nСообщение: у соседа л/с {B}", None, "two different accounts"),
    ("empty, given in the message", f"Лицевой счет:\nСообщение: л/с {A}", A, "the message names it"),
    ("postal code beside", f"Адрес: 170000, Тверь\nЛицевой счет: {A}", A, "a postal code has its own key"),
    ("wordpress", f"From: Ivan <ivan.petrov@example.org>\nSubject: Вопрос\n\nMessage Body:\nлицевой счет {A}", A, "keys that look like headers"),
]

_PAGES = [
    ("cells", f"<table><tr><td><b>ФИО</b></td><td>Петров</td></tr><tr><td><b>Лицевой счет</b></td><td>{A}</td></tr><tr><td><b>Телефон</b></td><td>89000000012</td></tr></table>", A, "keys and values in cells"),
    ("cells, empty", "<table><tr><td>Лицевой счет</td><td></td></tr><tr><td>Телефон</td><td>89000000012</td></tr></table>", None, "the cell is empty"),
    ("cells with colons, english", f"<table><tr><td>Account number:</td><td>{A}</td></tr><tr><td>Invoice:</td><td>87654321</td></tr></table>", A, "keys and values in cells"),
    ("lines", f"<b>Имя:</b> Иван<br><b>Лицевой счет:</b> {A}<br><b>Телефон:</b> 89000000012<br>", A, "lines by br"),
    ("lines, empty", "<b>Имя:</b> Иван<br><b>Лицевой счет:</b> <br><b>Телефон:</b> 89000000012<br>", None, "the field is empty"),
    ("lines without keys behind", f"<b>Лицевой счет:</b><br>{A}<br><b>Телефон:</b><br>89000000012", A, "the value stands below"),
    ("paragraphs", f"<p><strong>Лицевой счет</strong></p><p>{A}</p><p><strong>Телефон</strong></p><p>89000000012</p>", A, "the value stands below"),
    ("paragraphs, empty", "<p><strong>Лицевой счет</strong></p><p></p><p><strong>Телефон</strong></p><p>89000000012</p>", None, "the next key follows"),
    ("one row of headings", f"<table><tr><th>Имя</th><th>Account No</th><th>Phone</th></tr><tr><td>Ivan</td><td>{A}</td><td>89000000012</td></tr></table>", A, "the cell below"),
]

MESSAGES = [
    *(Message(f"form: {name}", _form(text), account, why) for name, text, account, why in _LINES),
    *(Message(f"form in html: {name}", _page(page), account, why) for name, page, account, why in _PAGES),
]
