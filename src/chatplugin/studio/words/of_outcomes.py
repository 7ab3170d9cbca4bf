"""The sentences about what becomes of a contact, of files and folders; see `sentences`."""

PAIRS: tuple[tuple[str, str], ...] = (
    # why a parameter has no value
    ("{} is off", "{} отключён"),
    ("only e-mails have it", "он бывает только у писем"),
    ("not in {}", "его нет в {}"),
    ("nothing is left of it after '{}'", "после «{}» от значения ничего не осталось"),
    ("the contact does not have it", "у обращения его нет"),
    ("the contact does not have {}", "у обращения нет {}"),
    ("the setting has no text", "у настройки нет текста"),
    ("no operator was named", "оператор не указан"),
    # what became of a parameter
    ("given", "в адресе"),
    ("switched off", "отключён"),
    ("not of this channel", "не для этого канала"),
    ("missing, left out", "нет значения, пропущен"),
    ("missing, left empty", "нет значения, оставлен пустым"),
    ("missing, default text", "нет значения, подставлен текст"),
    ("missing, no card without it", "нет значения, без него нет карточки"),
    # where a value comes from
    ("sender of the e-mail", "отправитель письма"),
    ("attribute {}", "атрибут {}"),
    ("media type of the contact", "тип медиа обращения"),
    ("AgentID of the operator", "AgentID оператора"),
    ("text of the e-mail", "текст письма"),
    # why there is no card
    ("ChatPlugin is switched off", "ChatPlugin отключён"),
    ("cards are switched off for this channel", "карточки для этого канала отключены"),
    ("there is no template for this channel", "для этого канала нет шаблона"),
    (
        "the template cannot be used, as 'chatplugin check' explains",
        "шаблон не годится; смотрите замечания",
    ),
    ("a parameter that the card must have is missing", "нет параметра, без которого нет карточки"),
    (
        "EMC does not tell yet who writes, or by which messenger",
        "EMC ещё не сообщила, кто и в каком мессенджере пишет",
    ),
    (
        "a value would lead to another page of the CRM",
        "значение увело бы на другую страницу CRM",
    ),
    ("the operator has paused the cards", "оператор приостановил карточки"),
    (
        "the template's server is not among the allowed ones",
        "сервера из шаблона нет среди разрешённых",
    ),
    # who wrote
    ("the address in From", "адрес из From"),
    (
        "the address in From, though automatic or the recipient's own: Reply-To names no customer",
        "адрес из From, хотя он автоматический или собственный: Reply-To не называет клиента",
    ),
    (
        "the address in Reply-To, because From is automatic or the recipient's own",
        "адрес из Reply-To: From автоматический или собственный",
    ),
    ("the address in Sender, because From names none", "адрес из Sender: в From его нет"),
    (
        "the address in Return-Path, because neither From nor Sender names one",
        "адрес из Return-Path: ни в From, ни в Sender его нет",
    ),
    ("no header names an address", "ни один заголовок не содержит адреса"),
    # which account
    (
        "found in the newest text, label '{}'; the first of {} and {}",
        "найден в новом тексте, метка «{}»; первый из {} и {}",
    ),
    (
        "found in the newest text; the first of {} and {}",
        "найден в новом тексте; первый из {} и {}",
    ),
    (
        "found in the newest text, as the answer to a question in the quote, label '{}'",
        "найден в новом тексте: ответ на вопрос из цитаты, метка «{}»",
    ),
    (
        "found in the newest text, as the answer to a question in the quote",
        "найден в новом тексте: ответ на вопрос из цитаты",
    ),
    ("found in the newest text, label '{}'", "найден в новом тексте, метка «{}»"),
    ("found in the newest text", "найден в новом тексте"),
    (
        "found in the quoted history, label '{}'; the first of {} and {}",
        "найден в цитате, метка «{}»; первый из {} и {}",
    ),
    ("found in the quoted history; the first of {} and {}", "найден в цитате; первый из {} и {}"),
    ("found in the quoted history, label '{}'", "найден в цитате, метка «{}»"),
    ("found in the quoted history", "найден в цитате"),
    (
        "{} different accounts in the newest text: {} and {}",
        "в новом тексте разные счета: {1} и {2}",
    ),
    ("{} different accounts in the quoted history: {} and {}", "в цитате разные счета: {1} и {2}"),
    (
        "the number at the label '{}' in the newest text is not clear",
        "неясно, какой номер стоит у метки «{}» в новом тексте",
    ),
    (
        "the number at the label '{}' in the quoted history is not clear",
        "неясно, какой номер стоит у метки «{}» в цитате",
    ),
    (
        "the label '{}' stands in the letter, but no account after it",
        "метка «{}» в письме есть, а счёта после неё нет",
    ),
    ("no label of an account in the letter", "в письме нет метки счёта"),
    ("only in the subject", "только в теме"),
    ("only in an attachment", "только во вложении"),
    ("the letter is encrypted", "письмо зашифровано"),
    ("the letter has no text", "в письме нет текста"),
    # files
    (
        "Save it as UTF-8 in an editor first, so that nothing in it is lost",
        "Сначала сохраните его в редакторе как UTF-8, чтобы ничего не потерять",
    ),
    (
        "there is no section [{}] in this text, only [{}]",
        "в этом тексте нет раздела [{}], есть только [{}]",
    ),
    (
        "line {} stands above [{}], where it belongs to no section of ours",
        "строка {} стоит над [{}] и не относится к нашему разделу",
    ),
    ("Move it below [{}]", "Перенесите её под [{}]"),
    (
        "[{}] is another section, which is not edited here",
        "[{}] – другой раздел, он здесь не редактируется",
    ),
    (
        "Save leaves it in the file as it is there",
        "При сохранении он останется в файле таким, какой он там есть",
    ),
    (
        "{} has characters that its charset, {}, does not have",
        "в {} есть символы, которых нет в его кодировке {}",
    ),
    (
        "'{}' does not exist in {}, the file's charset",
        "«{}» нет в {}, кодировке файла",
    ),
    (
        "Write it otherwise, or save the file as UTF-8 in an editor first",
        "Напишите иначе или сначала сохраните файл в редакторе как UTF-8",
    ),
    ("{} cannot be read: {}", "{} нельзя прочитать: {}"),
    ("Name a file that may be read", "Назовите файл, который можно прочитать"),
    ("{} cannot be written: {}", "{} нельзя записать: {}"),
    (
        "Close the program that holds the file, or start the studio with another one",
        "Закройте программу, которая держит файл, или запустите студию с другим файлом",
    ),
    ("Settings with errors are not exported", "Настройки с ошибками не экспортируются"),
    ("Put the errors right first", "Сначала исправьте ошибки"),
    ("There is no setting yet", "Пока нет ни одной настройки"),
    ("Write the templates first", "Сначала напишите шаблоны"),
    ("There is no folder {}", "Папки {} нет"),
    ("Write its whole path", "Напишите полный путь"),
    ("There are more than {} e-mails in {}", "В папке {1} больше {0} писем"),
    ("There are more than {} files in {}", "В папке {1} больше {0} файлов"),
    ("Choose a folder with fewer", "Выберите папку поменьше"),
    ("There is no .eml file in {}", "В папке {} нет файлов .eml"),
    ("Save some e-mails there as .eml", "Сохраните туда несколько писем как .eml"),
)
