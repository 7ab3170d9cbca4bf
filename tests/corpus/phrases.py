"""Phrases collected in a second and third round, made after the reader was finished, by the reason of their answer."""

# One message a line, however long.
# fmt: off
# ruff: noqa: E501

from tests.corpus.build import Message, html, plain

A, B = "4501238877", "300456789012"
_QUESTION = '15.01.2026, 12:15, "Поддержка" <support@company.example>:'

_ONE = {
    "a label, perhaps a sign, and one number": [
        "Добрый день! Примите показания по ЛС {}: ГВС 123, ХВС 456.", "лицевой счёт:{}", "Л/счет {}", "л/счёт №{}", "Лиц.счет: {}",
        "лиц/счёт {}", "N л/с {}", "Номер Л/С - {}", "счёт лицевой {}", "Л.С.№{}", "л/с. № {}", "Л / С {}", "лицевого счёта — №{}.",
        "л/с{}", "лс{}", "Л\u2044С {}", "л∕с {}", "лиц. сч. N {}", "лицевой сч. {}", "Лицевой счет\n\n{}\n", "Лицевой счет -- {}",
        "Лицевой счет => {}", "Лицевой счет ➜ {}", "Лицевой счет : № : {}", "лицевой счет „{}“", "лицевой счет `{}`", "лицевой счет /{}/",
        "*Лицевой счет*: {}", "**Лицевой счет:** {}", "«Лицевой счет» {}", "[Лицевой счет] {}", "Лицевой счет: __{}__",
        "Договор (лицевой счет): {}", "№ договора (л/с) {}", "Договор и лицевой счет {}", "Litsevoy schet {}",
    ],
    "words of belonging between label and number": [
        "л/с мамы {}", "лицевой счёт мой {}", "мой лицевой счёт в вашей компании {}", "лицевой счет нашей квартиры: {}",
        "лицевой счет, указанный в квитанции: {}", "Лицевой счет из квитанции {}", "лицевой счет за капремонт {}",
        "лицевой счет на электроэнергию № {}", "лицевой счет ООО Ромашка {}", "номер моего лицевого счета в системе {}",
        "л/с от 01.01.2026 № {}",
    ],
    "what stands beside the account is something else": [
        "л/с {}, т. 89000000012", "л/с {} т.89000000012", "л/с {} 89000000012", "Оплатил 2500 руб. 12.03.2026 по л/с {}",
        "паспорт 4510 123456, лицевой счет {}", "лицевой счет {}, ИНН 770000000001, КПП 770001001",
        "Реквизиты: ИНН 7700000000, р/с 40702810900000000001, к/с 30101810400000000225, БИК 044525225, л/с {}",
        "л/с {}, прошу вернуть на счет 40817810099910004312", "Налог: авто 150 л.с.\nЛицевой счет {}", "Ленина 5-12 л.с. {}",
        "ул. Мира, 10-25, л/с {}", "Иванов И.И. кв. 15 л.с. {}", "Счетчик 12345678\nл/с {}\nпоказания 12345",
        "Показания:\nХВС 00123\nГВС 00456\nЭл 12345\nл/с {}\n", "Эл/энергия: 12345 кВт*ч, л/с {}", "л/с {} эл.счетчик 12345",
        "л/с {}: хв 123, гв 456", "л/с {} - 12345", "лицевой счет {} кв.5", "лицевой счет {}, д.5", "л/с {} долг 12 345,67 руб",
        "Трек-номер 12345678, лицевой счет {}", "Мой телефон 89000000012, лицевой - {}", "ID 87654321, л/с {}",
    ],
    "English, with the number of the account": [
        "Account #: {}", "Account number – {}", "Acct No: {}", "my personal account number is {}", "Customer account: {}", "Account ID: {}",
        "IBAN DE89370400440532013000, personal account {}", "Invoice 12345678 for account no {}", "Account number:{}; phone: +44 20 7946 0000",
        "ACCOUNT NUMBER\n{}", "Personal account (electricity): {}", "acc. no. {}", "A/C: {}", "personal-account: {}", "PersonalAccount={}",
    ],
    "the younger text decides, by whatever program": [
        "л/с {}\n\n" + introduction + "\n" + mark + "л/с 9990001112"
        for introduction in (
            _QUESTION, "15.01.2026 12:15, Support пишет:", "15 января 2026 г. 12:15:01 GMT+03:00, Support <s@company.example> пишет:",
            "чт, 15 янв. 2026 г., 12:15 Support <s@company.example>:", "2026-01-15 12:15 GMT+03:00 Support <s@company.example>:",
            "Четверг, 15 января 2026, 12:15 +03:00 от s@company.example:", "On 15/01/2026 12:15, Support wrote:",
            "On Thursday, January 15th, 2026 at 12:15 PM, Support <s@company.example> wrote:", "Am 15.01.2026 um 12:15 schrieb Support:",
        )
        for mark in ("", "> ")
    ],
}

