"""What `chatplugin doctor` and `chatplugin journal` say of a desktop."""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    # plug-in and service
    "doctor.plugin": Sentence(
        "plug-in {version}, on CLR {clr} with {bits} bits, {os}",
        "модуль {version}, CLR {clr}, {bits} бит, {os}",
    ),
    "doctor.plugin_unknown": Sentence(
        "no plug-in has reported here for this person",
        "у этого пользователя модуль ещё ни разу не сообщал о себе",
        "Start EMC Desktop as the operator, and look for lines that begin with 'ChatPlugin:' in"
        " EMC's error log",
        "Запустите EMC Desktop от имени оператора и найдите в протоколе ошибок EMC строки, которые"
        " начинаются с «ChatPlugin:»",
    ),
    "doctor.versions": Sentence(
        "the plug-in has version {plugin}, the service {service}",
        "версия модуля – {plugin}, версия службы – {service}",
        "Install both of one version, and start EMC Desktop anew",
        "Установите обе части одной версии и перезапустите EMC Desktop",
    ),
    "doctor.never_ran": Sentence(
        "the service has never run for this person: {folder} has no status",
        "служба ни разу не работала у этого пользователя: в {folder} нет её состояния",
        "Start EMC Desktop as the operator; if the service runs with --data, name that folder by"
        " --data here, too",
        "Запустите EMC Desktop от имени оператора; если служба запущена с --data, укажите эту папку"
        " в --data и здесь",
    ),
    "doctor.running": Sentence(
        "the service {version} runs since {since} (process {pid}) and answers",
        "служба {version} работает с {since} (процесс {pid}) и отвечает",
    ),
    "doctor.ended": Sentence(
        "the service does not run: it ended with EMC Desktop at {at}; what follows of it is as of"
        " then",
        "служба не работает: она завершилась вместе с EMC Desktop в {at}; сведения о ней – на тот"
        " момент",
        "Start EMC Desktop, and look again",
        "Запустите EMC Desktop и проверьте ещё раз",
    ),
    "doctor.silent": Sentence(
        "the service (process {pid}, started {since}) does not answer",
        "служба (процесс {pid}, запущена в {since}) не отвечает",
        "If EMC Desktop is open, look into EMC's error log, and start EMC Desktop anew",
        "Если EMC Desktop открыт, посмотрите протокол ошибок EMC и перезапустите EMC Desktop",
    ),
    "doctor.another_version": Sentence(
        "the service that runs has version {service}, this command {here}",
        "работает служба версии {service}, а эта команда – версии {here}",
        "The new version counts when EMC Desktop is started anew",
        "Новая версия начнёт действовать после перезапуска EMC Desktop",
    ),
    "doctor.section": Sentence(
        "{name} has {number} keys, as of {at}", "{name}: ключей – {number}, на {at}"
    ),
    "doctor.section_by_key": Sentence(
        "{name} has {number} keys, as of {at}; EMC does not list them, so each is asked for by"
        " name",
        "{name}: ключей – {number}, на {at}; EMC не перечисляет их, поэтому каждый запрашивается"
        " по имени",
    ),
    "doctor.no_section": Sentence(
        "EMC has not answered for its section, so contacts wait",
        "EMC не сообщила свой раздел, поэтому обращения ждут",
        "Look into EMC's error log, and see that the section ChatPlugin is there",
        "Посмотрите протокол ошибок EMC и проверьте, что раздел ChatPlugin есть",
    ),
    "doctor.overlay": Sentence(
        "the last good settings are in force, for their server does not help: {trouble}",
        "действуют последние верные настройки: сервер настроек не помог: {trouble}",
    ),
    "doctor.overlay_from": Sentence("{source}: {what}", "{source}: {what}"),
    "doctor.driver": Sentence(
        "cards are shown by the driver '{name}' since {since}, as Chrome.Driver says",
        "карточки показывает способ «{name}» с {since}, как задано в Chrome.Driver",
    ),
    "doctor.driver_auto": Sentence(
        "cards are shown by the driver '{name}' since {since}: Chrome.Driver is auto, and it is the"
        " first that works",
        "карточки показывает способ «{name}» с {since}: Chrome.Driver=auto, и он первый из"
        " действующих",
    ),
    "doctor.driver_fallen": Sentence(
        "cards are shown by the driver '{name}' since {since}, because of this: {reason}",
        "карточки показывает способ «{name}» с {since}, и вот почему: {reason}",
        "Put that right to have the driver before it; another one is used as soon as it works",
        "Устраните причину, чтобы вернулся предыдущий способ",
    ),
    "doctor.driver_stuck": Sentence(
        "the driver '{name}' cannot show cards: {reason}",
        "способ «{name}» не может показывать карточки: {reason}",
    ),
    # Chrome and its policies
    "doctor.chrome": Sentence("Chrome {version}: {path}", "Chrome {version}: {path}"),
    "doctor.chrome_version": Sentence(
        "{path} does not tell its version", "{path} не сообщает своей версии"
    ),
    "doctor.policy": Sentence(
        "policy {name} = {value} ({where}): {what}", "политика {name} = {value} ({where}): {what}"
    ),
    "doctor.policies_unset": Sentence(
        "{number} other policies that matter are not set on this computer; those of Google's Admin"
        " console are seen by chrome://policy only",
        "остальные важные политики ({number}) на этом компьютере не заданы; политики консоли Google"
        " видны только в chrome://policy",
    ),
    "doctor.policies_unreadable": Sentence(
        "the policies in {where} cannot be read",
        "политики в {where} нельзя прочитать",
        "Look at chrome://policy",
        "Посмотрите chrome://policy",
    ),
    "policy.fine": Sentence("no hindrance", "не мешает"),
    "policy.no_pipe": Sentence(
        "it forbids Chrome's pipe, and Chrome.Driver allows nothing else: allow it, or set"
        " Chrome.Driver to auto and install the extension",
        "запрещает канал Chrome, а Chrome.Driver не допускает другого: разрешите канал или задайте"
        " Chrome.Driver=auto и установите расширение",
    ),
    "policy.no_pipe_auto": Sentence(
        "it forbids Chrome's pipe, so cards need the extension",
        "запрещает канал Chrome, поэтому для карточек нужно расширение",
    ),
    "policy.no_pipe_needed": Sentence(
        "it forbids Chrome's pipe, which is not used here",
        "запрещает канал Chrome, он здесь не нужен",
    ),
    "policy.blocked": Sentence(
        "it blocks the CRM's pages ({hosts}): add them to URLAllowlist",
        "закрывает страницы CRM ({hosts}): добавьте их в URLAllowlist",
    ),
    "policy.not_blocked": Sentence(
        "the CRM's pages are not among them", "страниц CRM среди них нет"
    ),
    "policy.extension_unknown": Sentence(
        "no extension of ours is registered here, so it does not matter",
        "наше расширение здесь не зарегистрировано, поэтому это не важно",
    ),
    "policy.forced": Sentence("it installs our extension", "устанавливает наше расширение"),
    "policy.not_forced": Sentence(
        "our extension is not among them, so each operator has to install it",
        "нашего расширения среди них нет, каждый оператор устанавливает его сам",
    ),
    "policy.no_extension": Sentence(
        "it forbids our extension: add its id to the allowed ones",
        "запрещает наше расширение: добавьте его идентификатор в разрешённые",
    ),
    "policy.kept_out": Sentence(
        "it keeps the extension out of the CRM's pages ({hosts}): tabs have the page's own title"
        " and are never closed by themselves; add them to runtime_allowed_hosts",
        "не допускает расширение на страницы CRM ({hosts}): у вкладок собственный заголовок, и сами"
        " они не закрываются; добавьте их в runtime_allowed_hosts",
    ),
    "policy.no_relay": Sentence(
        "it forbids our relay: add com.chatplugin.relay to NativeMessagingAllowlist",
        "запрещает нашего посредника: добавьте com.chatplugin.relay в NativeMessagingAllowlist",
    ),
    "policy.user_hosts": Sentence(
        "Chrome takes no relay that is registered for one person: register it for the machine",
        "Chrome не берёт посредника, зарегистрированного для одного пользователя: зарегистрируйте"
        " его для всего компьютера",
    ),
    "policy.https_only": Sentence(
        "Chrome opens no page of {hosts} by plain http: use https, or add them to HttpAllowlist",
        "Chrome не открывает страницы {hosts} по http: используйте https или добавьте их в"
        " HttpAllowlist",
    ),
    "policy.relaunch": Sentence(
        "Chrome restarts by itself after an update: it closes open cards, typed text is lost",
        "Chrome сам перезапускается после обновления: карточки закроются, набранный текст пропадёт",
    ),
    "policy.user_data_dir": Sentence(
        "Chrome uses this profile whatever it is told, so the pipe shares it with the everyday"
        " Chrome",
        "Chrome берёт этот профиль, что бы ему ни указали, и канал делит его с обычным Chrome",
    ),
    "doctor.no_extension": Sentence(
        "no relay is registered for the extension, which is not needed for this driver",
        "посредник для расширения не зарегистрирован, этому способу он не нужен",
    ),
    "doctor.registered": Sentence(
        "the relay is registered for the extension {extension}: {manifest}",
        "посредник зарегистрирован для расширения {extension}: {manifest}",
    ),
    "doctor.broken_registration": Sentence(
        "the registration in {manifest} leads nowhere",
        "регистрация в {manifest} никуда не ведёт",
        "Run `chatplugin register --extension ID` as the operator",
        "Выполните `chatplugin register --extension ID` от имени оператора",
    ),
    # settings, key, CRM
    "doctor.unsigned": Sentence(
        "addresses are not signed: there is no Sign.Key", "адреса не подписываются: нет Sign.Key"
    ),
    "doctor.key": Sentence(
        "the key that signs addresses can be read", "ключ, которым подписываются адреса, читается"
    ),
    "doctor.no_crm": Sentence("no CRM is named by a template", "ни один шаблон не называет CRM"),
    "doctor.crm": Sentence(
        "{origin} has answered with {status} after {took} ms",
        "{origin} ответил {status} через {took} мс",
    ),
    "doctor.crm_by_proxy": Sentence(
        "{origin} has answered through the proxy with {status} after {took} ms",
        "{origin} ответил через прокси {status} через {took} мс",
    ),
    "doctor.crm_trouble": Sentence(
        "{origin}: {what}",
        "{origin}: {what}",
        "See that this computer reaches the CRM; Chrome may go by another proxy than this command",
        "Проверьте, доступна ли CRM с этого компьютера; прокси Chrome может быть другим",
    ),
    "doctor.no_name": Sentence(
        "this computer finds no address for the name ({reason})",
        "компьютер не находит адреса по этому имени ({reason})",
    ),
    "doctor.certificate": Sentence(
        "its certificate is valid until {day}, for {days} more days",
        "сертификат действует до {day}, ещё дней: {days}",
    ),
    # the computer
    "doctor.disk": Sentence(
        "{megabytes} MB are free in {path}", "в {path} свободно {megabytes} МБ"
    ),
    "doctor.disk_unknown": Sentence(
        "the disk of {path} cannot be asked", "диск с {path} не отвечает"
    ),
    "doctor.clock": Sentence(
        "the clock and the CRM's differ by {seconds} s", "часы и часы CRM расходятся на {seconds} с"
    ),
    "doctor.clock_unknown": Sentence(
        "the clock cannot be compared: no CRM has told its time",
        "часы не с чем сравнить: CRM не сообщила времени",
    ),
    "doctor.clock_wrong": Sentence(
        "the clock and the CRM's differ by {seconds} s",
        "часы и часы CRM расходятся на {seconds} с",
        "Set the clock by the network",
        "Синхронизируйте часы по сети",
    ),
    "doctor.clock_refused": Sentence(
        "the clock and the CRM's differ by {seconds} s, so the CRM may refuse each signature",
        "часы и часы CRM расходятся на {seconds} с, поэтому CRM может отклонять подписи",
        "Set the clock by the network",
        "Синхронизируйте часы по сети",
    ),
    # contacts and troubles
    "doctor.no_contacts": Sentence(
        "the journal has no contact yet", "в журнале показов ещё нет обращений"
    ),
    "doctor.journal_unreadable": Sentence(
        "the journal cannot be read: {reason}", "журнал показов нельзя прочитать: {reason}"
    ),
    "doctor.contact": Sentence(
        "{at} {channel}, contact {contact}: {fate}",
        "{at} {channel}, обращение {contact}: {fate}",
    ),
    "doctor.contact_because": Sentence("{contact} ({reason})", "{contact} ({reason})"),
    "doctor.trouble": Sentence("in the log: {line}", "в протоколе: {line}"),
    "journal.raised": Sentence("raised", "выведена"),
    "journal.joined": Sentence("joined a card", "в открытой карточке"),
    "journal.shown": Sentence("shown", "показана"),
    "journal.not_shown": Sentence("not shown", "не показана"),
    "journal.failed": Sentence("failed", "сбой"),
    "journal.closed": Sentence("closed", "закрыта"),
    "journal.kept": Sentence("kept", "оставлена"),
    "journal.ended": Sentence("ended", "завершено"),
    "journal.closed_early": Sentence(
        "before the CRM had shown the card", "раньше, чем CRM показала карточку"
    ),
    "journal.typed_in": Sentence("something is typed in it", "в ней остался набранный текст"),
    "journal.out_of_reach": Sentence(
        "ChatPlugin cannot close it in this Chrome", "в этом Chrome ChatPlugin не может её закрыть"
    ),
    "journal.none": Sentence(
        "There is no journal in {path}",
        "В {path} нет журнала показов",
        "Run this as the operator, or name the service's folder by --data",
        "Запустите команду от имени оператора или укажите папку службы в --data",
    ),
    "journal.nothing": Sentence(
        "The journal has nothing of that", "В журнале показов ничего такого нет"
    ),
    # the page as a whole
    "doctor.ok": Sentence("ok", "в порядке"),
    "doctor.warning": Sentence("warning", "внимание"),
    "doctor.problem": Sentence("problem", "проблема"),
    "doctor.not_looked_at": Sentence("not looked at", "не проверено"),
    "doctor.summary": Sentence(
        "problems: {problems}, warnings: {warnings}, not looked at: {unknown}, ok: {fine}",
        "проблем: {problems}, предупреждений: {warnings}, не проверено: {unknown}, в порядке:"
        " {fine}",
    ),
    "area.plugin": Sentence("plug-in", "модуль"),
    "area.service": Sentence("service", "служба"),
    "area.chrome": Sentence("Chrome", "Chrome"),
    "area.settings": Sentence("settings", "настройки"),
    "area.crm": Sentence("CRM", "CRM"),
    "area.machine": Sentence("computer", "компьютер"),
    "area.contacts": Sentence("contacts", "обращения"),
    "try.no_service": Sentence(
        "No test card: the service does not answer",
        "Пробной карточки нет: служба не отвечает",
        "Start EMC Desktop as the operator",
        "Запустите EMC Desktop от имени оператора",
    ),
    "try.no_template": Sentence(
        "No test card: no template is in force",
        "Пробной карточки нет: ни один шаблон не действует",
        "Set EmailTemplate or ChatTemplate",
        "Задайте EmailTemplate или ChatTemplate",
    ),
    "try.shown": Sentence(
        "The test card is there: contact {contact}, shown by the driver '{name}'",
        "Пробная карточка показана: обращение {contact}, способ «{name}»",
    ),
    "try.raised": Sentence(
        "The test card was handed to Chrome's command line, which does not tell whether it came:"
        " contact {contact}",
        "Пробная карточка передана командной строке Chrome, которая не сообщает, появилась ли она:"
        " обращение {contact}",
        "Look at Chrome",
        "Посмотрите на Chrome",
    ),
    "try.failed": Sentence(
        "No test card: {reason} (contact {contact}, driver '{name}')",
        "Пробной карточки нет: {reason} (обращение {contact}, способ «{name}»)",
    ),
    "try.late": Sentence(
        "No test card after {seconds} seconds: contact {contact}, driver '{name}'",
        "За {seconds} с пробная карточка не появилась: обращение {contact}, способ «{name}»",
        "Look at Chrome and at the operator's page",
        "Посмотрите на Chrome и на страницу оператора",
    ),
    "site.written": Sentence(
        "What the plug-in has seen of EMC, {number} events without anybody's data: {path}",
        "Что модуль увидел в EMC, событий: {number}, без чьих-либо данных: {path}",
    ),
    "site.nothing": Sentence(
        "The plug-in has seen no event of EMC yet, so there is nothing to write",
        "Модуль ещё не видел ни одного события EMC, записывать нечего",
        "Log in to EMC Desktop as the operator, take an e-mail and a chat, and try again",
        "Войдите в EMC Desktop как оператор, примите письмо и чат и повторите",
    ),
    "bundle.written": Sentence(
        "For support, without customers' and operators' data: {path}",
        "Для поддержки, без данных клиентов и операторов: {path}",
    ),
    "bundle.unwritable": Sentence(
        "{path} cannot be written: {reason}",
        "{path} нельзя записать: {reason}",
        "Name a file in a folder that may be written",
        "Укажите файл в папке, куда можно писать",
    ),
}
