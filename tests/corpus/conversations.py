"""Replies and forwards of the usual programs, and which part of them counts."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

from tests.corpus.build import A, B, Message, both, html, plain

_Q = "support@company.example"

# (name, introduction) of what stands above a quote, by program
_INTRODUCTIONS = [
    ("gmail ru", f"пн, 3 мар. 2025 г. в 10:11, Поддержка <{_Q}>:"),
    ("gmail ru, wrapped", f"пн, 3 мар. 2025 г. в 10:11, Служба поддержки абонентов\n<{_Q}>:"),
    ("gmail en", f"On Mon, Mar 3, 2025 at 10:11 AM Support <{_Q}> wrote:"),
    ("gmail en, wrapped", f"On Mon, Mar 3, 2025 at 10:11 AM Support Department of the Company\n<{_Q}>\nwrote:"),
    ("mail.ru", f"Понедельник, 3 марта 2025, 10:11 +03:00 от Поддержка <{_Q}>:"),
    ("yandex", f'03.03.2025, 10:11, "Поддержка" <{_Q}>:'),
    ("apple ru", f"3 марта 2025 г., в 10:11, Поддержка <{_Q}> написал(а):"),
    ("apple en", f"On Mar 3, 2025, at 10:11 AM, Support <{_Q}> wrote:"),
    ("thunderbird ru", "03.03.2025 10:11, Поддержка пишет:"),
    ("roundcube", "Поддержка писал 2025-03-03 10:11:"),
    ("mail.ru for android", f"Отправлено из мобильной Почты Mail.ru\n\nпонедельник, 3 марта 2025г., 10:11 +03:00 от Поддержка  {_Q}:"),
    ("ukrainian", f"пн, 3 бер. 2025 р. о 10:11 Служба підтримки <{_Q}> пише:"),
    ("german", f"Am Mo., 3. März 2025 um 10:11 Uhr schrieb Support <{_Q}>:"),
    ("spanish", f"El lun, 3 mar 2025 a las 10:11, Support (<{_Q}>) escribió:"),
    ("no date", f"Служба поддержки <{_Q}> писал(а):"),
    ("nothing but the verb", "Вы писали:"),
    ("nothing but the verb, english", "You wrote:"),
]
_SEPARATORS = [
    ("outlook ru", f"-----Исходное сообщение-----\nОт: Поддержка [mailto:{_Q}]\nОтправлено: 3 марта 2025 г. 10:11\nКому: Иван\nТема: RE: счет"),
    ("outlook en", f"-----Original Message-----\nFrom: Support <{_Q}>\nSent: Monday, March 3, 2025 10:11 AM\nTo: Ivan\nSubject: RE: bill"),
    ("outlook without a line", f"From: Support <{_Q}>\nSent: Monday, March 3, 2025 10:11 AM\nTo: Ivan\nSubject: RE: bill"),
    ("outlook ru without a line", "От: Поддержка\nОтправлено: 3 марта 2025 г. 10:11\nКому: Иван\nТема: RE: счет"),
    ("outlook.com", f"________________________________\nОт: Поддержка <{_Q}>\nОтправлено: 3 марта 2025 г.\nКому: Иван\nТема: счет"),
    ("gmail bold", f"*From:* Support <{_Q}>\n*Sent:* Monday, March 3, 2025\n*To:* Ivan\n*Subject:* bill"),
    ("mail.ru forward", f"-------- Пересылаемое сообщение --------\nОт кого: Поддержка <{_Q}>\nКому: Иван\nДата: Понедельник, 3 марта 2025\nТема: счет"),
    ("gmail forward", f"---------- Forwarded message ---------\nОт: Поддержка <{_Q}>\nDate: пн, 3 мар. 2025 г.\nSubject: счет\nTo: <ivan@example.org>"),
    ("thunderbird forward ru", f"-------- Перенаправленное сообщение --------\nТема: \tсчет\nДата: \tMon, 3 Mar 2025 10:11:12 +0300\nОт: \tПоддержка <{_Q}>\nКому: \tivan.petrov@example.org"),
    ("samsung in one line", f"-------- Исходное сообщение --------От: Поддержка <{_Q}> Дата: 03.03.2025  10:11  (GMT+03:00) Кому: Иван Петров <ivan@example.org> Тема: Ответ на обращение"),
    ("outlook ukrainian", f"Від: Підтримка <{_Q}>\nНадіслано: 3 березня 2025 р. 10:11\nКому: Іван\nТема: рахунок"),
    ("outlook belarusian", f"Ад: Падтрымка <{_Q}>\nАдпраўлена: 3 сакавіка 2025\nКаму: Іван\nТэма: рахунак"),
    ("outlook german", f"Von: Support <{_Q}>\nGesendet: Montag, 3. März 2025 10:11\nAn: Ivan\nBetreff: Rechnung"),
    ("outlook kazakh", f"Кімнен: Қолдау <{_Q}>\nЖіберілді: 2025 ж. 3 наурыз 10:11\nКімге: Иван\nТақырып: Жауап"),
    ("outlook italian", f"Da: Support <{_Q}>\nInviato: lunedì 3 marzo 2025\nA: Ivan\nOggetto: conto"),
    ("outlook french", f"De : Support <{_Q}>\nEnvoyé : lundi 3 mars 2025\nÀ : Ivan\nObjet : facture"),
    ("date first", f"Дата: 03.03.2025 10:11\nОт: Поддержка <{_Q}>\nКому: Иван\nТема: счет"),
    ("two lines", f"От: Поддержка <{_Q}>\nДата: 03.03.2025"),
    ("zoho ru", f"---- Вкл пн, 3 мар. 2025 10:11:12 +0300 {_Q} написал(а) ----"),
    ("zoho en", f"---- On Mon, 03 Mar 2025 10:11:12 +0300 Support <{_Q}> wrote ----"),
    ("help desk ru", "##- Пожалуйста, введите свой ответ выше этой строки -##"),
    ("help desk ru, lower", "Ответ пишите выше этой линии"),
    ("help desk en", "--- Please reply above this line ---"),
    ("apple forward", f"Начало переадресованного сообщения:\n\nОт: Поддержка <{_Q}>\nТема: счет\nДата: 3 марта 2025 г."),
]


def _top(new: str, introduction: str, old: str) -> str:
    quoted = "\n".join("> " + line for line in old.split("\n"))
    return f"{new}\n\n{introduction}\n\n{quoted}\n"


_LETTERS = [
    ("bottom posting", f"> Ваш лицевой счет {B}?\n\nНет, мой лицевой счет {A}", A, "the answer stands below"),
    ("between the quotes", f"> Добрый день\nДобрый!\n> Ваш л/с {B}?\nНет, л/с {A}\n> Спасибо", A, "answers stand between"),
    ("older quote", f"Спасибо!\n\n> Пожалуйста\n>> мой л/с {A}\n>>> л/с {B}", A, "the younger quote decides"),
    ("two in the history", f"Спасибо!\n\n> л/с {A}\n> л/с {B}", None, "two different accounts"),
    ("two in the newest, one in the quote", f"л/с {A} и л/с {B}\n\n> л/с {A}", None, "the newest text decides"),
    ("the bat", f"Здравствуйте, Поддержка.\n\nВы писали 3 марта 2025 г., 10:11:\n\nП> Ваш лицевой счет {B}\n\nМой лицевой счет {A}.", A, "initials in front of the sign"),
    ("the bat, only quoted", f"Спасибо!\n\nИП> Ваш лицевой счет {A}\n", A, "the newest text has none"),
    ("everything quoted", f"> л/с {A}\n> Иван", A, "a quote is all there is"),
    ("question and answer", f"> Укажите номер лицевого счета\n\n{A}", A, "the label in the quote, the number in the answer"),
    ("question and answer, in words", f"> Какой у Вас лицевой счёт?\n\nМой номер: {A}, спасибо", A, "the label in the quote"),
    ("question below", f"{A}\n\n03.03.2025, 10:11, \"Поддержка\" <{_Q}>:\n> Добрый день! Сообщите, пожалуйста, номер лицевого счета.\n> С уважением", A, "the only number answers the only question"),
    ("question below, outlook", f"{A}\n\nFrom: Support <{_Q}>\nSent: Monday, March 3, 2025\nTo: Ivan\nSubject: bill\n\nWhat is your account number?", A, "the only number answers the only question"),
    ("question and answer, two questions", f"> Уточните л/с, пожалуйста.\n{A}\n> Уточните показания.\n12345", A, "each number answers its line"),
    ("question, wrapped label", f"> Уточните номер лицевого\n> счета, пожалуйста.\n\n{A}", A, "the label goes over a line's end"),
    ("question above a signature", f"> Укажите лицевой счет.\n> С уважением, Поддержка\n> +7 900 000-00-10\n\n{A}", A, "the only number answers the only question"),
    ("question below, two numbers", f"{A}\n89000000012\n\n> Укажите лицевой счет", None, "which of the two?"),
    ("question for something else", f"{A}\n\n> Укажите лицевой счет и показания счётчика", None, "it may be the reading"),
    ("question answered elsewhere", f"12345\n\n> По лицевому счету {A} нет показаний, сообщите их", A, "12345 is the reading"),
    ("question, two answers", f"> Ваш телефон?\n89000000012\n> Ваш лицевой счет?\n{A}", A, "each number answers its line"),
    ("question asked of the phone", "> Ваш лицевой счет и телефон?\n+7 900 000-00-12", None, "a phone answers"),
    ("greater-than in the text", f"Меню > Оплата > л/с {A}", A, "signs within a line quote nothing"),
    ("signature", f"Добрый день!\n-- \nИван Петров\nл/с {A}", A, "the signature is the customer's"),
    ("form inside a reply", f"Лицевой счет: {A}\nПоказания: 00123\n\nОт: Поддержка\nОтправлено: 1 марта\nКому: Иван\nТема: x\n\nЛицевой счет: {B}", A, "the newest form decides"),
    ("two replies deep", f"Спасибо\n\n-----Original Message-----\nFrom: a\nTo: b\nSubject: c\n\nл/с {A}\n\n-----Original Message-----\nFrom: d\nTo: e\nSubject: f\n\nл/с {B}", A, "the younger one decides"),
    ("end of a forward", f"-------- Пересылаемое сообщение --------\nОт кого: a@example.com\nКому: b\nТема: c\n\nл/с {B}\n-------- Конец пересылаемого сообщения --------\nМой л/с {A}", A, "below the end it is new again"),
]

_STATEMENTS = [
    ("statement", f"Кому: директору УК\nОт: Иванова И. И.\nТема: перерасчет\nАдрес: Мира 5\nЛ/с: {A}", "a person's own heading"),
    ("field named date", f"Дата: 03.03.2025\nЛ/с: {A}\nОт: Иванов", "a form of the customer's"),
    ("you wrote in a sentence", f"Как вы писали, л/с {A} в порядке", "no introduction"),
    ("above in a sentence", f"Ответа нет выше крыши. л/с {A}", "no line of a help desk"),
]

_GMAIL = '<div dir="ltr">{}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">пн, 3 мар. 2025 г. в 10:11, Поддержка &lt;<a href="mailto:s@company.example">s@company.example</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid"><div>{}</div></blockquote></div>'
_OUTLOOK = '<p class="MsoNormal">{}</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Support &lt;s@company.example&gt;<br><b>Sent:</b> Monday, March 3, 2025<br><b>To:</b> Ivan<br><b>Subject:</b> RE</p></div></div><p class="MsoNormal">{}</p>'
_MAILRU = '<div>{}</div><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px">Понедельник, 3 марта 2025, 10:11 +03:00 от Поддержка &lt;s@company.example&gt;:<br><br><div>{}</div></blockquote>'
_YANDEX = '<div>{}</div><div><br></div><div>03.03.2025, 10:11, "Поддержка" &lt;s@company.example&gt;:</div><blockquote><div>{}</div></blockquote>'

_MARKED = [
    ("gmail without a blockquote", '<div dir="ltr">{}</div><div class="gmail_quote gmail_quote_container"><div>{}</div></div>'),
    ("yahoo", '<div>{}</div><div id="ydp1" class="yahoo_quoted"><div>{}</div></div>'),
    ("outlook on the web", '<div>{}</div><hr><div id="divRplyFwdMsg" dir="ltr"><b>X:</b> Y</div><div>{}</div>'),
    ("outlook mobile", '<div>{}</div><div id="appendonsend"></div><div>{}</div>'),
    ("outlook for mac", '<div>{}</div><div id="mail-editor-reference-message-container"><p>{}</p></div>'),
    ("spark", '<div>{}</div><div name="messageReplySection" class="messageReplySection">{}</div>'),
    ("thunderbird forward", '<p>{}</p><div class="moz-forward-container"><table class="moz-email-headers-table"><tr><th>Тема: </th><td>x</td></tr></table>{}</div>'),
    ("proton", "<div>{}</div><div class='protonmail_quote'>{}</div>"),
]

MESSAGES = [
    *(Message(f"conversation: {name}", plain(text), A, why) for name, text, why in _STATEMENTS),
    *(Message(f"reply: {name}, marked in html", html(page.format(f"л/с {A}", f"л/с {B}")), A, "the newest text decides") for name, page in _MARKED),
    *(Message(f"reply: {name}, marked in html, history only", html(page.format("Спасибо!", f"л/с {A}")), A, "the newest text has none") for name, page in _MARKED),
    Message("conversation: indented, no quote", html(f'<div>Добрый день</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px">л/с {A}</blockquote>><blockquote class=q>л/с {B}</blockquote>'), A, "Gmail indents by a blockquote"),
    *(Message(f"reply: {name}, both name one", plain(_top(f"Мой л/с {A}", text, f"л/с {B}")), A, "the newest text decides") for name, text in _INTRODUCTIONS),
    *(Message(f"reply: {name}, unmarked", plain(f"Мой л/с {A}\n\n{text}\n\nл/с {B}\n"), A, "all below the introduction is history") for name, text in _INTRODUCTIONS),
    *(Message(f"reply: {name}, history only", plain(_top("Спасибо!", text, f"Ваш л/с {A}")), A, "the newest text has none") for name, text in _INTRODUCTIONS[:4]),
    *(Message(f"forward: {name}, both name one", plain(f"Мой л/с {A}\n\n{text}\n\nВаш л/с {B}"), A, "the newest text decides") for name, text in _SEPARATORS),
    *(Message(f"forward: {name}, history only", plain(f"\n\n{text}\n\nВаш л/с {A}"), A, "the newest text has none") for name, text in _SEPARATORS),
    *(Message(f"conversation: {name}", plain(text), account, why) for name, text, account, why in _LETTERS),
    *(
        Message(f"reply: {name} html", html(page.format(f"л/с {A}", f"л/с {B}")), A, "the newest text decides")
        for name, page in (("gmail", _GMAIL), ("outlook", _OUTLOOK), ("mail.ru", _MAILRU), ("yandex", _YANDEX))
    ),
    *(
        Message(f"reply: {name} html, history only", html(page.format("Спасибо!", f"л/с {A}")), A, "the newest text has none")
        for name, page in (("gmail", _GMAIL), ("outlook", _OUTLOOK), ("mail.ru", _MAILRU), ("yandex", _YANDEX))
    ),
    Message("reply: gmail html, question and answer", html(_GMAIL.format(A, "Укажите лицевой счет")), A, "the label in the quote"),
    Message("reply: both forms", both(_top(f"л/с {A}", _INTRODUCTIONS[0][1], f"л/с {B}"), _GMAIL.format(f"л/с {A}", f"л/с {B}")), A, "both forms say so"),
]
