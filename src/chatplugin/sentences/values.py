"""The values of settings, but for addresses and rules."""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    "switch.neither": Sentence(
        "this is neither on nor off", "это ни on, ни off", "Write on or off", "Напишите on или off"
    ),
    "choice.none": Sentence(
        "this is not one of {allowed}",
        "здесь можно только: {allowed}",
        "Write {allowed:or}",
        "Напишите {allowed:или}",
    ),
    "number.none": Sentence(
        "this is not a whole number from {least} to {most}",
        "это не целое число от {least} до {most}",
        "Write one, such as {example}",
        "Напишите число, например {example}",
    ),
    "on_end.none": Sentence(
        "this does not say what becomes of the tab",
        "не сказано, что станет с вкладкой",
        "Write keep, close, or close:30 to close it after 30 seconds (at most 86400)",
        "Напишите keep, close или close:30 – закрыть через 30 секунд (не больше 86400)",
    ),
    "hosts.address": Sentence(
        "'{host}' is an address, not a server's name",
        "«{host}» – это адрес, а не имя сервера",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    "hosts.none": Sentence(
        "'{host}' is not a server's name",
        "«{host}» – не имя сервера",
        "Write 'crm.example.com', '*.example.com' or 'crm.example.com:8443'",
        "Напишите «crm.example.com», «*.example.com» или «crm.example.com:8443»",
    ),
    "domains.none": Sentence(
        "'{domain}' is not a domain",
        "«{domain}» – не домен",
        "Write 'example.com'",
        "Напишите «example.com»",
    ),
    "hosts.wider": Sentence(
        "an overlay can only narrow AllowedHosts, and '{host}' is not among the servers below it",
        "оверлей может только сузить AllowedHosts, а «{host}» нет среди серверов нижних слоёв",
        "Take '{host}' out, or add it in EMC's section",
        "Уберите «{host}» или добавьте его в разделе EMC",
    ),
    "locked.form": Sentence(
        "'{name}' is not the name of a key",
        "«{name}» – не имя ключа",
        "Write 'Sign.Key', or 'Chrome.*' for all that begin so",
        "Напишите «Sign.Key» или «Chrome.*» – все с таким началом",
    ),
    "locked.none": Sentence(
        "there is no setting '{name}', so nothing is locked by it",
        "настройки «{name}» нет: этим ничего не закрыто",
        "Correct the name, or take it out",
        "Исправьте имя или уберите",
    ),
    "chrome.has_power": Sentence(
        "an overlay may give Chrome only switches that change how it looks",
        "оверлей может задать Chrome только ключи, которые меняют его вид",
        "Write the others in EMC's section",
        "Остальные напишите в разделе EMC",
    ),
    "hosts.left_out": Sentence(
        "'{host}' of {setting} is not among these servers, so it shows no card",
        "«{host}» из {setting} нет среди этих серверов, поэтому карточки не будет",
        "Add '{host}', or change {setting}",
        "Добавьте «{host}» или измените {setting}",
    ),
    "attribute.none": Sentence(
        "this is not an attribute's name",
        "это не имя атрибута",
        "Write one name, such as 'author'",
        "Напишите одно имя, например «author»",
    ),
    "alias.email": Sentence(
        "'email' is the channel of e-mails alone",
        "«email» – канал только для писем",
        "Choose another, such as 'mail_chat'",
        "Выберите другой, например «mail_chat»",
    ),
    # arguments
    "arguments.quote": Sentence(
        "a quotation mark has no partner",
        "у кавычки нет пары",
        'Write the second "',
        'Напишите вторую "',
    ),
    "chrome.no_switch": Sentence(
        "'{argument}' is not a switch of Chrome",
        "«{argument}» – не ключ Chrome",
        "A switch begins with '--'",
        "Ключ начинается с «--»",
    ),
    "chrome.port": Sentence(
        "'{argument}' is not for the settings",
        "«{argument}» не для настроек",
        "Take it out: it would open a port to every program on the desktop",
        "Уберите: он открыл бы порт всем программам рабочего места",
    ),
    "chrome.address": Sentence(
        "'{argument}' is not for the settings",
        "«{argument}» не для настроек",
        "Take it out: ChatPlugin speaks to Chrome over a pipe",
        "Уберите: ChatPlugin говорит с Chrome по каналу",
    ),
    "chrome.pipe": Sentence(
        "'{argument}' is not for the settings",
        "«{argument}» не для настроек",
        "Take it out: ChatPlugin writes it itself",
        "Уберите: ChatPlugin пишет его сам",
    ),
    "chrome.profile": Sentence(
        "'{argument}' is not for the settings",
        "«{argument}» не для настроек",
        "Write the folder under Chrome.Profile",
        "Напишите папку в Chrome.Profile",
    ),
    # a parameter without a value
    "missing.policy": Sentence(
        "this is not a policy for a missing value",
        "это не правило для недостающего значения",
        "Write omit, empty, nopop or default:<text>",
        "Напишите omit, empty, nopop или default:<текст>",
    ),
    "missing.default_without_text": Sentence(
        "this is not a policy for a missing value",
        "это не правило для недостающего значения",
        "Write the text after a colon, as in 'default:unknown'",
        "Напишите текст после двоеточия: «default:unknown»",
    ),
    # fields and titles
    "field.brace": Sentence(
        "a brace has no partner",
        "у фигурной скобки нет пары",
        "Write an attribute as '{{CustomerSegment}}'",
        "Напишите атрибут так: «{{CustomerSegment}}»",
    ),
    "field.attribute": Sentence(
        "'{written}' is not an attribute's name",
        "«{written}» – не имя атрибута",
        "A name has letters, digits and '_', as in '{{CustomerSegment}}'",
        "В имени буквы, цифры и «_»: «{{CustomerSegment}}»",
    ),
    "title.brace": Sentence(
        "a brace has no partner",
        "у фигурной скобки нет пары",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    # transforms
    "transform.empty": Sentence(
        "there is an empty step",
        "есть пустой шаг",
        "Write steps with one comma between them: strip, lower",
        "Пишите шаги через одну запятую: strip, lower",
    ),
    "transform.nothing_after": Sentence(
        "the step '{name}' takes nothing after a colon",
        "у шага «{name}» после двоеточия ничего не бывает",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    "transform.unknown": Sentence(
        "there is no step '{name}'",
        "шага «{name}» нет",
        "There are {all:and}",
        "Есть {all:и}",
    ),
    "transform.prefix": Sentence(
        "the step 'prefix' lacks its text",
        "у шага «prefix» нет текста",
        "Write it as '{fix}'",
        "Напишите так: «{fix}»",
    ),
    "transform.last": Sentence(
        "'{argument}' in the step 'last' is not a number of characters",
        "«{argument}» в шаге «last» – не число символов",
        "Write it as '{fix}'",
        "Напишите так: «{fix}»",
    ),
    "transform.map_without_equals": Sentence(
        "'{pair}' in the step 'map' has no '='",
        "в шаге «map» у «{pair}» нет «=»",
        "Write it as 'map:a=b;c=d'",
        "Напишите так: «map:a=b;c=d»",
    ),
    "transform.map_twice": Sentence(
        "the step 'map' has '{name}' twice",
        "в шаге «map» дважды стоит «{name}»",
        "Keep the one that is meant",
        "Оставьте нужный",
    ),
    "transform.country": Sentence(
        "'{argument}' in the step '{name}' is not a country",
        "«{argument}» в шаге «{name}» – не страна",
        "Write its two letters, as in '{name}:RU'",
        "Напишите две её буквы: «{name}:RU»",
    ),
    # accounts
    "labels.too_many": Sentence(
        "{number} labels",
        "{number} меток",
        "Write at most {most}, separated by ';'",
        "Не больше {most}, через «;»",
    ),
    "labels.none": Sentence(
        "label {number}, '{label}', is none",
        "метка {number}, «{label}», – не метка",
        "A label begins with a letter, has another, and is short, such as 'л/с'",
        "Метка начинается с буквы, в ней есть ещё одна, и она коротка, например «л/с»",
    ),
    "examples.too_many": Sentence(
        "{number} accounts",
        "{number} счетов",
        "Two or three are enough, and at most {most}, separated by ';'",
        "Хватит двух-трёх, не больше {most}, через «;»",
    ),
    "examples.none": Sentence(
        "'{written}' is no account",
        "«{written}» – не счёт",
        "Write accounts as customers do, such as '4027158836; 4027300154'",
        "Напишите счета так, как их пишут клиенты, например «4027158836; 4027300154»",
    ),
    "length.none": Sentence(
        "'{written}' is no length",
        "«{written}» – не длина",
        "Write one number such as '10' or two such as '5-20', from 1 to {most}",
        "Напишите число, например «10», или два, например «5-20», от 1 до {most}",
    ),
    "pattern.too_long": Sentence(
        "it has {number} characters",
        "в нём {number} символов",
        "Write at most {most}",
        "Напишите не больше {most}",
    ),
    "pattern.no_account": Sentence(
        "it has no group 'account'",
        "нет группы «account»",
        "Put '(?P<account>' and ')' around the account's number",
        "Заключите номер счёта в «(?P<account>» и «)»",
    ),
    "pattern.two_accounts": Sentence(
        "it has two groups 'account'",
        "две группы «account»",
        "Use the name once",
        "Имя может стоять один раз",
    ),
    "pattern.operator": Sentence(
        "RE2 has no such group",
        "в RE2 нет такой группы",
        "RE2 has no look-ahead and no look-behind; write what stands around the account itself",
        "В RE2 нет просмотра вперёд и назад; напишите то, что стоит вокруг самого счёта",
    ),
    "pattern.escape": Sentence(
        "RE2 does not know this backslash",
        "RE2 не знает такой обратной косой черты",
        "RE2 has no back-references; a backslash of the text is written '\\\\'",
        "В RE2 нет обратных ссылок; косая черта из текста пишется «\\\\»",
    ),
    "pattern.range": Sentence(
        "this range of characters runs backwards",
        "этот диапазон символов идёт назад",
        "Write the lower end first, such as [0-9]",
        "Напишите сначала меньший конец: [0-9]",
    ),
    "pattern.group": Sentence(
        "this is not a named group",
        "это не группа с именем",
        "Write '(?P<account>' and ')'",
        "Напишите «(?P<account>» и «)»",
    ),
    "pattern.repetitions": Sentence(
        "it repeats too often",
        "слишком много повторений",
        "Repeat at most 1,000 times in all",
        "Повторяйте всего не больше 1000 раз",
    ),
    "pattern.missing_bracket": Sentence(
        "missing ]", "нет закрывающей ]", "Close the set with ']'", "Закройте набор знаком «]»"
    ),
    "pattern.missing_parenthesis": Sentence(
        "missing )",
        "нет закрывающей скобки",
        "Close the group with ')'",
        "Закройте группу знаком «)»",
    ),
    "pattern.unexpected_parenthesis": Sentence(
        "this ')' closes nothing",
        "эта «)» ничего не закрывает",
        "Open the group with '(' or write '\\)'",
        "Откройте группу знаком «(» или напишите «\\)»",
    ),
    "pattern.backslash": Sentence(
        "there is a backslash at its end",
        "в конце стоит обратная косая черта",
        "A backslash needs something behind it",
        "За обратной косой чертой должно что-то стоять",
    ),
    "pattern.nothing_repeated": Sentence(
        "there is nothing to repeat",
        "повторять нечего",
        "Put what is repeated in front of it, or write a backslash before it",
        "Поставьте перед ним то, что повторяется, или обратную косую черту",
    ),
    "pattern.twice_repeated": Sentence(
        "two repetitions stand one behind the other",
        "два повторения стоят подряд",
        "Use only one of '*', '+', '?' and '{{…}}' behind another",
        "Оставьте что-то одно из «*», «+», «?» и «{{…}}»",
    ),
    "pattern.too_large": Sentence(
        "it needs too much memory",
        "ему нужно слишком много памяти",
        "Repeat less often",
        "Повторяйте реже",
    ),
    "pattern.other": Sentence(
        "RE2 says: {said}", "RE2 говорит: {said}", "See RE2's syntax", "Смотрите синтаксис RE2"
    ),
    "pattern.no_library": Sentence(
        "the library for patterns cannot be loaded",
        "библиотека выражений не загружается",
        "Install ChatPlugin anew with all its libraries",
        "Установите ChatPlugin заново со всеми библиотеками",
    ),
    # a collector, and addresses of our own
    "collector.https": Sentence(
        "telemetry goes over HTTPS, or over HTTP to this machine only",
        "телеметрия отправляется только по HTTPS или по HTTP на этот же компьютер",
        "Write it as in 'https://collector.example.com:4318'",
        "Напишите так: «https://collector.example.com:4318»",
    ),
    "collector.query": Sentence(
        "a collector's address has no query",
        "в адресе сборщика нет запроса после «?»",
        "Write it as in 'https://collector.example.com:4318'",
        "Напишите так: «https://collector.example.com:4318»",
    ),
    "url.variable": Sentence(
        "'{written}' means nothing in this address", "«{written}» в этом адресе ничего не значит"
    ),
    "url.fragment": Sentence(
        "what stands after '#' never reaches a server",
        "то, что после «#», не дойдёт до сервера",
        "Take it out, and the '#'",
        "Уберите его и сам «#»",
    ),
    # signatures and forms
    "key.no_place": Sentence(
        "this does not say where the key is",
        "не сказано, где лежит ключ",
        "Write 'file:' and its path, or 'store:' and its name. The key itself is never a setting:"
        " if it stood here, make a new one",
        "Напишите «file:» и путь или «store:» и имя. Сам ключ в настройках не пишут: если он стоял"
        " здесь, сделайте новый",
    ),
    "key.path": Sentence(
        "the file's path is not a whole one",
        "путь файла не полный",
        r"Write all of it, as in 'file:C:\ProgramData\ChatPlugin\crm.key'",
        r"Напишите его целиком: «file:C:\ProgramData\ChatPlugin\crm.key»",
    ),
    "trust.fragment": Sentence(
        "what stands after '#' never reaches the CRM's server, so {key} cannot be kept,"
        " and no card comes up",
        "то, что после «#», не дойдёт до сервера CRM; {key} не выполнить, и карточки не будет",
        "Write the template without '#', or take {key} out",
        "Напишите шаблон без «#» или уберите {key}",
    ),
    "trust.name_taken": Sentence(
        "the signature adds a parameter '{name}', and this template has one already",
        "подпись добавляет параметр «{name}», а в шаблоне такой уже есть",
        "Give yours another name: {names} are the signature's",
        "Назовите свой иначе: {names} принадлежат подписи",
    ),
    "trust.twice": Sentence(
        "the parameter '{name}' stands there twice, so it cannot be signed",
        "параметр «{name}» стоит там дважды, поэтому адрес нельзя подписать",
        "Write it once",
        "Напишите его один раз",
    ),
    "trust.host": Sentence(
        "'{name}' is not a server's name",
        "«{name}» – не имя сервера",
        "Write it without port and path, as in 'Sign.Key.crm.example.com'",
        "Напишите его без порта и пути: «Sign.Key.crm.example.com»",
    ),
    "trust.no_template": Sentence(
        "no template leads to '{host}', so this key signs nothing",
        "ни один шаблон не ведёт на «{host}», и этот ключ ничего не подписывает",
        "Write the server's name as the template has it, or take the key out",
        "Напишите имя сервера как в шаблоне или уберите ключ",
    ),
    "trust.unsigned": Sentence(
        "cards of '{host}' are not signed, while those of another server are",
        "карточки с «{host}» не подписываются, а с другого сервера – подписываются",
        "Write {key}, or Sign.Key for all that have no key of their own",
        "Напишите {key} или Sign.Key – для всех, у кого нет своего ключа",
    ),
    "trust.path": Sentence(
        "'{written}' stands in the path, which Method=POST leaves in the address and so in the"
        " browser's history",
        "«{written}» стоит в пути, а его Method=POST оставляет в адресе и в истории браузера",
        "Write it as a parameter, as in '{{?{names}}}'",
        "Напишите его параметром: «{{?{names}}}»",
    ),
    "tabs.command": Sentence(
        "Chrome's command line closes no tab, so only the first contact would get a card",
        "командная строка Chrome не закрывает вкладок: карточка будет только у первого обращения",
        "Set Chrome.Driver to pipe or extension, or TabReuse to contact",
        "Задайте Chrome.Driver=pipe или extension либо TabReuse=contact",
    ),
    "trust.no_form": Sentence(
        "{way} cannot send a form, so no card comes up",
        "{way} не отправляет форм: карточки не будет",
        "Set Chrome.Driver to pipe, or Method to GET",
        "Задайте Chrome.Driver=pipe или Method=GET",
    ),
    "way.extension": Sentence("Chrome's extension", "расширение Chrome"),
    "way.command": Sentence("Chrome's command line", "командная строка Chrome"),
}
