"""What becomes of a contact: its customer, its account, its parameters, its card."""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    # why there is no card
    "reason.with_detail": Sentence("{reason} ({detail})", "{reason} ({detail})"),
    "reason.switched_off": Sentence("ChatPlugin is switched off", "ChatPlugin отключён"),
    "reason.channel_switched_off": Sentence(
        "cards are switched off for this channel", "карточки для этого канала отключены"
    ),
    "reason.no_template": Sentence(
        "there is no template for this channel", "для этого канала нет шаблона"
    ),
    "reason.broken_template": Sentence(
        "the template cannot be used; 'chatplugin check' says why",
        "шаблон не годится; почему – скажет «chatplugin check»",
    ),
    "reason.missing_parameter": Sentence(
        "a parameter that the card must have is missing",
        "нет параметра, без которого нет карточки",
    ),
    "reason.waiting": Sentence(
        "EMC does not tell yet who writes, or by which messenger",
        "EMC ещё не сообщила, кто и в каком мессенджере пишет",
    ),
    "reason.unsafe_address": Sentence(
        "a value would lead to another page of the CRM",
        "значение увело бы на другую страницу CRM",
    ),
    "reason.paused": Sentence(
        "the operator has paused the cards", "оператор приостановил карточки"
    ),
    "reason.tab_in_use": Sentence(
        "something is typed in the CRM's only tab",
        "в единственной вкладке CRM остался набранный текст",
    ),
    "reason.ruled_out": Sentence(
        "a rule says that there is no card", "правило говорит: карточки не будет"
    ),
    "reason.host_not_allowed": Sentence(
        "the template's server is not among the allowed ones",
        "сервера из шаблона нет среди разрешённых",
    ),
    "reason.long_address": Sentence(
        "the card's address would be longer than 65,536 characters",
        "адрес карточки длиннее 65 536 знаков",
    ),
    # why the CRM does not show a card
    "trouble.with_detail": Sentence("{reason}: {detail}", "{reason}: {detail}"),
    "trouble.unreachable": Sentence("The CRM did not answer", "CRM не ответила"),
    "trouble.error": Sentence("The CRM answered with an error", "CRM ответила ошибкой"),
    "trouble.refused": Sentence(
        "The CRM does not show this card", "CRM не показывает эту карточку"
    ),
    "trouble.slow": Sentence("The CRM has not answered yet", "CRM ещё не ответила"),
    "trouble.login": Sentence("The CRM asks for a login", "CRM просит войти"),
    "trouble.elsewhere": Sentence(
        "The CRM has opened another page than the card",
        "CRM открыла другую страницу вместо карточки",
    ),
    "trouble.no_page": Sentence("The CRM has sent no page", "CRM не прислала страницу"),
    "trouble.sign_in": Sentence(
        "Chrome asks for a sign-in in its own dialog", "Chrome просит войти в собственном окне"
    ),
    "trouble.certificate": Sentence(
        "Chrome does not trust the CRM's certificate", "Chrome не доверяет сертификату CRM"
    ),
    "trouble.tls": Sentence(
        "Chrome and the CRM agree on no safe connection",
        "Chrome и CRM не смогли установить защищённое соединение",
    ),
    "trouble.client_certificate": Sentence(
        "The CRM does not accept this computer's certificate",
        "CRM не принимает сертификат этого компьютера",
    ),
    "trouble.redirect": Sentence(
        "The CRM redirects Chrome to where it cannot go",
        "CRM перенаправляет Chrome туда, куда он пойти не может",
    ),
    "trouble.blocked": Sentence(
        "Chrome has blocked the CRM's page", "Chrome заблокировал страницу CRM"
    ),
    "trouble.unprotected": Sentence(
        "Chrome has stopped the CRM's page, which is not protected (http)",
        "Chrome остановил страницу CRM: её адрес не защищён (http)",
    ),
    "trouble.our_fault": Sentence(
        "By a fault of ChatPlugin: {error}", "Из-за сбоя в самом ChatPlugin: {error}"
    ),
    # what a rule said of a contact
    "verdict.holds": Sentence("holds", "выполняется"),
    "verdict.does_not_hold": Sentence("does not hold", "не выполняется"),
    "verdict.lacking": Sentence("lacks a value", "не хватает значения"),
    "verdict.failed": Sentence("cannot be worked out", "не вычисляется"),
    "verdict.waits": Sentence("waits", "ждёт"),
    "verdict.not_asked": Sentence("not asked", "не проверялось"),
    # what became of a parameter
    "fate.given": Sentence("given", "в адресе"),
    "fate.switched_off": Sentence("switched off", "отключён"),
    "fate.not_of_this_channel": Sentence("not of this channel", "не для этого канала"),
    "fate.omitted": Sentence("missing, left out", "нет значения, пропущен"),
    "fate.empty": Sentence("missing, left empty", "нет значения, оставлен пустым"),
    "fate.default": Sentence("missing, default text", "нет значения, подставлен текст"),
    "fate.required": Sentence("missing, no card without it", "нет значения, без него нет карточки"),
    # why a parameter has no value
    "why.off": Sentence("{key} is off", "{key} отключён"),
    "why.only_emails": Sentence("only e-mails have it", "он бывает только у писем"),
    "why.not_in": Sentence("not in {template}", "его нет в {template}"),
    "why.nothing_left": Sentence(
        "nothing is left of it after '{steps}'", "после «{steps}» от значения ничего не осталось"
    ),
    "why.lacking": Sentence("the contact does not have {names}", "у обращения нет {names}"),
    "why.no_text": Sentence("the setting has no text", "у настройки нет текста"),
    "why.no_operator": Sentence("no operator was named", "оператор не указан"),
    "why.not_there": Sentence("the contact does not have it", "у обращения его нет"),
    # where a value comes from
    "origin.setting": Sentence("{key}", "{key}"),
    "origin.attribute": Sentence("attribute {name}", "атрибут {name}"),
    "origin.sender": Sentence("sender of the e-mail", "отправитель письма"),
    "origin.media_type": Sentence("media type of the contact", "тип медиа обращения"),
    "origin.operator": Sentence("AgentID of the operator", "AgentID оператора"),
    "origin.form": Sentence("form of user_id", "вид user_id"),
    "origin.text": Sentence("text of the e-mail", "текст письма"),
    # who wrote
    "sender.from": Sentence("the address in From", "адрес из From"),
    "sender.from_though_automatic": Sentence(
        "the address in From, though automatic or the recipient's own: Reply-To names no customer",
        "адрес из From, хотя он автоматический или собственный: Reply-To не называет клиента",
    ),
    "sender.reply_to": Sentence(
        "the address in Reply-To, because From is automatic, a list's or the recipient's own",
        "адрес из Reply-To: From автоматический, собственный или принадлежит рассылке",
    ),
    "sender.sender": Sentence(
        "the address in Sender, because From names none", "адрес из Sender: в From его нет"
    ),
    "sender.return_path": Sentence(
        "the address in Return-Path, because neither From nor Sender names one",
        "адрес из Return-Path: ни в From, ни в Sender его нет",
    ),
    "sender.list": Sentence(
        "the author that the list names, because From is the list's own address",
        "автор, которого называет рассылка: в From её собственный адрес",
    ),
    "sender.form_field": Sentence(
        "the address in the form's field, because no header names a customer",
        "адрес из поля формы: заголовки не называют клиента",
    ),
    "sender.forwarded": Sentence(
        "the author of the forwarded letter, because a colleague forwards it",
        "автор пересланного письма: его переслал коллега",
    ),
    "sender.own": Sentence(
        "every address is of an own domain (Sender.OwnDomains)",
        "все адреса из собственных доменов (Sender.OwnDomains)",
    ),
    "sender.no_address": Sentence(
        "no header names an address", "ни один заголовок не содержит адреса"
    ),
    # which account
    "place.newest": Sentence("the newest text", "новом тексте"),
    "place.history": Sentence("the quoted history", "цитате"),
    "account.with_label": Sentence("{what}, label '{label}'", "{what}, метка «{label}»"),
    "account.first_of": Sentence("{what}; the first of {seen:and}", "{what}; первый из {seen:и}"),
    "number.2": Sentence("two", "два"),
    "number.3": Sentence("three", "три"),
    "account.found": Sentence("found in {where}", "найден в {where}"),
    "account.found_in_answer": Sentence(
        "found in the newest text, as the answer to a question in the quote",
        "найден в новом тексте: ответ на вопрос из цитаты",
    ),
    "account.several": Sentence(
        "{number} different accounts in {where}: {seen:and}",
        "в {where} {number} разных счёта: {seen:и}",
    ),
    "account.label_without_account": Sentence(
        "the label '{label}' stands in the letter, but no account after it",
        "метка «{label}» в письме есть, а счёта после неё нет",
    ),
    "account.unclear": Sentence("the number in {where} is not taken", "номер в {where} не взят"),
    "account.no_label": Sentence(
        "no label of an account in the letter", "в письме нет метки счёта"
    ),
    "account.none": Sentence("no account: {why}", "счёта нет: {why}"),
    "account.because": Sentence("{what}: {doubt}", "{what}: {doubt}"),
    "account.there": Sentence("{what}: {seen:and}", "{what}: {seen:и}"),
    "account.not_one": Sentence(
        "{what}: {seen:and} is a date, a sum or a phone, or its length is another one",
        "{what}: {seen:и} – дата, сумма, телефон или номер другой длины",
    ),
    "doubt.ends": Sentence(
        "it is not clear whether it is {seen:or}", "неясно, какой это номер: {seen:или}"
    ),
    "doubt.not_his": Sentence(
        "{seen:or} is another person's account, or an old or wrong one by the words beside it",
        "судя по словам рядом, {seen:или} – чужой, старый или неверный счёт",
    ),
    "doubt.sample": Sentence("{seen:or} is only an example", "{seen:или} – только пример"),
    "doubt.part": Sentence(
        "{seen:or} is only a part of a number, or not readable",
        "{seen:или} – только часть номера или номер не разобрать",
    ),
    "doubt.sum": Sentence("{seen:or} is a sum", "{seen:или} – это сумма"),
    "doubt.other_meaning": Sentence(
        "the label in front of {seen:or} means something else",
        "метка перед {seen:или} значит другое",
    ),
    "doubt.denied": Sentence(
        "the newest text says that {seen:or} is not the customer's account",
        "в новом тексте сказано, что {seen:или} – не счёт клиента",
    ),
    "doubt.replaced": Sentence(
        "{first} stands in the quote, and another number {second} in {where}",
        "в цитате {first}, а в {where} другой номер {second}",
    ),
    "doubt.beside": Sentence(
        "a second number {second} stands beside {first} in {where}",
        "в {where} рядом с {first} стоит второй номер {second}",
    ),
    "doubt.two_views": Sentence(
        "plain text and HTML name different accounts: {seen:and}",
        "текст и HTML письма называют разные счета: {seen:и}",
    ),
    "doubt.forwarded": Sentence(
        "{seen:or} stands in a forwarded letter between other people",
        "{seen:или} стоит в пересланном письме других людей",
    ),
    "account.only_in_subject": Sentence("only in the subject", "только в теме"),
    "account.only_in_attachment": Sentence("only in an attachment", "только во вложении"),
    "account.encrypted": Sentence("the letter is encrypted", "письмо зашифровано"),
    "account.no_text": Sentence("the letter has no text", "в письме нет текста"),
    # the table of `chatplugin explain`
    "explain.test_contact": Sentence("test contact", "пробное обращение"),
    "explain.accounts": Sentence(
        "accounts: found in {found}, doubtful in {doubtful}, not found in {missing}",
        "счета: найдены {found}, сомнительны {doubtful}, не найдены {missing}",
    ),
    "explain.channel": Sentence("channel", "канал"),
    "explain.customer": Sentence("customer", "клиент"),
    "explain.account": Sentence("account", "счёт"),
    "explain.operator": Sentence("operator", "оператор"),
    "explain.template": Sentence("template", "шаблон"),
    "explain.by_rule": Sentence("by {rule}", "по {rule}"),
    "explain.parameter": Sentence("parameter", "параметр"),
    "explain.in_address": Sentence("in the address", "в адресе"),
    "explain.how": Sentence("how", "откуда"),
    "explain.no_card": Sentence("no card", "без карточки"),
    "explain.address": Sentence("address", "адрес"),
    "explain.sent": Sentence("sent", "отправка"),
    "explain.tab": Sentence("tab", "вкладка"),
    "explain.not_sent": Sentence(
        "not at all: {keys} cannot be used", "не отправляется: не годится {keys}"
    ),
    "explain.by_get": Sentence("in the address", "в адресе"),
    "explain.by_post": Sentence("in a form (Method=POST)", "формой (Method=POST)"),
    "explain.signed": Sentence(
        "{how}, signed when it is opened (Sign.Key)",
        "{how}, подписывается, когда открывается (Sign.Key)",
    ),
    # how the command line names a contact
    "contact.none": Sentence(
        "There is no contact",
        "Не указано обращение",
        "Name the file of an e-mail, or a contact by --channel and --user-id",
        "Укажите файл письма или опишите обращение: --channel и --user-id",
    ),
    "contact.lacks": Sentence(
        "The contact lacks its {option}",
        "В описании обращения нет {option}",
        "Name the file of an e-mail, or a contact by --channel and --user-id",
        "Укажите файл письма или опишите обращение: --channel и --user-id",
    ),
    "contact.both": Sentence(
        "{option} says something else than the e-mail in {path}",
        "{option} говорит не то же, что письмо в {path}",
        "Name the file, or the options, not both",
        "Укажите что-то одно: файл или параметры обращения",
    ),
    "contact.no_match": Sentence(
        "There is no file {pattern}",
        "Файлов {pattern} нет",
        "Name files that exist, or their folder",
        "Назовите файлы, которые есть, или их папку",
    ),
    "explain.by_option": Sentence("as {name} says", "как сказано в {name}"),
    "msg.missing": Sentence(
        "this is Outlook's own format (.msg), and what reads it is not installed",
        "это собственный формат Outlook (.msg), а читать его нечем",
        "Run pip install 'chatplugin[msg]', or save the e-mail as .eml",
        "Выполните pip install 'chatplugin[msg]' или сохраните письмо как .eml",
    ),
    "msg.broken": Sentence(
        "this is no letter of Outlook's, or a broken one",
        "это не письмо Outlook или оно испорчено",
        "Save it in Outlook once more",
        "Сохраните его в Outlook ещё раз",
    ),
    "contact.unreadable": Sentence(
        "{path}: this e-mail cannot be read: {reason}",
        "{path}: это письмо не читается: {reason}",
        "Name a file that exists",
        "Укажите файл, который есть",
    ),
}
