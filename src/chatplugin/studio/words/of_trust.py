"""The sentences about signed addresses and forms, and their Russian; see `sentences`."""

PAIRS: tuple[tuple[str, str], ...] = (
    ("{}: this does not say where the key is", "{}: не сказано, где лежит ключ"),
    (
        (
            "Write 'file:' and its path, or 'store:' and its name."
            " The key itself is never a setting: if it stood here, make a new one"
        ),
        (
            "Напишите «file:» и путь или «store:» и имя."
            " Сам ключ в настройках не пишут: если он стоял здесь, сделайте новый"
        ),
    ),
    ("{}: the file's path is not a whole one", "{}: путь файла не полный"),
    ("Write all of it, as in '{}'", "Напишите его целиком: «{}»"),
    (
        (
            "what stands after '#' never reaches the CRM's server,"
            " so {} cannot be kept, and no card comes up"
        ),
        "то, что после «#», не дойдёт до сервера CRM; {} не выполнить, и карточки не будет",
    ),
    (
        "Write the template without '#', or take {} out",
        "Напишите шаблон без «#» или уберите {}",
    ),
    (
        "the signature adds a parameter '{}', and this template has one already",
        "подпись добавляет параметр «{}», а в шаблоне такой уже есть",
    ),
    (
        "Give yours another name: {} are the signature's",
        "Назовите свой иначе: {} принадлежат подписи",
    ),
    (
        "the parameter '{}' stands there twice, so it cannot be signed",
        "параметр «{}» стоит там дважды, поэтому адрес нельзя подписать",
    ),
    ("Write it once", "Напишите его один раз"),
    (
        (
            "{}: '{}' stands in the path, which Method=POST leaves in the address and so in the"
            " browser's history"
        ),
        "{}: «{}» стоит в пути, а его Method=POST оставляет в адресе и в истории браузера",
    ),
    ("Write it as a parameter, as in '{}'", "Напишите его параметром: «{}»"),
    ("{} cannot send a form, so no card comes up", "{} не отправляет форм: карточки не будет"),
    (
        "Set Chrome.Driver to pipe, or Method to GET",
        "Задайте Chrome.Driver=pipe или Method=GET",
    ),
)