_NONE = {
    "two different accounts": [
        f"с лицевого счета {A} на лицевой счет {B}", f"Переведите с л/с {A} на л/с {B}", f"accounts {A} and {B}", f"Account numbers: {A}, {B}",
        f"Да\n\n{_QUESTION}\n> Ваш л/с {A} или {B}?", f"Нет, 4501990011\n\n> Ваш лицевой счёт {A}?",
    ],
    "a number without a label of an account": [
        "счет-фактура № 12345678", "расчетный счет 12345678", "р/с 40817810099910004312", "Абонентский договор 12345678",
        "Заявка № 12345678 по лицевому счету", "12345678 заявка, лицевой счет потерял", "Заявка № 12345678 - лицевой счет не найден",
        "По заявке 12345678 (лицевой счет) вопрос", "Пишу с телефона 89000000012 - мой лицевой не помню",
        "Номер договора 12345678 (лицевой счет тот же)", "bank account no. 12345678", f"account {A}",
    ],
    "words, a dash or nothing in place of the number": [
        "лицевой счет утерян. Паспорт 4510123456", "Не знаю лицевого счета, адрес: 170000 Тверь", "Лицевой счет: нет\n12345678",
        "Лицевой счет:_________\nФИО: Иванов", "л/с № б/н", "л/с (см. квитанцию) тел 89000000012", "л/с в квитанции № 12345678",
        "Account number: N/A\nInvoice number: 12345678", "Account number: see attached\n12345678", "account number ending in 1234",
        "I lost my account number. My phone number is 89000000012", f"Лицевой счет\n\n\n\n{A}\n",
    ],
    "a sum, a date, a phone, power or part of a longer number": [
        "мощность 150 л. с. 12345678", "Двигатель: 1.6 (123 л.с.) пробег 123456 км", "123 л/с двигатель, договор 12345678",
        "Лицевой счет: 8-900-000-00-12", "Лицевой счет: 8(900)000-00-12", "л/с 12345 м2", "Площадь по лицевому счету 54,3 м2",
        "по лицевому счету 2026 год", "л/с за 01.2026", "л/с на 12:30", f"лицевой счет {A}/1",
    ],
}

_GROUPS = {
    "4501 238 877": A, "45-01-23-88-77": A, "450 123 88 77": A, "001 234 567": "001234567", "12 345 678": "12345678",
    "1 234 567 890 123": "1234567890123", "300456 789012": B, "300456-789012": B, "30 0456789012": B, "5-123456": "5123456",
    "12345, кв. 12": "12345", "12345 12": "12345", "89000000012": "89000000012", "1234567890123456789": "1234567890123456789",
}

_PAGES = {
    f"<p>Лицевой&nbsp;сч&#1105;т&nbsp;№&nbsp;{A}</p>": "references within the label",
    f"<div>Лицевой счет<span>:</span></div><div><div>{A}</div></div>": "the line below",
    f"<table><tr><td>Лицевой счет:</td></tr><tr><td>{A}</td></tr></table>": "the only cell of the next row",
    f"<table><tr><td>л/с</td><td>№</td><td>{A}</td></tr></table>": "the sign has a cell of its own",
    f"<table><thead><tr><th>№</th><th>Лицевой счёт</th></tr></thead><tbody><tr><td>1</td><td>{A}</td></tr></tbody></table>": "below the heading",
    "<p>лицевой счет: 45<!-- x -->01<span></span>238877</p>": "comments and empty tags are nothing",
    f"<TD>Лицевой счет<TD>{A}<TD>Показания<TD>12345": "cells without a row",
    f"<div>{A}</div><blockquote type=cite>Укажите Ваш лицевой счет</blockquote>": "the label in the quote",
    f'<div>л/с {A}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>От:</b> a@example.com<br><b>Отправлено:</b> x<br>'
    f"<b>Кому:</b> i<br><b>Тема:</b> Re</div><div>л/с {B}</div>": "Outlook's reply",
    f'<p>л/с {A}</p><div class="moz-cite-prefix">15.01.2026 12:15, Support пишет:<br></div><blockquote><p>л/с {B}</p></blockquote>':
    "Thunderbird's reply",
}

MESSAGES = [
    *(Message(f"phrase: {text[:40]!r}", plain(text.replace("{}", A)), A, why) for why, texts in _ONE.items() for text in texts),
    *(Message(f"phrase: {text[:40]!r}", plain(text), None, why) for why, texts in _NONE.items() for text in texts),
    *(Message(f"groups: {text}", plain(f"лицевой счет {text}"), account, "figures in groups, and where they end") for text, account in _GROUPS.items()),
    *(Message(f"page: {why}", html(page), A, why) for page, why in _PAGES.items()),
]
