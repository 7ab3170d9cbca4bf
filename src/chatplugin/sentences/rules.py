"""Rules that choose a template, and the language of their conditions."""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    # a rule as a whole
    "rule.number": Sentence(
        "'{name}' is not a rule's number",
        "«{name}» – не номер правила",
        "Write a whole number up to 99999, as in 'Rule.10'",
        "Напишите целое число до 99999: «Rule.10»",
    ),
    "rule.template_name": Sentence(
        "'{name}' cannot be a template's name",
        "«{name}» не годится в имена шаблонов",
        "Use letters A to Z, digits, '_' and '-'",
        "Пишите буквы A–Z, цифры, «_» и «-»",
    ),
    "rule.reserved_name": Sentence(
        "'{name}' means something else after '->'",
        "«{name}» после «->» значит другое",
        "Choose another name",
        "Выберите другое имя",
    ),
    "rule.no_arrow": Sentence(
        "there is no '->'",
        "нет «->»",
        "Write the condition, '->' and a template's name, as in 'true -> none'",
        "Напишите условие, «->» и имя шаблона: «true -> none»",
    ),
    "rule.other_arrow": Sentence(
        "there is no '->'",
        "нет «->»",
        "Write '{fix}' for '{other}'",
        "Напишите «{fix}» вместо «{other}»",
    ),
    "rule.no_condition": Sentence(
        "there is no condition before '->'",
        "перед «->» нет условия",
        "Write 'true -> …' for a rule that always holds",
        "Для правила, которое выполняется всегда, напишите «true -> …»",
    ),
    "rule.no_target": Sentence(
        "there is no template after '->'",
        "после «->» нет шаблона",
        "Write a template's name, or none for no card",
        "Напишите имя шаблона или none, если карточка не нужна",
    ),
    "rule.no_template": Sentence(
        "there is no template '{target}'",
        "шаблона «{target}» нет",
        "Add the setting '{setting}', or write none for no card",
        "Добавьте настройку «{setting}» или напишите none, если карточка не нужна",
    ),
    "rule.never_reached": Sentence(
        "{other} always holds and comes first, so this is never reached",
        "правило {other} выполняется всегда и стоит раньше, поэтому до этого очередь не дойдёт",
        "Give it a smaller number, or take it out",
        "Дайте ему меньший номер или уберите его",
    ),
    "rule.never_chosen": Sentence(
        "no rule names this template",
        "ни одно правило не называет этот шаблон",
        "Add a rule, as in 'Rule.10 = … -> {setting}', or take it out",
        "Добавьте правило «Rule.10 = … -> {setting}» или уберите шаблон",
    ),
    "rule.channel": Sentence(
        "the channel '{name}' is not among the known ones", "канала «{name}» нет среди известных"
    ),
    "rules.too_many": Sentence(
        "there are {number} rules, and only the first {most} are tried",
        "правил {number}, а проверяются только первые {most}",
        "Put rules together with ||",
        "Объедините правила знаком ||",
    ),
    "rules.too_costly": Sentence(
        "the patterns of all rules need too much time, so this and later ones are not tried",
        "выражения всех правил слишком долгие: это и следующие не проверяются",
        "Repeat less often in patterns",
        "Уменьшите повторения в выражениях",
    ),
    # a condition as a whole
    "condition.too_long": Sentence(
        "the condition has {number} characters",
        "в условии {number} символов",
        "Write at most {most}",
        "Напишите не больше {most}",
    ),
    "condition.too_deep": Sentence(
        "the condition has too many parts in one another",
        "в условии слишком много вложенных частей",
        "Make two rules of it",
        "Сделайте из него два правила",
    ),
    "condition.outcome": Sentence(
        "the condition gives {type}, not true or false",
        "условие даёт не true или false, а {type}",
        'Compare it, as in attributes.Segment == "VIP"',
        'Сравните его: attributes.Segment == "VIP"',
    ),
    "condition.too_costly": Sentence(
        "the patterns of this condition need too much time",
        "выражения этого условия слишком долгие",
        "Repeat less often, as in {{1,20}}, or write * for a repetition",
        "Уменьшите повторения, например {{1,20}}, или напишите для повторения *",
    ),
    # words
    "condition.ends": Sentence(
        "the condition ends too soon",
        "условие обрывается",
        "Write what is missing, or take out the end",
        "Допишите недостающее или уберите конец",
    ),
    "condition.no_closing_quote": Sentence(
        "a text has no closing quote",
        "у текста нет закрывающей кавычки",
        "Write {quote} at its end",
        "Поставьте {quote} в конце",
    ),
    "condition.curly_quote": Sentence(
        "'{written}' is not a quote", "«{written}» – не кавычка", "Write {fix}", "Напишите {fix}"
    ),
    "condition.unexpected": Sentence(
        "'{written}' is not expected here", "«{written}» здесь не может стоять"
    ),
    "condition.header_with_dash": Sentence(
        "'{written}' is not expected here",
        "«{written}» здесь не может стоять",
        "Write {fix}",
        "Напишите {fix}",
    ),
    "condition.missing": Sentence(
        "'{sign}' is missing",
        "не хватает «{sign}»",
        "Write it here, or take out its partner",
        "Напишите его здесь или уберите парный знак",
    ),
    "condition.letters": Sentence(
        "'{name}' cannot be a name",
        "«{name}» не может быть именем",
        "Write a text in quotes: {fix}",
        "Напишите текст в кавычках: {fix}",
    ),
    "condition.letters_in_table": Sentence(
        "'{name}' cannot be a name",
        "«{name}» не может быть именем",
        "Write {fix}",
        "Напишите {fix}",
    ),
    "condition.unknown_name": Sentence(
        "there is nothing called '{name}'",
        "ничего с именем «{name}» нет",
        "Write an attribute as '{fix}'. There are {all:and}",
        "Атрибут пишется так: «{fix}». Есть {all:и}",
    ),
    "condition.unknown_function": Sentence(
        "there is no function '{name}'",
        "функции «{name}» нет",
        "There are {all:and}",
        "Есть {all:и}",
    ),
    "condition.used_otherwise": Sentence(
        "'{name}' is not used like this",
        "«{name}» так не используется",
        "Write it as {example}",
        "Напишите так: {example}",
    ),
    "condition.loop": Sentence(
        "conditions have no loops, such as '{name}'",
        "в условиях нет циклов, таких как «{name}»",
        'Write a list, as in user_id in ["a", "b"], or a pattern in matches("…")',
        'Напишите список: user_id in ["a", "b"] – или выражение: matches("…")',
    ),
    "condition.behind_text": Sentence(
        "a text has nothing after a '.'",
        "у текста после «.» ничего не бывает",
        "Take out what stands after the '.', or write a function, as in .contains(\"…\")",
        'Уберите то, что после «.», или напишите функцию: .contains("…")',
    ),
    "condition.has": Sentence(
        "has() takes a name after a '.'",
        "has() берёт имя после «.»",
        'Write has(attributes.Name), or "name" in headers',
        'Напишите has(attributes.Name) или "name" in headers',
    ),
    "condition.header_capitals": Sentence(
        "the header '{name}' never comes: their names are in lower case",
        "заголовок «{name}» не встретится: имена пишутся строчными буквами",
        "Write '{better}'",
        "Напишите «{better}»",
    ),
    "condition.number": Sentence(
        "this number is too long",
        "это число слишком длинное",
        "Write it in quotes",
        "Напишите его в кавычках",
    ),
    "condition.escape": Sentence(
        "'{written}' in a text means nothing",
        "«{written}» в тексте ничего не значит",
        'Write the text as r"…"',
        'Напишите текст так: r"…"',
    ),
    "condition.pattern": Sentence(
        "the pattern cannot be used: {said}",
        "выражение не годится: {said}",
        "Correct it; RE2 has no look-around and no back-references",
        "Исправьте его; в RE2 нет просмотра вперёд и назад и обратных ссылок",
    ),
    "condition.pattern_without_quotes": Sentence(
        "the pattern of 'matches' is not a text in quotes",
        "выражение в «matches» – не текст в кавычках",
        "Write the pattern itself: no value of a contact can be one",
        "Напишите само выражение: значение обращения им быть не может",
    ),
    # kinds of values
    "type.text": Sentence("a text", "текст"),
    "type.number": Sentence("a number", "число"),
    "type.truth": Sentence("true or false", "true или false"),
    "type.null": Sentence("null", "null"),
    "type.texts": Sentence("a list of texts", "список текстов"),
    "type.numbers": Sentence("a list of numbers", "список чисел"),
    "type.names": Sentence("names", "имена"),
    "condition.beside_text": Sentence(
        "'{sign}' stands beside a text, which is neither true nor false",
        "рядом с «{sign}» стоит текст, а он ни true, ни false",
        'Compare the text, as in attributes.Segment == "VIP"',
        'Сравните текст: attributes.Segment == "VIP"',
    ),
    "condition.mismatch": Sentence(
        "'{sign}' does not go with {first} and {second}",
        "«{sign}» не подходит к таким значениям: {first} и {second}",
    ),
    "condition.mismatch_of_one": Sentence(
        "'{sign}' does not go with {type}", "«{sign}» не подходит к такому значению: {type}"
    ),
    "mismatch.number": Sentence(
        "",
        "",
        "All values are texts: write the number in quotes, or int(…) around the text",
        "Все значения – тексты: напишите число в кавычках или int(…) вокруг текста",
    ),
    "mismatch.truth": Sentence(
        "",
        "",
        'All values are texts: write "true" in quotes',
        'Все значения – тексты: напишите "true" в кавычках',
    ),
    "mismatch.null": Sentence(
        "",
        "",
        'Write has(attributes.Name), or compare with an empty text, ""',
        'Напишите has(attributes.Name) или сравните с пустым текстом ""',
    ),
    "mismatch.names": Sentence(
        "",
        "",
        'Write the name in quotes, as in "Segment" in attributes',
        'Напишите имя в кавычках: "Segment" in attributes',
    ),
    "mismatch.in": Sentence(
        "",
        "",
        'Write a function, as in user_id.contains("…"), or a list, as in ["a", "b"]',
        'Напишите функцию: user_id.contains("…") – или список: ["a", "b"]',
    ),
    "mismatch.other": Sentence(
        "", "", "Compare like with like", "Сравнивайте одинаковое с одинаковым"
    ),
    # habits of other languages
    "habit.none": Sentence(
        "",
        "",
        "Compare with == or !=, join with && and ||, turn round with !",
        "Сравнивают знаками == и !=, соединяют && и ||, отрицают !",
    ),
    "habit.and": Sentence("", "", "Write && for 'and'", "Вместо «and» пишут &&"),
    "habit.or": Sentence("", "", "Write || for 'or'", "Вместо «or» пишут ||"),
    "habit.not": Sentence("", "", "Write ! for 'not', as in !(…)", "Вместо «not» пишут !(…)"),
    "habit.is": Sentence("", "", "Write == for 'is'", "Вместо «is» пишут =="),
    "habit.equals": Sentence("", "", "Write == to compare", "Для сравнения пишут =="),
    "habit.at_least": Sentence("", "", "Write >= to compare", "Для сравнения пишут >="),
    "habit.is_not": Sentence("", "", "Write != for 'is not'", "Вместо «is not» пишут !="),
    "habit.ampersand": Sentence("", "", "Write &&", "Напишите &&"),
    "habit.bar": Sentence("", "", "Write ||", "Напишите ||"),
    "habit.braces": Sentence(
        "", "", "Write the name alone, without braces", "Напишите одно имя, без фигурных скобок"
    ),
    "habit.brackets": Sentence(
        "",
        "",
        'Write a function, as in user_id.startsWith("…")',
        'Напишите функцию: user_id.startsWith("…")',
    ),
    "habit.contains": Sentence(
        "",
        "",
        'Write a function, as in user_id.contains("…")',
        'Напишите функцию: user_id.contains("…")',
    ),
    "habit.contains_it": Sentence(
        "", "", 'Write it as user_id.contains("…")', 'Напишите так: user_id.contains("…")'
    ),
    "habit.matches": Sentence(
        "", "", 'Write it as user_id.matches("…")', 'Напишите так: user_id.matches("…")'
    ),
    "habit.arrow": Sentence(
        "",
        "",
        "Write '->' once, before the template's name",
        "Напишите «->» один раз, перед именем шаблона",
    ),
    "habit.if": Sentence(
        "",
        "",
        "Write the condition alone; the template comes after '->'",
        "Напишите одно условие: шаблон стоит после «->»",
    ),
}
