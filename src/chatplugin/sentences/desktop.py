"""
What a desktop has and has not: Chrome, its policies, the key, files, servers.
"""

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
    "chrome.held_elsewhere": Sentence(
        "a Chrome on the computer {host} uses the profile of ChatPlugin's Chrome",
        "профиль Chrome, которым пользуется ChatPlugin, занят браузером на компьютере {host}",
        "End that Chrome; if it does not run any more, delete SingletonLock in the profile's"
        " folder",
        "Закройте тот Chrome; если он уже не работает, удалите SingletonLock в папке профиля",
    ),
    "chrome.command_line": Sentence(
        "cards are shown by Chrome's command line: the tab has the page's own title, a card that is"
        " raised again opens in a second tab, Raise=background and OnEnd=close have no effect, and"
        " closed tabs and CRM errors are not noticed; other users and programs of this computer can"
        " read the customer in it",
        "карточки открывает командная строка Chrome: у вкладки заголовок самой страницы, повторная"
        " карточка открывается во второй вкладке, Raise=background и OnEnd=close не действуют, а"
        " закрытые вкладки и ошибки CRM не видны; клиента в ней могут прочитать другие пользователи"
        " и программы компьютера",
    ),
    "chrome.pipe_forbidden": Sentence(
        "the policy {policy} in {where} forbids Chrome's pipe",
        "политика {policy} в {where} запрещает канал Chrome",
        "Allow it, or install the extension",
        "Разрешите его или установите расширение",
    ),
    "chrome.no_relay": Sentence(
        "Chrome knows no relay for the extension",
        "Chrome не знает посредника для расширения",
        "Run `chatplugin register --extension ID` as the operator",
        "Выполните `chatplugin register --extension ID` от имени оператора",
    ),
    "chrome.no_form": Sentence(
        "Method=POST needs Chrome's pipe, so no card comes up",
        "для Method=POST нужен канал Chrome, поэтому карточки не будет",
        "Allow the pipe, or set Method to GET",
        "Разрешите канал или задайте Method=GET",
    ),
    "chrome.tabs_forbidden": Sentence(
        "a policy of Chrome, such as DeveloperToolsAvailability, forbids programs to use its tabs",
        "политика Chrome, например DeveloperToolsAvailability, запрещает программам его вкладки",
        "Look at chrome://policy, and allow it or install the extension",
        "Посмотрите chrome://policy и разрешите это или установите расширение",
    ),
    "chrome.pipe_silent": Sentence(
        "Chrome does not answer over its pipe", "Chrome не отвечает по своему каналу"
    ),
    "chrome.refused_call": Sentence(
        "Chrome refused {method}: {message} ({number})",
        "Chrome отказал в {method}: {message} ({number})",
    ),
    "chrome.refused_tab": Sentence(
        "Chrome refused to open a tab: {reason}", "Chrome отказался открыть вкладку: {reason}"
    ),
    "chrome.crashes": Sentence(
        "Its page crashes in Chrome", "Страница карточки аварийно завершается в Chrome"
    ),
    "extension.not_there": Sentence(
        "Chrome's extension has not come",
        "расширение Chrome не появилось",
        "Open chrome://extensions and see that ChatPlugin is there and switched on",
        "Откройте chrome://extensions и проверьте, что ChatPlugin там есть и включён",
    ),
    "extension.protocol": Sentence(
        "The extension in Chrome speaks protocol {spoken}, this service {ours}",
        "Расширение в Chrome говорит по протоколу {spoken}, эта служба – по {ours}",
        "Install the extension that came with this version of ChatPlugin",
        "Установите расширение из этой же версии ChatPlugin",
    ),
    "extension.unclear": Sentence(
        "what Chrome's extension says is not understood",
        "сообщения расширения Chrome непонятны",
        "Install the extension that came with this version of ChatPlugin",
        "Установите расширение из этой же версии ChatPlugin",
    ),
    "extension.no_door": Sentence(
        "No way in for Chrome's extension could be made: {reason}",
        "Не удалось открыть вход для расширения Chrome: {reason}",
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
    "key.open": Sentence(
        "other people of this computer may read the key in {path}",
        "ключ в {path} могут прочитать и другие пользователи компьютера",
        "Let only those read it who work with ChatPlugin here (chmod o-r, on Windows icacls)",
        "Оставьте право чтения только тем, кто работает здесь с ChatPlugin (chmod o-r, в Windows"
        " icacls)",
    ),
    "folder.open": Sentence(
        "other people of this computer may read what is in {path}: journal and Chrome's profile",
        "содержимое папки {path} могут читать и другие пользователи компьютера: журнал показов и"
        " профиль Chrome",
        "Use the usual folder, or let only the operator read this one (icacls)",
        "Верните обычную папку или оставьте право чтения только оператору (icacls)",
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
    "request.form_lost": Sentence(
        "Chrome has asked the CRM without the form of Method=POST",
        "Chrome запросил CRM без формы, хотя задан Method=POST",
    ),
    "request.too_long": Sentence("The address is too long", "Адрес слишком длинный"),
    "request.redirected": Sentence(
        "The CRM redirects the form to a server outside AllowedHosts; it was not sent on",
        "CRM перенаправляет форму на сервер не из AllowedHosts; дальше она не отправлена",
    ),
    "request.broken": Sentence(
        "{keys} cannot be used, as `chatplugin check` explains",
        "{keys} не годится, как объяснит `chatplugin check`",
    ),
    # what the system refuses
    "os.not_there": Sentence("No such file or directory", "такого файла или папки нет"),
    "os.refused": Sentence("Permission denied", "нет прав"),
    "os.folder": Sentence("Is a directory", "это папка"),
    "os.no_folder": Sentence("Not a directory", "это не папка"),
    "os.full": Sentence("No space left on device", "на диске нет места"),
    "os.read_only": Sentence("Read-only file system", "диск только для чтения"),
    "os.connection_refused": Sentence("Connection refused", "в соединении отказано"),
    "os.unreachable": Sentence("Network is unreachable", "сеть недоступна"),
    "os.closed": Sentence(
        "the other side has closed the connection", "другая сторона закрыла соединение"
    ),
    "os.at": Sentence("{reason} ({path})", "{reason} ({path})"),
    "os.no_name": Sentence("this name is not known", "такого имени нет"),
    "file.settings_unreadable": Sentence(
        "The settings in {path} cannot be read: {reason}",
        "Настройки в {path} нельзя прочитать: {reason}",
        "Name a file that exists, in the form of ASGUIHost.ini",
        "Назовите существующий файл вида ASGUIHost.ini",
    ),
    "file.unreadable": Sentence(
        "{path} cannot be read: {reason}",
        "{path} нельзя прочитать: {reason}",
        "Name a file that may be read",
        "Назовите файл, который можно прочитать",
    ),
    "file.unwritable": Sentence(
        "{path} cannot be written: {reason}",
        "{path} нельзя записать: {reason}",
        "Close the program that holds the file, or start the studio with another one",
        "Закройте программу, которая держит файл, или запустите студию с другим файлом",
    ),
    "file.charset": Sentence(
        "{path} has characters that its charset, {charset}, does not have",
        "в {path} есть символы, которых нет в его кодировке {charset}",
        "Save it as UTF-8 in an editor first, so that nothing in it is lost",
        "Сначала сохраните его в редакторе как UTF-8, чтобы ничего не потерять",
    ),
    "file.not_in_charset": Sentence(
        "'{character}' does not exist in {charset}, the file's charset",
        "«{character}» нет в {charset}, кодировке файла",
        "Write it otherwise, or save the file as UTF-8 in an editor first",
        "Напишите иначе или сначала сохраните файл в редакторе как UTF-8",
    ),
    "file.sql": Sentence(
        "this is SQL, not settings",
        "это SQL, а не настройки",
        "Give the settings that `chatplugin emc sql` has written it from",
        "Укажите настройки, по которым его написала команда `chatplugin emc sql`",
    ),
    "editor.other_section": Sentence(
        "[{section}] is another section, which is not edited here",
        "[{section}] – другой раздел, он здесь не редактируется",
        "Save leaves it in the file as it is there",
        "При сохранении он останется в файле таким, какой он там есть",
    ),
    "editor.no_section": Sentence(
        "there is no section [{section}] in this text, only [{other}]",
        "в этом тексте нет раздела [{section}], есть только [{other}]",
        "Write [{section}] above the settings",
        "Напишите [{section}] над настройками",
    ),
    "editor.above": Sentence(
        "line {line} stands above [{section}], where it belongs to no section of ours",
        "строка {line} стоит над [{section}] и не относится к нашему разделу",
        "Move it below [{section}]",
        "Перенесите её под [{section}]",
    ),
    "file.no_ini": Sentence(
        "{name} is a script in SQL, and the studio edits INI files and overlays in JSON",
        "{name} – скрипт SQL, а студия редактирует файлы INI и оверлеи JSON",
        "Start it without --settings, and write the keys as 'Key=value'",
        "Запустите её без --settings и напишите ключи как «Ключ=значение»",
    ),
    "file.not_as_ini": Sentence(
        "the value of {key} cannot be edited as one line",
        "значение {key} нельзя редактировать одной строкой",
        "Edit the file in a text editor",
        "Отредактируйте файл в текстовом редакторе",
    ),
    "editor.not_in_json": Sentence(
        "line {line} cannot be kept in an overlay: it is a remark, no setting, or a second one",
        "строку {line} нельзя сохранить в оверлее: это примечание, не настройка или повтор",
        "Take the line out, or keep the settings in an INI file",
        "Уберите строку или храните настройки в файле INI",
    ),
    "folder.none": Sentence(
        "There is no folder {folder}",
        "Папки {folder} нет",
        "Write its whole path",
        "Напишите полный путь",
    ),
    "folder.too_many": Sentence(
        "There are more than {most} e-mails in {folder}",
        "В папке {folder} больше {most} писем",
        "Choose a folder with fewer",
        "Выберите папку поменьше",
    ),
    "folder.too_many_files": Sentence(
        "There are more than {most} files in {folder}",
        "В папке {folder} больше {most} файлов",
        "Choose a folder with fewer",
        "Выберите папку поменьше",
    ),
    "folder.empty": Sentence(
        "There is no .eml or .msg file in {folder}",
        "В папке {folder} нет файлов .eml и .msg",
        "Save some e-mails there as .eml",
        "Сохраните туда несколько писем как .eml",
    ),
    "export.errors": Sentence(
        "Settings with errors are not exported",
        "Настройки с ошибками не экспортируются",
        "Put the errors right first",
        "Сначала исправьте ошибки",
    ),
    "export.nothing": Sentence(
        "There is no setting yet",
        "Пока нет ни одной настройки",
        "Write the templates first",
        "Сначала напишите шаблоны",
    ),
    # what EMC takes
    "emc.of_key": Sentence("{key}: {what}", "{key}: {what}"),
    "emc.half_character": Sentence(
        "",
        "",
        "Take out what begins with \\ud8 to \\udf",
        "Уберите то, что начинается с \\ud8 или \\udf",
    ),
    "emc.section_name": Sentence(
        "'{name}' cannot be the name of a section",
        "«{name}» не годится в имена раздела",
        "Use up to {most} characters on one line, without [, ], = and %",
        "До {most} символов в одной строке, без [, ], = и %",
    ),
    "emc.application_name": Sentence(
        "'{name}' cannot be the name of an application",
        "«{name}» не годится в имена приложения",
        "Use up to {most} characters on one line, without [, ], = and %",
        "До {most} символов в одной строке, без [, ], = и %",
    ),
    "emc.the_section": Sentence("The name of the section", "Имя раздела"),
    "emc.no_room": Sentence(
        "{key}: {what}",
        "{key}: {what}",
        "Change it, or use `chatplugin emc sql`, which has no such limits",
        "Измените это или используйте `chatplugin emc sql`: там таких ограничений нет",
    ),
    "emc.equals_in_name": Sentence("the name has a '=' in it", "в имени есть «=»"),
    "emc.in_quotes": Sentence(
        "it begins and ends with a quote, and Windows takes both off",
        "значение в кавычках, а Windows их убирает",
    ),
    "emc.not_in_a_line": Sentence(
        "a line of an INI file cannot hold the character {number}",
        "в строке файла INI не может стоять символ {number}",
    ),
    "emc.not_in_charset": Sentence(
        "Windows-1251 has no '{character}' ({number})",
        "в Windows-1251 нет «{character}» ({number})",
    ),
    # servers
    "signature.none": Sentence(
        "their signature cannot be fetched from {address}: {what}",
        "их подпись не удаётся получить с {address}: {what}",
        "Sign the overlay with 'chatplugin sign --overlay', and put the signature beside it",
        "Подпишите оверлей командой «chatplugin sign --overlay» и положите подпись рядом с ним",
    ),
    "signature.form": Sentence(
        "what stands at {address} is no signature",
        "по адресу {address} лежит не подпись",
        "Put there what 'chatplugin sign --overlay' has written",
        "Положите туда то, что записала команда «chatplugin sign --overlay»",
    ),
    "signature.wrong": Sentence(
        "the signature at {address} is not that of these settings and Settings.Key",
        "подпись по адресу {address} не подходит к этим настройкам и Settings.Key",
        "Find out who has changed them, or sign them anew with the key of Settings.Key",
        "Выясните, кто их изменил, или подпишите заново ключом, который соответствует Settings.Key",
    ),
    "signature.no_key": Sentence(
        "Settings.Key cannot be read, so no signature can be checked",
        "Settings.Key не читается, поэтому подпись проверить нельзя",
        "Correct Settings.Key",
        "Исправьте Settings.Key",
    ),
    "signature.no_library": Sentence(
        "signatures cannot be checked or made here: Python's OpenSSL (libcrypto) is missing or"
        " refuses Ed25519",
        "подписи здесь нельзя ни проверить, ни сделать: нет OpenSSL из состава Python (libcrypto),"
        " или он отказывает в Ed25519",
        "Install ChatPlugin again, or take out Settings.Key",
        "Установите ChatPlugin заново или уберите Settings.Key",
    ),
    "fetch.breaks_off": Sentence(
        "the answer breaks off",
        "ответ обрывается",
        "Look at the server's own log",
        "Посмотрите протокол самого сервера",
    ),
    "fetch.packed": Sentence(
        "it is packed by '{encoding}'",
        "ответ сжат «{encoding}»",
        "Send it as it is",
        "Отдавайте его без сжатия",
    ),
    "fetch.too_large": Sentence(
        "there is more than {kilobytes} KB of it",
        "там больше {kilobytes} КБ",
        "See that Settings.Url leads to the settings and nothing else",
        "Проверьте, что Settings.Url ведёт к настройкам и ни к чему другому",
    ),
    "fetch.redirected": Sentence(
        "it redirects to '{address}'",
        "он переадресует на «{address}»",
        "Write the address that has the settings into Settings.Url",
        "Запишите в Settings.Url адрес, по которому лежат настройки",
    ),
    "fetch.login": Sentence(
        "it answers {answer}",
        "он отвечает {answer}",
        "Let every desktop read it without a login",
        "Пусть каждое рабочее место читает его без входа",
    ),
    "fetch.not_there": Sentence(
        "it answers {answer}",
        "он отвечает {answer}",
        "Put the settings there, or correct Settings.Url",
        "Положите туда настройки или исправьте Settings.Url",
    ),
    "fetch.answers": Sentence(
        "it answers {answer}",
        "он отвечает {answer}",
        "Look at the server's own log",
        "Посмотрите протокол самого сервера",
    ),
    "fetch.certificate": Sentence(
        "its certificate is not trusted: {reason}",
        "его сертификату нет доверия: {reason}",
        "Install its issuer's certificate on the desktops, or correct the server's",
        "Установите сертификат издателя на рабочие места или исправьте сертификат сервера",
    ),
    "fetch.not_secure": Sentence(
        "there is no secure connection: {reason}",
        "нет безопасного соединения: {reason}",
        "Look at the server's own log",
        "Посмотрите протокол самого сервера",
    ),
    "fetch.silent": Sentence(
        "it does not answer in time",
        "он не отвечает вовремя",
        "See whether this desktop reaches the server",
        "Проверьте, доступен ли сервер с этого рабочего места",
    ),
    "fetch.network": Sentence(
        "{reason}",
        "{reason}",
        "See whether this desktop reaches the server",
        "Проверьте, доступен ли сервер с этого рабочего места",
    ),
    "fetch.proxy": Sentence(
        "the proxy lets nobody through: {reason}",
        "прокси никого не пропускает: {reason}",
        "Let desktops reach the server without the proxy",
        "Пусть рабочие места обращаются к серверу без прокси",
    ),
    "fetch.no_https": Sentence(
        "it does not speak HTTPS as it should",
        "он говорит по HTTPS неправильно",
        "Look at the server's own log",
        "Посмотрите протокол самого сервера",
    ),
    "collector.busy": Sentence("it answers {answer}", "он отвечает {answer}"),
    "collector.refuses": Sentence(
        "it answers {answer}",
        "он отвечает {answer}",
        "See that this is a collector of OTLP",
        "Проверьте, что это сборщик OTLP",
    ),
}
