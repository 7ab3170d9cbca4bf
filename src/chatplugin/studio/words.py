"""
What the studio says, in English and Russian, side by side so that neither is forgotten.

Here is what stands on its pages always. What the product itself says is in `chatplugin.sentences`.
"""

from collections.abc import Mapping

from chatplugin.sentences import Language, Said, Words, say, say_remedy, stopped


class Say:
    """One language, for templates: `say.save`, `say.count('problems', 2)`, `say.said(remedy)`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __getitem__(self, name: str) -> str:
        return self.of(_WORDS[name])

    def of(self, words: Words) -> str:
        return words.of(self.language)

    def said(self, what: Said) -> str:
        """Return what the product has to say."""
        return say(what, self.language)

    def remedy(self, what: Said) -> str:
        """Return what to do about it, with its full stop."""
        return stopped(say_remedy(what, self.language))

    def count(self, name: str, number: int) -> str:
        """Return *number* with its noun in the right form."""
        english, russian = _COUNTED[name]
        if self.language is Language.RUSSIAN:
            return f"{number} {russian[_russian_form(number)]}"
        return f"{number} {english[0] if number == 1 else english[1]}"


def _russian_form(number: int) -> int:
    """1, 21 have the first form; 2 to 4, 22 to 24 the second; all others the third."""
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else 2


_WORDS: Mapping[str, Words] = {
    "studio": Words("ChatPlugin studio", "Студия ChatPlugin"),
    "settings": Words("Settings", "Настройки"),
    "accounts": Words("Accounts in letters", "Счета в письмах"),
    "compare": Words("Compare", "Сравнение"),
    "language": Words("Language", "Язык"),
    "unsaved": Words("not saved", "не сохранено"),
    "save": Words("Save", "Сохранить"),
    "saved": Words("Saved", "Сохранено"),
    "export": Words("Export", "Экспорт"),
    "cancel": Words("Cancel", "Отмена"),
    "close": Words("Close", "Закрыть"),
    "copy": Words("Copy", "Копировать"),
    "copied": Words("Copied", "Скопировано"),
    "download": Words("Download", "Скачать"),
    # the editor
    "editor": Words("Section", "Раздел"),
    "keys": Words(
        "Ctrl+Space what may stand here · F8 next problem · Alt+Enter put it right · Ctrl+S save",
        "Ctrl+Пробел подсказки · F8 следующее замечание · Alt+Enter исправить · Ctrl+S сохранить",
    ),
    "choices": Words("What may be written here", "Что здесь можно написать"),
    "fine": Words("All settings can be used.", "Все настройки годятся."),
    "error": Words("Not used", "Не действует"),
    "warning": Words("Look at this", "Обратите внимание"),
    "line": Words("Line", "Строка"),
    "fix": Words("Replace with", "Заменить на"),
    "read_on": Words("Read on", "Подробнее"),
    "default": Words("Without it", "Без этого ключа"),
    "example": Words("Example", "Пример"),
    "begin": Words("Begin with the two addresses of your CRM", "Начните с двух адресов вашей CRM"),
    "begin_help": Words(
        "One template for messengers, one for e-mails. Put in your server's name.",
        "Один шаблон для мессенджеров, другой для писем. Впишите имя своего сервера.",
    ),
    "begin_button": Words("Insert two templates", "Вставить два шаблона"),
    "examples": Words(
        "What do your customers' accounts look like?", "Как выглядят лицевые счета ваших клиентов?"
    ),
    "examples_help": Words(
        "Write two or three of them, real or made up, with semicolons between. Length, letters and"
        " groups are learnt from them, and numbers that look different are not taken.",
        "Напишите два-три через точку с запятой, настоящие или придуманные. По ним программа узнаёт"
        " длину, буквы и группы цифр, и непохожие номера не берёт.",
    ),
    "examples_label": Words("Two or three accounts", "Два-три лицевых счёта"),
    "examples_button": Words("Insert into the settings", "Вставить в настройки"),
    # a template made of an example
    "suggest": Words("From the address of a card", "По адресу карточки"),
    "suggest_title": Words("A template made of an address", "Шаблон по адресу"),
    "suggest_help": Words(
        "Open a customer's card in the CRM, and copy the address from Chrome's address bar",
        "Откройте в CRM карточку клиента и скопируйте адрес из адресной строки Chrome",
    ),
    "suggest_value": Words("In the address", "В адресе"),
    "suggest_meaning": Words("What it is", "Что это"),
    "suggest_fixed": Words("the same on every card", "одинаково на всех карточках"),
    "suggest_user_id": Words("the customer", "клиент"),
    "suggest_operator": Words("the operator", "оператор"),
    "suggest_PersonalAccount": Words("the account", "лицевой счёт"),
    "suggest_channel_type": Words("the messenger", "канал"),
    "suggest_nobody": Words("Say which one it is.", "Укажите, какое из них."),
    "suggest_trials": Words("What test contacts get", "Что получат пробные обращения"),
    "suggest_same": Words("the address that you gave", "тот самый адрес"),
    "suggest_insert": Words("Insert into the settings", "Вставить в настройки"),
    # the contact
    "try": Words("Try it with", "Пробное обращение"),
    "file": Words("an e-mail", "письмо"),
    "written": Words("my own e-mail", "своё письмо"),
    "messenger": Words("a messenger", "мессенджер"),
    "mail": Words("E-mail", "Письмо"),
    "dropped": Words("Dropped here", "Загруженные"),
    "samples": Words("Samples", "Примеры"),
    "drop": Words("Drop an .eml file anywhere, or", "Перетащите сюда .eml или"),
    "choose": Words("choose one", "выберите"),
    "from": Words("From", "От кого"),
    "subject": Words("Subject", "Тема"),
    "text": Words("Text", "Текст"),
    "channel": Words("Messenger, as EMC names it", "Мессенджер, как его называет EMC"),
    "author": Words("Customer (author)", "Клиент (author)"),
    "attributes": Words("Attributes, Name=value", "Атрибуты, Имя=значение"),
    "written_subject": Words("A question", "Вопрос"),
    "written_body": Words(
        "Hello,\nmy account number is 1234567890.", "Здравствуйте!\nМой лицевой счёт 1234567890."
    ),
    "operator": Words("AgentID", "AgentID"),
    "more": Words("More", "Ещё"),
    "agent_name": Words("Operator's name", "Имя оператора"),
    "station": Words("Station", "Станция"),
    # the card
    "card": Words("The card", "Карточка"),
    "no_card": Words("No card", "Карточки не будет"),
    "tab": Words("The tab, as the operator will see it", "Вкладка, как её увидит оператор"),
    "by_template": Words("by", "по шаблону"),
    "copy_address": Words("Copy address", "Копировать адрес"),
    "not_sent": Words(
        "Nothing is asked for, because this setting cannot be used:",
        "Ничего не запрашивается: не годится настройка",
    ),
    "in_form": Words(
        "The parameters travel in a form (Method=POST).",
        "Параметры отправляются формой (Method=POST).",
    ),
    "is_signed": Words(
        "The address is signed when it is opened (Sign.Key).",
        "Адрес подписывается, когда открывается (Sign.Key).",
    ),
    "rules": Words("Rules, in their order", "Правила по порядку"),
    "parameter": Words("Parameter", "Параметр"),
    "value": Words("Value", "Значение"),
    "origin": Words("Where from", "Откуда"),
    "outcome": Words("What became of it", "Что с ним стало"),
    "in_address": Words("in the address", "в адресе"),
    # the letter
    "letter": Words("The e-mail, as it is read", "Письмо, как его читает ChatPlugin"),
    "customer": Words("Customer", "Клиент"),
    "account": Words("Account", "Счёт"),
    "cut": Words("The rest is not shown.", "Остальное не показано."),
    "empty": Words("The letter has no text.", "В письме нет текста."),
    # troubles of the page itself
    "gone": Words(
        "The studio has ended. Your text is still here: copy it, then start the studio again.",
        "Студия завершилась. Ваш текст ещё здесь: скопируйте его и запустите студию снова.",
    ),
    "failed": Words("The studio did not answer:", "Студия не ответила:"),
    "too_large": Words("The e-mail is larger than 30 MB.", "Письмо больше 30 МБ."),
    "unknown_mail": Words(
        "This e-mail is no longer here. Drop it again.",
        "Этого письма уже нет. Загрузите его снова.",
    ),
    # accounts in many letters
    "accounts_help": Words(
        "In which of your letters is the account found? Each is read by the draft as it stands in"
        " the editor now. Nothing leaves this computer.",
        "В каких ваших письмах найдётся лицевой счёт? Каждое читается по черновику, как он сейчас в"
        " редакторе. Ничего не покидает этот компьютер.",
    ),
    "accounts_no_format": Words(
        "The settings do not say what your accounts look like, so any long number behind a label"
        " may be taken.",
        "В настройках не сказано, как выглядят ваши лицевые счета, поэтому может быть взят любой"
        " длинный номер после метки.",
    ),
    "accounts_write": Words("Write two or three accounts", "Написать два-три счёта"),
    "accounts_button": Words("Read them", "Прочитать"),
    "accounts_going": Words(
        "Letters read: {done} of {total}", "Прочитано писем: {done} из {total}"
    ),
    "accounts_done": Words("Letters: {total}", "Писем: {total}"),
    "accounts_stopped": Words(
        "Stopped after {done} of {total} letters", "Остановлено: прочитано {done} из {total} писем"
    ),
    "accounts_row": Words("Where, or why not", "Где или почему нет"),
    "accounts_keys": Words(
        "A letter opens by a click, or by the arrow keys.",
        "Письмо открывается щелчком или стрелками.",
    ),
    "accounts_choose": Words(
        "Choose a letter: it is shown here, with its marks.",
        "Выберите письмо: здесь оно будет показано с пометками.",
    ),
    "kind_found": Words("found", "найден"),
    "kind_doubtful": Words("doubtful", "сомнительно"),
    "kind_missing": Words("not found", "не найден"),
    # comparing
    "compare_help": Words(
        "Which answers change? Every e-mail is read by two settings: those before, and the draft"
        " as it stands in the editor now. Nothing is opened and nothing is sent.",
        "Какие ответы изменятся? Каждое письмо читается по двум настройкам: прежним и черновику,"
        " как он сейчас в редакторе. Ничего не открывается и не отправляется.",
    ),
    "before": Words("Before: a settings file", "До: файл настроек"),
    "before_nothing": Words("no settings at all", "без настроек"),
    "after": Words("After: the draft in the editor", "После: черновик в редакторе"),
    "before_short": Words("Before", "До"),
    "after_short": Words("After", "После"),
    "folder": Words("Folder with .eml files", "Папка с файлами .eml"),
    "folder_example": Words("the whole path", "полный путь"),
    "compare_button": Words("Compare", "Сравнить"),
    "stop": Words("Stop", "Остановить"),
    "drop_many": Words(
        "Or drop e-mails, or a folder with them, anywhere on this page, or",
        "Или перетащите письма либо папку с ними на эту страницу или",
    ),
    "choose_many": Words("choose them", "выберите их"),
    "change": Words("Change", "Что изменилось"),
    "title_word": Words("Title", "Заголовок"),
    "kind_lost": Words("no card any more", "карточки больше нет"),
    "kind_gained": Words("a card now", "теперь карточка есть"),
    "kind_account": Words("another account", "другой счёт"),
    "kind_address": Words("another address", "другой адрес"),
    "kind_title": Words("another title", "другой заголовок"),
    "kind_reason": Words("another reason for no card", "другая причина, почему нет карточки"),
    "kind_unread": Words("could not be read", "не прочитано"),
    "rows_cut": Words(
        "More than 500 of a kind: the rest is only counted.",
        "Больше 500 одного вида: остальные только посчитаны.",
    ),
    "compare_going": Words(
        "E-mails read: {done} of {total}, answers that change: {changed}",
        "Прочитано писем: {done} из {total}, ответов изменится: {changed}",
    ),
    "compare_done": Words(
        "E-mails: {total}, answers that change: {changed}",
        "Писем: {total}, ответов изменится: {changed}",
    ),
    "compare_same": Words(
        "E-mails: {total}, no answer changes", "Писем: {total}, ни один ответ не изменится"
    ),
    "compare_stopped": Words(
        "Stopped after {done} of {total} e-mails, answers that change: {changed}",
        "Остановлено: прочитано {done} из {total}, ответов изменится: {changed}",
    ),
    # exporting
    "export_title": Words("Export", "Экспорт"),
    "export_ini": Words("ASGUIHost.ini", "ASGUIHost.ini"),
    "export_sql": Words("SQL script", "Скрипт SQL"),
    "export_rollback": Words("SQL: the way back", "SQL: отмена"),
    "export_ini_help": Words(
        "The section for ASGUIHost.ini of one desktop, with a line for EMC's list of plug-ins.",
        "Раздел для ASGUIHost.ini одного рабочего места и строка для списка модулей EMC.",
    ),
    "export_sql_help": Words(
        "For all desktops: installs or updates the section in EMC's database ACS, all or nothing.",
        "Для всех рабочих мест: создаёт или обновляет раздел в базе EMC ACS, всё или ничего.",
    ),
    "export_json": Words("Overlay (JSON)", "Оверлей (JSON)"),
    "export_json_help": Words(
        "For a settings server: the highest layer of every desktop that asks for it.",
        "Для сервера настроек: верхний слой у каждого рабочего места, которое его запрашивает.",
    ),
    "export_rollback_help": Words(
        "Takes back the latest change that such a script has made.",
        "Отменяет последнее изменение, сделанное таким скриптом.",
    ),
    # saving
    "flawed": Words("The settings have errors", "В настройках есть ошибки"),
    "flawed_help": Words(
        "What is marked as an error will not be used. If desktops read this file, cards may stop.",
        "Отмеченное как ошибка не действует. Если этот файл читают рабочие места, карточки могут"
        " пропасть.",
    ),
    "save_flawed": Words("Save with the errors", "Сохранить с ошибками"),
    "changed_elsewhere": Words(
        "The file was changed in the meantime", "Файл тем временем изменился"
    ),
    "changed_help": Words(
        "Another program or another tab has written this section. What differs:",
        "Этот раздел записан другой программой или в другой вкладке. Отличия:",
    ),
    "gone_help": Words(
        "The file is no longer there. Saving makes it anew.",
        "Файла больше нет. При сохранении он будет создан заново.",
    ),
    "gone_whole": Words(
        "It had other sections as well: they will not be in it.",
        "В нём были и другие разделы: их в новом файле не будет.",
    ),
    "difference": Words("What differs", "Отличия"),
    "theirs": Words("in the file", "в файле"),
    "ours": Words("here", "здесь"),
    "write_over": Words("Write over it", "Записать поверх"),
    "take_theirs": Words("Take the one on disk", "Взять файл с диска"),
}

_COUNTED: Mapping[str, tuple[tuple[str, str], tuple[str, str, str]]] = {
    "problems": (("problem", "problems"), ("замечание", "замечания", "замечаний")),
    "mails": (("e-mail", "e-mails"), ("письмо", "письма", "писем")),
}
"""The English noun in two forms, the Russian one in three."""
