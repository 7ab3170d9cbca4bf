"""
What the commands say, beside settings and desktops: what was looked at, written, raised and made.
"""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    # what was looked at
    "read.file": Sentence("Read: {names}.", "Прочитано: {names}."),
    "read.all": Sentence("Looked at: {names}.", "Просмотрено: {names}."),
    "read.here": Sentence(
        "Read: {names}; EMC's section is not known here, because ChatPlugin has never run in EMC"
        " Desktop of this person. To look at that one, export it from EMC and name the file by"
        " --settings.",
        "Прочитано: {names}; раздел EMC здесь неизвестен: у этого пользователя ChatPlugin ещё не"
        " работал в EMC Desktop. Чтобы посмотреть раздел, выгрузите его из EMC и назовите файл в"
        " --settings.",
    ),
    "read.nothing": Sentence(
        "Read: no local file ({path} is not there); EMC's section is not known here. To look at"
        " that one, export it from EMC and name the file by --settings.",
        "Прочитано: локального файла нет ({path}); раздел EMC здесь неизвестен. Чтобы посмотреть"
        " его, выгрузите его из EMC и назовите файл в --settings.",
    ),
    # what a layer is called
    "layer.file": Sentence("{name}", "{name}"),
    "layer.emc": Sentence("EMC section {name}", "раздел EMC {name}"),
    "layer.overlay": Sentence("overlay {name}", "оверлей {name}"),
    "layer.default": Sentence("default", "по умолчанию"),
    "layer.options": Sentence("command line", "командная строка"),
    "layer.settings": Sentence("settings", "настройки"),
    "layer.desktop": Sentence("this desktop", "это рабочее место"),
    # what was found there
    "check.count": Sentence(
        "Errors: {errors}, warnings: {warnings}.", "Ошибок: {errors}, замечаний: {warnings}."
    ),
    "check.not_whole": Sentence(
        "Nothing is wrong in what was read, but EMC's section was not looked at.",
        "В прочитанном ошибок нет, но раздел EMC не просмотрен.",
    ),
    "check.fine": Sentence(
        "All settings that were read can be used, and Chrome is there.",
        "Все прочитанные настройки годятся, и Chrome на месте.",
    ),
    # a template made of an example
    "suggest.no_address": Sentence(
        "this is not the address of a card",
        "это не адрес карточки",
        "Copy the whole address from Chrome's address bar, beginning with https://",
        "Скопируйте весь адрес из адресной строки Chrome, начиная с https://",
    ),
    "suggest.template": Sentence(
        "the address has braces, so it is a template already",
        "в адресе есть фигурные скобки, это уже шаблон",
        "Copy the address of a card that is shown in the CRM",
        "Скопируйте адрес карточки, которая открыта в CRM",
    ),
    "suggest.not_there": Sentence(
        "the value that was given for {name} does not stand in the address",
        "в адресе нет значения, заданного для {name}",
        "Give it as it stands in the address",
        "Укажите его так, как оно стоит в адресе",
    ),
    "suggest.nobody": Sentence(
        "no value of the address looks like the customer's",
        "ни одно значение в адресе не похоже на данные клиента",
        "Say which one it is: --user-id VALUE, or --account VALUE",
        "Укажите нужное: --user-id ЗНАЧЕНИЕ или --account ЗНАЧЕНИЕ",
    ),
    "suggest.fixed": Sentence("the same on every card", "одинаково на всех карточках"),
    "suggest.is": Sentence(
        "{name}, differs from contact to contact", "{name}, у каждого обращения своё"
    ),
    "suggest.values": Sentence("The values of the address", "Значения в адресе"),
    "suggest.trials": Sentence("Test contacts", "Пробные обращения"),
    "suggest.same": Sentence("the address that you gave", "тот самый адрес, который вы указали"),
    "suggest.no_card": Sentence("no card: {why}", "карточки не будет: {why}"),
    # while it takes long
    "progress.letters": Sentence("{number} of {total} letters", "писем: {number} из {total}"),
    "progress.settings": Sentence("Reading the settings…", "Читаю настройки…"),
    "progress.card": Sentence("Waiting for the card: {seconds} s", "Жду карточку: {seconds} с"),
    # a test contact
    "pop.by_pipe": Sentence(
        "Chrome.Driver is '{driver}', which only the running service of EMC Desktop can use, by its"
        " own settings: this test contact goes over Chrome's pipe",
        "Chrome.Driver – «{driver}», им пользуется только работающая служба EMC Desktop, по своим"
        " настройкам: это пробное обращение идёт по каналу Chrome",
        "To try the driver, start EMC Desktop, and leave out --settings, --field and --operator",
        "Чтобы проверить этот способ, запустите EMC Desktop и уберите --settings, --field и"
        " --operator",
    ),
    "pop.by_service": Sentence(
        "The service of EMC Desktop shows this test contact, by the driver '{driver}': its card"
        " stays until its tab is closed, and is in the journal",
        "Это пробное обращение показывает служба EMC Desktop, способом «{driver}»: карточка"
        " останется, пока не закроют вкладку, и попадёт в журнал показов",
    ),
    "pop.not_told": Sentence(
        "Chrome's command line does not tell whether a card has come (Chrome.Driver=command)",
        "командная строка Chrome не сообщает, открылась ли карточка (Chrome.Driver=command)",
        "Look at Chrome",
        "Посмотрите в Chrome",
    ),
    "pop.rule": Sentence("chosen by {rule}", "выбрано правилом {rule}"),
    "pop.shown": Sentence("The CRM has answered.", "CRM ответила."),
    "pop.stays": Sentence(
        "The CRM has answered. Press Ctrl+C to close the card.",
        "CRM ответила. Чтобы закрыть карточку, нажмите Ctrl+C.",
    ),
    "pop.closed": Sentence("The card was closed.", "Карточку закрыли."),
    "pop.no_card": Sentence("No card: {why}", "Карточки нет: {why}"),
    "pop.no_start": Sentence(
        "No card: Chrome does not start", "Карточки нет: Chrome не запускается"
    ),
    "pop.failed": Sentence(
        "No card: the CRM did not show it ({why})", "Карточки нет: CRM её не показала ({why})"
    ),
    "pop.late": Sentence("No card after {seconds} seconds", "Карточки нет уже {seconds} секунд"),
    "pop.stopped": Sentence("Stopped before the card came", "Остановлено до появления карточки"),
    "pop.chrome": Sentence("Chrome says: {line}", "Chrome сообщает: {line}"),
    # what goes to EMC
    "emc.keys_of": Sentence(
        "No file is named by --settings: the keys are those of {name}.",
        "Файл не назван в --settings: взяты ключи из {name}.",
    ),
    "emc.keys_empty": Sentence(
        "No file is named by --settings: the keys are all left empty.",
        "Файл не назван в --settings: все ключи оставлены пустыми.",
    ),
    "emc.not_written": Sentence(
        "Nothing was written: put the errors right first.",
        "Ничего не записано: сначала исправьте ошибки.",
    ),
    "emc.no_setting": Sentence(
        "There is no setting of the section {section} in {path}",
        "В файле {path} нет ни одной настройки раздела {section}",
        "Nothing was written; put the templates into it first",
        "Ничего не записано; сначала запишите в него шаблоны",
    ),
    "emc.database_name": Sentence(
        "'{name}' cannot be the name of a database",
        "«{name}» не годится в имена базы данных",
        "Use up to {most} characters on one line, without [, ], = and %",
        "До {most} символов в одной строке, без [, ], = и %",
    ),
    "output.written": Sentence("{path} is written.", "Файл {path} записан."),
    "output.unwritable": Sentence(
        "{path} cannot be written: {reason}",
        "Файл {path} нельзя записать: {reason}",
        "Choose another place by --output",
        "Выберите другое место в --output",
    ),
    "output.ask": Sentence(
        "{path} is there already. Write over it? [y/N] ",
        "Файл {path} уже есть. Записать поверх? [y/N] ",
    ),
    "output.there": Sentence(
        "{path} is there already, and was left as it is",
        "Файл {path} уже есть, он оставлен как был",
        "Name a new file by --output, or add --force",
        "Назовите новый файл в --output или добавьте --force",
    ),
    # keys
    "key.made": Sentence(
        "{path} holds a new key, {kid}.\n\n"
        "1. Give the CRM the line that begins with '{kid}:', by a way that others cannot read.\n"
        "2. Copy the file to the desktops, where operators may read it and nobody else.\n"
        "3. Once the CRM knows the key, set Sign.Key=file:{path}",
        "В файле {path} новый ключ {kid}.\n\n"
        "1. Передайте CRM строку, которая начинается с «{kid}:», так, чтобы её не прочли другие.\n"
        "2. Скопируйте файл на рабочие места: читать его могут операторы и больше никто.\n"
        "3. Когда CRM узнает ключ, задайте Sign.Key=file:{path}",
    ),
    "key.overlay_made": Sentence(
        "{path} holds a new private key. Keep it where you sign overlays, and nowhere else.\n\n"
        "1. Write a Version into the overlay, and sign it:"
        " chatplugin sign --overlay FILE --key {path}\n"
        "2. Publish the overlay and its .sig side by side.\n"
        "3. Then set, in EMC's section: {setting}",
        "В файле {path} новый закрытый ключ. Храните его там, где подписываете оверлеи, и больше"
        " нигде.\n\n"
        "1. Впишите в оверлей Version и подпишите его:"
        " chatplugin sign --overlay ФАЙЛ --key {path}\n"
        "2. Опубликуйте оверлей и его .sig рядом.\n"
        "3. После этого задайте в разделе EMC: {setting}",
    ),
    "key.no_private": Sentence(
        "{path} holds no private key of Ed25519",
        "в файле {path} нет закрытого ключа Ed25519",
        "Make one with 'chatplugin key --overlay {path}', or write it as PEM (PKCS #8)",
        "Создайте его командой «chatplugin key --overlay {path}» или запишите в PEM (PKCS #8)",
    ),
    "sign.what": Sentence(
        "there is nothing to sign, or two things",
        "подписывать нечего или названо сразу два",
        "Name an address of a card, or --overlay FILE",
        "Назовите адрес карточки или --overlay ФАЙЛ",
    ),
    "sign.no_version": Sentence(
        "{path} has no Version, so it could be played back for ever",
        "в файле {path} нет Version, и его можно было бы подсунуть когда угодно",
        "Write one that is higher than the last one's, such as '\"Version\": 2026112801'",
        'Напишите номер больше прежнего: «"Version": 2026112801»',
    ),
    "sign.overlay_signed": Sentence(
        "{signature} signs version {version} of {path}.\n"
        "Publish both side by side. Desktops believe it by {setting}",
        "{signature} – подпись версии {version} файла {path}.\n"
        "Опубликуйте их рядом. Рабочие места верят ей по {setting}",
    ),
    "key.stored": Sentence(
        "The key {kid} is in the system's store for this person, under the name '{name}'.\n"
        "Set Sign.Key=store:{name}\n"
        "The file is not needed here any more.",
        "Ключ {kid} лежит в хранилище системы для этого пользователя под именем «{name}».\n"
        "Задайте Sign.Key=store:{name}\n"
        "Файл здесь больше не нужен.",
    ),
    "key.bad_id": Sentence(
        "'{kid}' cannot be a key's id",
        "«{kid}» не годится в имена ключа",
        "Use letters A to Z, digits, '-', '_' and '.'",
        "Возьмите буквы A–Z, цифры, «-», «_» и «.»",
    ),
    "key.unwritable": Sentence(
        "{path} cannot be written: {reason}", "Файл {path} нельзя записать: {reason}"
    ),
    "key.there": Sentence(
        "{path} is there already",
        "Файл {path} уже есть",
        "Name a new file: a key that may be in use is not written over",
        "Назовите новый файл: ключ, который может быть в работе, не перезаписывают",
    ),
    # the extension's relay
    "relay.registered": Sentence("registered in {place}", "зарегистрировано в {place}"),
    "relay.removed": Sentence("removed {place}", "удалено: {place}"),
    "relay.nothing": Sentence("nothing was registered", "регистрации не было"),
    "relay.bad_id": Sentence(
        "'{name}' is not the id of an extension",
        "«{name}» – не номер расширения",
        "It has 32 letters from a to p; chrome://extensions shows it",
        "В нём 32 буквы от a до p; его показывает chrome://extensions",
    ),
    "relay.not_installed": Sentence(
        "This program was not installed for a whole machine",
        "Эта программа установлена не для всего компьютера",
        "Call the chatplugin.exe that the installer put into the folder of programs",
        "Вызовите chatplugin.exe, который установщик положил в папку программ",
    ),
    "relay.cannot_be_written": Sentence(
        "The relay cannot be registered: {reason}",
        "Посредника нельзя зарегистрировать: {reason}",
    ),
    "relay.cannot_be_removed": Sentence(
        "The relay's registration cannot be removed: {reason}",
        "Регистрацию посредника нельзя убрать: {reason}",
    ),
    "relay.letters": Sentence(
        "The relay cannot be registered: cmd.exe cannot read the letters of {path}",
        "Посредника нельзя зарегистрировать: cmd.exe не читает буквы в {path}",
        "Install ChatPlugin into a folder for all users, such as C:\\Program Files",
        "Установите ChatPlugin в папку для всех пользователей: C:\\Program Files",
    ),
    # the studio
    "studio.missing": Sentence(
        "The studio is not installed: desktops do without it",
        "Студия не установлена: рабочим местам она не нужна",
        "Run pip install 'chatplugin[studio]'",
        "Выполните pip install 'chatplugin[studio]'",
    ),
    "check.read_on": Sentence(
        "Read on, by 'chatplugin docs PAGE': {pages}",
        "Подробнее, командой «chatplugin docs СТРАНИЦА»: {pages}",
    ),
    "docs.missing": Sentence(
        "The docs are not installed: desktops do without them",
        "Документация не установлена: рабочим местам она не нужна",
        "Open them on the administrator's computer; in a checkout run ./dev docs",
        "Откройте её на компьютере администратора; в рабочей копии выполните ./dev docs",
    ),
    "docs.no_page": Sentence(
        "The docs have no page '{page}'",
        "Страницы «{page}» в документации нет",
        "Open them without a name, and search there",
        "Откройте документацию без имени страницы и найдите нужную в ней",
    ),
    "studio.open": Sentence(
        "The studio is open at {link}\n"
        "The link works once. Ctrl+C, or closing the page, ends the studio.",
        "Студия открыта: {link}\n"
        "Ссылка действует один раз. Студию завершает Ctrl+C или закрытие страницы.",
    ),
    "studio.ended": Sentence("The studio has ended: {why}.", "Студия завершена: {why}."),
    "studio.by_hand": Sentence("Ctrl+C", "Ctrl+C"),
    "studio.idle": Sentence("nothing was done for 12 hours", "12 часов ничего не делали"),
    "studio.not_opened": Sentence(
        "the link was not opened within 10 minutes", "ссылку не открыли за 10 минут"
    ),
    "studio.closed": Sentence("the page was closed", "страницу закрыли"),
    # completion and extras
    "completion.missing": Sentence(
        "What completes commands is not installed",
        "Автодополнение команд не установлено",
        "Run pip install 'chatplugin[shell]'",
        "Выполните pip install 'chatplugin[shell]'",
    ),
    "erase.runs": Sentence(
        "ChatPlugin works with {path} now",
        "ChatPlugin сейчас работает с {path}",
        "Close EMC Desktop, and try again",
        "Закройте EMC Desktop и повторите",
    ),
    "erase.refused": Sentence(
        "{path} cannot be deleted: {reason}",
        "{path} нельзя удалить: {reason}",
    ),
    "erase.would": Sentence(
        "Would be deleted: {path}",
        "Будет удалено: {path}",
    ),
    "erase.done": Sentence(
        "Deleted: {path}",
        "Удалено: {path}",
    ),
    "erase.nothing": Sentence(
        "There is nothing with customers' data",
        "Данных клиентов здесь нет",
    ),
    "erase.how": Sentence(
        "Nothing is deleted yet. Say --yes to delete it",
        "Пока ничего не удалено. Чтобы удалить, добавьте --yes",
    ),
    "sessions.taken": Sentence(
        "{most} sessions of this operator have ChatPlugin already",
        "ChatPlugin уже работает в {most} сеансах этого оператора",
        "Log out of those that nobody uses",
        "Выйдите из тех, которыми никто не пользуется",
    ),
    "chrome.cannot_start": Sentence(
        "Chrome cannot be started from {path}: {reason}",
        "Chrome не запускается из {path}: {reason}",
    ),
}
