"""What a desktop has and has not: Chrome, its policies, the key; and the words of commands."""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    "chrome.not_there": Sentence(
        "there is no Chrome on this machine",
        "на этом компьютере нет Chrome",
        "Install Google Chrome, or write the full path of its executable into Chrome.Path",
        "Установите Google Chrome или напишите полный путь к нему в Chrome.Path",
    ),
    "chrome.no_program": Sentence(
        "there is no program '{path}'",
        "программы «{path}» нет",
        "Install Google Chrome, or write the full path of its executable into Chrome.Path",
        "Установите Google Chrome или напишите полный путь к нему в Chrome.Path",
    ),
    "chrome.command_line": Sentence(
        "cards are shown by Chrome's command line: the tab has the page's own title, a card that is"
        " raised again opens in a second tab, Raise=background and OnEnd=close have no effect, and"
        " closed tabs and CRM errors are not noticed",
        "карточки открывает командная строка Chrome: у вкладки заголовок самой страницы, повторная"
        " карточка открывается во второй вкладке, Raise=background и OnEnd=close не действуют, а"
        " закрытые вкладки и ошибки CRM не видны",
    ),
    "chrome.pipe_forbidden": Sentence(
        "the policy {policy} in {where} forbids Chrome's pipe",
        "политика {policy} в {where} запрещает канал Chrome",
        "Allow it, or install the extension",
        "Разрешите его или установите расширение",
    ),
    "chrome.no_relay": Sentence(
        "Chrome knows no relay for the extension",
        "Chrome не знает передатчика для расширения",
        "Run `chatplugin register --extension ID` as the operator",
        "Выполните `chatplugin register --extension ID` от имени оператора",
    ),
    "chrome.no_form": Sentence(
        "Method=POST needs Chrome's pipe, so no card comes up",
        "для Method=POST нужен канал Chrome, поэтому карточки не будет",
        "Allow the pipe, or set Method to GET",
        "Разрешите канал или задайте Method=GET",
    ),
    # the key that signs addresses
    "key.none": Sentence(
        "what is there is not a key",
        "там лежит не ключ",
        "Write one line, '<id>:<secret>', or make a new key with `chatplugin key`",
        "Напишите одну строку «<id>:<секрет>» или создайте ключ командой `chatplugin key`",
    ),
    "key.short": Sentence(
        "the secret is shorter than {least} characters",
        "секрет короче {least} символов",
        "Make a new key with `chatplugin key`",
        "Создайте ключ командой `chatplugin key`",
    ),
    "key.in_file": Sentence(
        "the key in {name} cannot be used: {why}", "ключ в {name} не годится: {why}"
    ),
    "key.in_store": Sentence(
        "the key '{name}' in the system's store cannot be used: {why}",
        "ключ «{name}» в хранилище системы не годится: {why}",
    ),
    "key.unreadable": Sentence(
        "the key in {path} cannot be read: {reason}",
        "ключ в {path} нельзя прочитать: {reason}",
        "Put it there, or make one with `chatplugin key`",
        "Положите его туда или создайте командой `chatplugin key`",
    ),
    "key.not_in_store": Sentence(
        "the system's store has no key '{name}' for this person",
        "в хранилище системы нет ключа «{name}» для этого пользователя",
        "Put it there with `chatplugin key FILE --store {name}`",
        "Положите его туда командой `chatplugin key FILE --store {name}`",
    ),
    "key.no_store": Sentence(
        "the system's store of secrets cannot be asked: ChatPlugin was installed without it",
        "хранилище секретов системы недоступно: ChatPlugin установлен без него",
        "Install chatplugin[store], or write 'file:' and a path under Sign.Key",
        "Установите chatplugin[store] или напишите «file:» и путь в Sign.Key",
    ),
    "key.store_silent": Sentence(
        "the system's store of secrets does not answer ({error})",
        "хранилище секретов системы не отвечает ({error})",
        "See that this person may use it, or write 'file:' and a path under Sign.Key",
        "Проверьте, что пользователь имеет к нему доступ, или напишите «file:» и путь в Sign.Key",
    ),
    # why a card is not asked for
    "request.no_scheme": Sentence(
        "the card's address is not one of http or https", "адрес карточки – не http и не https"
    ),
    "request.fragment": Sentence(
        "what stands after '#' in a card's address never reaches the CRM's server, so it can"
        " neither be signed nor sent in a form",
        "то, что в адресе карточки после «#», не дойдёт до сервера CRM: его нельзя ни подписать, ни"
        " отправить формой",
        "Write the template without '#'",
        "Напишите шаблон без «#»",
    ),
    "request.twice": Sentence(
        "the parameter '{name}' would stand there twice",
        "параметр «{name}» стоял бы там дважды",
        "A signature adds {names}: give yours another name",
        "Подпись добавляет {names}: назовите свой иначе",
    ),
    "request.broken": Sentence(
        "{keys} cannot be used, as `chatplugin check` explains",
        "{keys} не годится, как объяснит `chatplugin check`",
    ),
    # the words of commands
    "read.file": Sentence("Read: {names}.", "Прочитано: {names}."),
    "read.here": Sentence(
        "Read: {names}; EMC's section is not known here. To look at that one, export it from EMC"
        " and name the file by --settings.",
        "Прочитано: {names}; раздел EMC здесь неизвестен. Чтобы посмотреть его, выгрузите его из"
        " EMC и назовите файл в --settings.",
    ),
    "read.nothing": Sentence(
        "Read: no local file ({path} is not there); EMC's section is not known here. To look at"
        " that one, export it from EMC and name the file by --settings.",
        "Прочитано: локального файла нет ({path}); раздел EMC здесь неизвестен. Чтобы посмотреть"
        " его, выгрузите его из EMC и назовите файл в --settings.",
    ),
    "check.fine": Sentence(
        "All settings that were read can be used, and Chrome is there.",
        "Все прочитанные настройки годятся, и Chrome на месте.",
    ),
}
