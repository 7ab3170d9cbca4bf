"""Templates of addresses: their grammar, and what makes an address unsafe or useless."""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    # grammar
    "template.switch": Sentence(
        "this is a switch, not an address",
        "это переключатель, а не адрес",
        "Write the address here, and '{written}' under the same key with '.Enabled'",
        "Здесь напишите адрес, а «{written}» – под этим же ключом с «.Enabled»",
    ),
    "template.never_closed": Sentence(
        "the brace '{{' is never closed",
        "скобка «{{» не закрыта",
        "Write '}}' after the variable's name",
        "Напишите «}}» после имени параметра",
    ),
    "template.closes_nothing": Sentence(
        "the brace '}}' closes nothing",
        "скобка «}}» ничего не закрывает",
        "Take it out, or write '{{' before the name",
        "Уберите её или напишите «{{» перед именем",
    ),
    "template.two_braces": Sentence(
        "two braces '{{{{' open one variable",
        "параметр открыт двумя скобками «{{{{»",
        "Write one '{{' and one '}}'",
        "Напишите одну «{{» и одну «}}»",
    ),
    "template.percent": Sentence(
        "'%' is not followed by two hexadecimal digits",
        "после «%» нет двух шестнадцатеричных цифр",
        "Write '{fix}' for a percent sign",
        "Знак процента пишется «{fix}»",
    ),
    "template.blank": Sentence(
        "there is a blank in the address",
        "в адресе пробел",
        "Take it out, or write '{fix}'",
        "Уберите или напишите «{fix}»",
    ),
    "template.character": Sentence(
        "{character} cannot stand in an address",
        "{character} не может стоять в адресе",
        "Take it out, or write '{fix}'",
        "Уберите или напишите «{fix}»",
    ),
    "template.operator": Sentence(
        "'{sign}' in '{written}' is not an operator of RFC 6570",
        "«{sign}» в «{written}» – не знак из RFC 6570",
        "Write '{{name}}', or '{{?name}}' for a parameter with its name",
        "Напишите «{{name}}» или «{{?name}}»: параметр с именем",
    ),
    "template.length": Sentence(
        "':{prefix}' in '{written}' is not a length from 1 to 9999",
        "«:{prefix}» в «{written}» – не длина от 1 до 9999",
        "Write '{name}', or '{name}:10' for its first 10 characters",
        "Напишите «{name}» или «{name}:10»: первые 10 символов",
    ),
    "template.no_name": Sentence(
        "a variable's name is missing in '{written}'",
        "в «{written}» нет имени параметра",
        "Write a name, as in '{{user_id}}'",
        "Напишите имя: «{{user_id}}»",
    ),
    "template.name": Sentence(
        "'{name}' in '{written}' is not a variable's name",
        "«{name}» в «{written}» – не имя параметра",
        "A name has only letters A to Z, digits and '_'",
        "В имени только буквы A–Z, цифры и «_»",
    ),
    "template.blank_in_name": Sentence(
        "'{name}' in '{written}' is not a variable's name",
        "«{name}» в «{written}» – не имя параметра",
        "Write '{fix}' without the blank",
        "Напишите «{fix}» без пробела",
    ),
    "template.list": Sentence(
        "'*' in '{written}' takes a list apart, and every value is a text",
        "«*» в «{written}» разбирает список, а все значения – тексты",
        "Write it without '*'",
        "Напишите без «*»",
    ),
    # where it leads
    "address.no_scheme": Sentence(
        "the address does not begin with http:// or https://",
        "адрес не начинается с http:// или https://",
        "Write the server's address, as in 'https://crm.example.com/card{{?user_id}}'",
        "Напишите адрес сервера: «https://crm.example.com/card{{?user_id}}»",
    ),
    "address.begins_with_variable": Sentence(
        "the address begins with a variable, so that its text would choose where Chrome goes",
        "адрес начинается с параметра: его текст выбирал бы, куда пойдёт Chrome",
        "Write the server's address, as in 'https://crm.example.com/card{{?user_id}}'",
        "Напишите адрес сервера: «https://crm.example.com/card{{?user_id}}»",
    ),
    "address.no_server": Sentence(
        "the server's name is missing",
        "нет имени сервера",
        "Write it, as in 'https://crm.example.com/card'",
        "Напишите его: «https://crm.example.com/card»",
    ),
    "address.password": Sentence(
        "a name or password stands before the host",
        "перед сервером стоит имя или пароль",
        "Take out what stands before '@', and the '@'",
        "Уберите то, что перед «@», и сам «@»",
    ),
    "address.host_goes_on": Sentence(
        "the host may go on after a variable",
        "имя сервера может продолжиться после параметра",
        "Write '/' after the host",
        "Напишите «/» после имени сервера",
    ),
    "address.after_host": Sentence(
        "'{written}' stands directly after the host and could change it",
        "«{written}» стоит сразу за именем сервера и может его изменить",
        "Write '/' between the host and '{written}'",
        "Напишите «/» между сервером и «{written}»",
    ),
    "address.host_letters": Sentence(
        "the server's name has letters other than A to Z",
        "в имени сервера не только буквы A–Z",
        "Write it in ASCII, '{name}'",
        "Напишите его в ASCII: «{name}»",
    ),
    "address.not_a_host": Sentence(
        "'{host}' is not a server's name",
        "«{host}» – не имя сервера",
        "Write it as in 'crm.example.com'",
        "Напишите так: «crm.example.com»",
    ),
    "address.port": Sentence(
        "'{port}' is not a port",
        "«{port}» – не порт",
        "Write a number from 1 to 65535, or no ':'",
        "Напишите число от 1 до 65535 или уберите «:»",
    ),
    "address.climbs": Sentence(
        "the path has a segment '.' or '..'",
        "в пути есть часть «.» или «..»",
        "Write the path as it is in the end",
        "Напишите путь таким, каким он станет",
    ),
    # what a person takes for something else
    "address.full_width": Sentence(
        "'{character}' is a full-width character",
        "«{character}» – полноширинный символ",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    "address.unseen": Sentence(
        "there is a character that cannot be seen, {number}",
        "здесь невидимый символ {number}",
        "Take it out",
        "Уберите его",
    ),
    "address.two_alphabets": Sentence(
        "'{word}' mixes Latin and Cyrillic letters, which look alike",
        "в «{word}» смешаны похожие латинские и русские буквы",
        "Write all of it in one alphabet",
        "Напишите всё одним алфавитом",
    ),
    "address.stand_in": Sentence(
        "'{written}' goes to the CRM as it stands, and no value comes in its place",
        "«{written}» попадёт в CRM буквально, значения на его месте не будет",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    "address.dollar": Sentence(
        "the '$' before '{written}' goes to the CRM, too",
        "знак «$» перед «{written}» тоже попадёт в CRM",
        "Write '{written}' without '$'",
        "Напишите «{written}» без «$»",
    ),
    "address.entity": Sentence(
        "'&amp;' is '&' as HTML writes it, and the CRM would look for a parameter 'amp;…'",
        "«&amp;» – это «&» в записи HTML: CRM получила бы параметр «amp;…»",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    "address.no_name": Sentence(
        "the parameter's name is missing before '='",
        "перед «=» нет имени параметра",
        "Write it, as in 'user_id={{user_id}}'",
        "Напишите его: «user_id={{user_id}}»",
    ),
    "address.no_ampersand": Sentence(
        "'{written}' stands behind a value without '&', so the CRM takes both for one value",
        "«{written}» стоит за значением без «&», и CRM примет всё за одно значение",
        "Write '{fix}' between them",
        "Напишите между ними «{fix}»",
    ),
    "address.hash_sign": Sentence(
        "'#' before '{written}' ends the query, so the parameter is empty",
        "«#» перед «{written}» обрывает запрос, и параметр останется пустым",
        "Write '{written}' without '#'",
        "Напишите «{written}» без «#»",
    ),
    "address.no_question": Sentence(
        "'{written}' stands directly behind the path, without '?'",
        "«{written}» стоит сразу за путём, без «?»",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    # what stays inside its parameter
    "address.reserved": Sentence(
        "'{written}' would let '&', '/' and '#' in a value out of its parameter",
        "«{written}» выпустил бы «&», «/» и «#» из значения за пределы параметра",
        "Write '{fix}'",
        "Напишите «{fix}»",
    ),
    "address.two_fragments": Sentence(
        "there are two '#' in the address",
        "в адресе два «#»",
        "Write '%23' for the second",
        "Вместо второго напишите «%23»",
    ),
    "address.fixed_after_query": Sentence(
        "'{written}' stands after '{{?…}}', which is left out if its values are missing",
        "«{written}» стоит после «{{?…}}», а его не будет, если нет значений",
        "Write fixed parameters first: '?fixed=text{{&user_id}}'",
        "Сначала напишите постоянные параметры: «?fixed=text{{&user_id}}»",
    ),
    "address.joined_after_query": Sentence(
        "'{written}' stands after '{{?…}}', which is left out if its values are missing",
        "«{written}» стоит после «{{?…}}», а его не будет, если нет значений",
        "Write all names in one: '{{?user_id,operator}}'",
        "Напишите все имена в одном: «{{?user_id,operator}}»",
    ),
    "address.after_joined": Sentence(
        "'{written}' stands directly after '{{&…}}'",
        "«{written}» стоит сразу за «{{&…}}»",
        "Write '&' before it",
        "Напишите перед ним «&»",
    ),
    "address.two_queries": Sentence(
        "there are two '{{?…}}'",
        "в адресе два «{{?…}}»",
        "Write all names in one: '{{?user_id,operator}}'",
        "Напишите все имена в одном: «{{?user_id,operator}}»",
    ),
    "address.second_query": Sentence(
        "'{written}' stands after a '?' and would write a second one",
        "«{written}» стоит после «?» и написал бы второй",
        "Use '{fix}'",
        "Напишите «{fix}»",
    ),
    "address.joined_without_query": Sentence(
        "'{written}' goes on with parameters, but no '?' stands before it",
        "«{written}» продолжает параметры, но перед ним нет «?»",
        "Use '{fix}'",
        "Напишите «{fix}»",
    ),
    "address.name": Sentence(
        "'{written}' stands where a parameter's name is written",
        "«{written}» стоит там, где пишут имя параметра",
        "Write 'name={{{names}}}', or '{{&{names}}}'",
        "Напишите «name={{{names}}}» или «{{&{names}}}»",
    ),
}
