"""
What the words around a number, and the rest of the letter, say for it or against it.

- Words at the number: `Лицевой счет 1234567890 не мой`, `на лицевом счете 15000`, `например, л/с
  1234567890`. The number is left out, and no other one is taken in its place. Only words of the
  same sentence count, right at the label or the number: `соседи залили, мой л/с 1234567890` is an
  account.
- Another number: `Мой л/с 1234567890, мамин 9876543210` names two accounts, so there is none.
- The newest text about a quoted account: `Это старый номер` above `> Ваш л/с 1234567890?`.
"""

import re

from msgspec.structs import replace

from chatplugin.mail import limits
from chatplugin.mail.account.labels import Label
from chatplugin.mail.account.numbers import MOBILE, Number
from chatplugin.mail.findings import (
    AccountFinding,
    AccountReason,
    Age,
    Doubt,
    Finding,
)
from chatplugin.mail.letter.history import Passage
from chatplugin.mail.letter.text import Rare, folded, folded_text
from chatplugin.mail.rules import AccountRules, Ambiguous

# Not the customer's, not in force, or not right; in small letters with `е` for `ё`.
_NOT_HIS = (
    r"(?:не (?:мой|мо[еяи](?=[ ]?(?:[.,!;)]|$|данн|кварт))|моего|моем|моему|наш\w{0,4}|его"
    r"|принадлежит|относ[ия]т\w*|имеет|является"
    r"|тот|знаком\w?|существует|добавлял\w?)|не име(?:ю|ем) (?:никакого )?отношения"
    r"|не на (?:меня|нас|мое имя)|такого (?:у (?:меня|нас) )?нет|чей|чуж(?:ой|ое|ого|ому|ом)"
    r"|друг(?:ого|ой) (?:человек|абонент|квартир|жильц|лиц|собственник)\w?"
    r"|(?:not|isn['’]t|wasn['’]t) (?:mine|ours|(?:my|our) (?:account|number))"
    r"|(?:does not|doesn['’]t) belong|(?:someone|somebody|anyone) else)\b"
)
_NOT_RIGHT = (
    r"(?:(?:не ?верн|не ?правильн|ошибочн|прежн|прошл|бывш|предыдущ|соседск|умерш|недействит"
    r"|не ?актуал)\w{1,9}(?! (?:нач|посчит|рассч|прин))|стар(?:ый|ого|ому|ом)"
    r"|(?:in)?correct|wrong|old|former|previous)\b"
)
_NEIGHBOUR = r"(?:сосед(?:а|у|ки|ке|ей|ям|ом|кой)|neighbou?r'?s?|tenant'?s?)\b"
# Other people in front of the label, without `мой` between: `у должника л/с 1234567890`. Who does
# something is told apart by a comma: `соседи залили меня, л/с 1234567890` is an account.
_OF_OTHERS = (
    r"(?:сосед(?:а|у|ом|е|ей|ям\w?|ях|ки|ке|кой|ку|ск\w{2,3})|чуж\w{1,3}|посторонн\w{1,3}"
    r"|должник(?:а|у|ом)|жит(?:еля|елю|елей)|жильц\w{1,3}|арендатор(?:а|у)|квартирант\w"
    r"|(?:на|про|у) (?:абонент|собственник|владельц)\w{0,2}|someone else['’]s)"
)
_OTHERS = r"(?:сосед(?:и|ка)?|жител[ьи]|жил(?:ец|ьцы)|должник|арендатор|tenant|stranger|neighbou?r)"
_MINE = r"(?:мо[йяеи]|моего|моем\w?|моей|наш\w{0,4}|my|our)\b"
_SAMPLE = (
    r"(?:введите|вводите|вводить|образ(?:ец|це)|пример(?:е|у)?|например|допустим|предположим"
    r"|шаблон|тестов\w{2,3}|условн\w{2,3}|вымышленн\w{2,3}|несуществующ\w{2,3}|случайн\w{2,3}"
    r"|подсказк\w|по умолчанию|отправьте (?:смс|sms)|вида|типа"
    r"|(?<![.@])example|sample|such as|test|enter|placeholder|dummy|fake|hint)(?![\w@])"
)
_FEW = (
    r"(?:[2-9]|дв(?:а|е|ух)|тр(?:и|ех)|четыре|пять|шесть|нескольк\w+|two|three|four|five|six|few)"
)
_PART = (
    rf"(?:(?:последн|перв|начальн|конечн)\w{{1,3}}(?: \w{{1,7}})? (?:цифр|знак|{_FEW})\w{{0,3}}"
    r"|(?:(?:о|за)канчива|начина(?:ет|ющ))\w+(?= (?:на|с|цифр)\b|[ :]*$)"
    rf"|(?:last|first)(?: \w{{1,5}})? (?:digits|{_FEW})|ending|begin\w*|starting)(?!\w)"
)
_PIECE = (
    r"(?:часть|кусок|обрывок|начало|конец|в конце|окончание|хвост|partial|part of(?: the| my)?)"
    r"(?: номера)?"
)
_IN_FRONT = re.compile(
    rf"(?:\b(?:{_NOT_HIS}|{_NOT_RIGHT}|{_NEIGHBOUR})[ ,:(–—-]{{1,3}}(?:номер\w{{0,2}} )?"
    rf"|\b{_OF_OTHERS}\b(?:(?!\b{_MINE})[^.!?\n0-9]){{0,25}}"
    rf"|\b{_OTHERS}\b(?:(?!\b{_MINE})[^.,!?\n0-9]){{0,25}}"
    r"|\bсосед[^.!?\n0-9]{0,60}\b(?:их|его|ее) "
    r"|\b(?:отвя[жз]|удали|убери|открепи|remove|unlink)\w{0,5} (?:\w{1,9} ){0,2}"
    r"|\b(?:раньше был|вместо|чей(?: это)?|кому принадлежит|кто так\w{2,3}|whose|что за"
    r"|не (?:владелец|хозяин|собственник|абонент|плательщик|являюсь \w{4,12})) "
    # `это не лицевой счет 1234567890`, `по ошибке оплатил на л/с 1234567890`
    r"|\b(?:у (?:меня|нас) нет|нет у (?:меня|нас)) |\b(?:не|not) (?:my |an? |the )?"
    r"|\bникогда не (?:имел|был|открывал)\w{0,3} (?:\w{1,9} )?"
    r"|(?:do not|don['’]t|never) (?:own|have|had|recogni[sz]e) (?:\w{1,9} )?"
    r"|\bпо ошибке (?:оплат|заплат|внес|перев|полож|указ|введ|ввел)\w{0,5} (?:\w{1,9} ){0,2}"
    r"|\bошибочн\w (?:указ|напис|вписа|записа|заполн)\w{1,4} (?:\w{1,9} )?"
    r"|\bформат\w{0,2}:? |\b(?:на)?пишите(?: так)?: [«\"]?"
    rf"|\b{_SAMPLE}[^.!?\n0-9]{{0,30}}|\b{_PART}[^.!?\n0-9]{{0,20}}|\b{_PIECE} )$"
)
_IS_SAMPLE = re.compile(rf"\b(?:{_SAMPLE}|формат)")
_SAMPLE_ABOVE = Rare(
    re.compile(r"(?:^|\n)[ ]?(?:образец|пример|example|sample)[^\n0-9]{0,40}\n[^\n]{0,20}$"),
    ("образец", "пример", "example", "sample"),
)
_IS_PART = re.compile(rf"\b(?:{_PART}|{_PIECE} $)")
_BETWEEN = re.compile(rf"\b(?:{_NOT_HIS}|{_NOT_RIGHT}|{_NEIGHBOUR}|{_PART}|{_SAMPLE})")
_FILLERS = (
    r"(?:(?:это|он|и|но|а|ведь|уже|давно|вообще|явно|точно|совсем|конечно|извините|простите|похоже"
    r"|кажется|видимо|однако|больше|принадлежит|указан\w*|оформлен\w?|открыт|был|квартира|счет|мне"
    r"|нам|вам|я|мы|моей|моего|is|was|it|that|belongs to|on the bill|my)[ ,]{1,2}){0,4}"
)
_BEHIND = re.compile(
    rf"[ ]?[,;:(–—-]{{0,2}}[ ]?{_FILLERS}"
    rf"(?:{_NOT_HIS}|{_NOT_RIGHT}|{_NEIGHBOUR}|не я\b"
    r"|(?:закрыт|аннулир|ликвид)\w{0,6}\b|вместо\b|мы там не\b"
    r"|ошибка\b(?! (?:при|с|по|в (?!номер|цифр)))"
    # the owner does something to the writer
    r"|(?:затоп|заливает|залил|шумит|воруе|краде|не плат|мешае)\w{0,5}\b)"
    rf"|[^.!?\n0-9]{{0,40}}, (?:у (?:меня|нас) такого нет|я его не|но это не {_MINE})"
    r"|[?][ ]?(?:это )?не (?:я|мне|нам|мой|наш)\b"
)
# `…? Это квартира 14, а моя 15`, `л/с моей мамы 1234567890, мой другой`
_BUT_MINE = Rare(
    re.compile(
        r"\bа (?:(?:мо[йяе]|наша?)\b|у (?:меня|нас) (?:как|друг|ин|кв))"
        r"|\b(?:мой|наш) (?:\w{1,8} ){0,2}?(?:друг(?:ой|им)|ин(?:ой|ым))\b"
        r"|\b(?:mine|ours) (?:is|has) (?:\w{1,5} )?(?:different|another|other)\b"
    ),
    ("а мо", "а наш", "а у ", "мой ", "наш ", "mine ", "ours "),
)
_UNREADABLE = re.compile(
    rf"\?{{2}}|\.\.(?!\.)|[ ]?\+[ ]?{_FEW} (?:цифр|знак)"
    r"|[ ]?(?:и т\. ?[дп]\b|и так далее|etc\b)"
    r"|[^\n0-9]{0,20}\b(?:не ?(?:хватает|полн\w{2,3})"
    r"|не (?:видно|вижу|видать|разобрать|разберу|чита[ею]\w+|помню)"
    rf"|(?:без|еще|плюс) {_FEW} (?:цифр|знак)|(?:cannot|can['’]t) read|incomplete"
    r"|неразборчив|нечитаем|(?:за|с)?терт|смаза|размы|(?:цифр|знак)\w{0,2} (?:не|ст)|illegible"
    r"|unreadable)"
)
_HIDING = re.compile(r"\*\*|##|__?|---")
# What has to do with money is a sum if it is as short as one.
_SUM_FIGURES = 6
_MINUS = re.compile("[ :]-$")
_MONEY_IN_FRONT = re.compile(
    r"\bпополн\w{1,5} (?:мой |наш )?$|\b(?:выстав|насчит)\w{1,5} (?:на|по) $"
    r"|\b(?:пен[яию]|штраф|кэшбэк|тариф|topp?(?:ed)? up)\b[^.!?\n0-9]{0,20}$"
    r"|\b(?:начислен|списан|списал|сняли|снято|вернуть|верните)\w{0,2} (?:на|с|со) "
    r"(?:мо\w{1,3} |наш\w{0,3} )?$"
    r"|\b(?:остат|задолж|долг|баланс|сумм|переплат|недоплат|аванс|balance|debt)[^.!?\n0-9]{0,30}$"
    r"|\b(?:внес|полож|перев[ео]|зачисл|закину|кину|пополн|оплат|заплат)[^.!?\n0-9]{0,25}\bна $"
)
_MONEY_BEHIND = re.compile(
    r"[ ]?(?:=|in (?:debt|credit)\b|overdue\b"
    r"|(?:переплат|недоплат|задолж|долг|пришл|поступ|пополн)\w{0,8}(?![^.\n]{0,15}[0-9]))"
)
_ON_THE_ACCOUNT = re.compile(
    r"\bon (?:my |the )?$|\bна (?:счет[уе] |мо[ей]м? |наш(?:ем)? |этом |ваш(?:ем)? )?$"
)
_LOCATIVE = re.compile(r"account$|м$|ом счет[еу]$")
_ROUND = "00"
_FLOW = re.compile(r"(?:^|[ \n])[0-9]{1,3}(?:[.,][0-9])?[ ]?$")
# `ЛС` are private messages, too: `ответьте в ЛС`.
_MESSAGE = re.compile(
    r"\b(?:в|из|через) $|\b(?:пиш|напиш|отпиш|ответ|скин|кинь)\w{0,5} (?:\w{1,6} ){0,2}$"
)
_MESSAGES = ("лс", "л.с", "л.с.", "л. с.")
# `LS 123 456 789 CN` is a parcel.
_TRACK = re.compile(r"(?<=[0-9]{3}) ?[A-Z]{2}\b")
_SENTENCE_ENDS = ".!?\n"
_ABBREVIATED = re.compile(r"\b(?:напр\.|e\. ?g\.)")
_CONTEXT = 90

# Five to forty-one figures, which may be an account, with what groups them. Most numbers of a page
# are shorter: looking ahead tells them apart in half the time that a counted group takes.
_NEXT = "[ .‐‑–-]?[0-9]"
_FIGURES = re.compile(rf"[0-9](?=[0-9 .‐‑–-]{{4}}){3 * _NEXT}(?:{_NEXT}){{1,37}}")
_OTHER_IN_FRONT = re.compile(
    rf"({_FIGURES.pattern})"
    r"(?:[^.!?\n0-9]{0,12}\b(?:или|либо|то ли|не то|or) [^.!?\n0-9]{0,15}|[ ]?/[ ]?)$"
)
_WHICH = re.compile(
    r"[^?*#_.\n0-9]{0,20}\b(?:не (?:видно|вижу|видать|разобрать|разберу|чита[ею]\w+|помню)"
    r"|(?:cannot|can['’]t) read)"
)
# Words that announce one more account, or the right one, without its label.
_ANNOUNCED = re.compile(
    r"\b(?:втор|друг|правильн|верн|нов|настоящ|действ|тепер|стал|вместо|такой|вот|мам|пап|матер|отц"
    r"|жен|муж|сын|доч|брат|сест|бабуш|дед|тещ|тест|свекр|сосед|родител|гараж|дач|мой|мо[еяи]|наш|его|ее|их"
    r"|еще|также|плюс|new|second|other|another|correct|right|instead of|my|our|mother|father"
    r"|husband|wife|neighbo)[\w']{0,8}"
    r"(?: (?:он|номер|лицев\w{2,4}|л/?с|счет\w?|квартир\w|дом\w|это|такой|будет|на|верный|number"
    r"|account|is)){0,3}"
    r"[ ]?[,:;=(–—-]{0,2}[ ]?(?:№[ ]?)?$"
    r"|\b(?:замен|смен|измен|перен|перев|перебр)[^.!?\n]{0,50} на $"
    r"|\b(?:upd|апд|уточн|исправ|поправ|опечат|описк|описал|ошиб)[^.!?0-9]{0,40}$"
)
_CORRECTED = re.compile(
    r"(?:^|\n)[ \t]*$"
    r"|\b(?:нет|не так|неверно|неправильно|правильно|верный|верно|а|no|not|wrong|correct)\b"
    r"[^0-9\n]{0,30}$"
)
_NUMBER_WORD = (
    r"(?:лицев\w{2,4}(?: счет\w?)?|счет\w?|л/?с|(?:account )?number|account"
    r"|номер\w?(?! (?:тел|моб|карт|дом|кварт|кв\b|счетч|прибор|заяв|договор)))\b"
)
_WRONG_WORD = (
    r"(?:не (?:мой|наш|тот|принадлеж\w+|совпада\w+|существу\w+|верн\w{2,3}|верно|правильн\w{1,3})"
    r"|(?:неверн|неправильн|ошибочн|неактуальн|прежн)\w{1,3}|с ошибкой"
    r"|друг(?:ой|ого)|стар(?:ый|ого)|чуж(?:ой|ого)|not (?:my|mine|our)|wrong|old|another|different)"
)
_OTHERS_WORD = r"(?:сосед|чуж|бывш|прежн|предыдущ|друг)\w{1,5}"
# The answer to `Ваш лицевой счет 1234567890?` if it does not confirm the account.
_QUESTION = re.compile(r"\?|\b(?:подтверд|верно ли|правильно ли|correct\b|confirm)")
_GREETING = re.compile(
    r"[\s,.!]*(?:здравствуйте|доброго|добрый|доброе|день|утро|вечер|времени|суток|привет\w*|hello|hi|dear"
    r"|good|morning|\s|[,.!])*"
)
_CONFIRMED = re.compile(
    r"(?:да|ага|угу|верно|точно|правильно|именно|так|все|совершенно|подтвержда\w+|yes|yep|correct|right|sure"
    r"|it is correct|that is correct)\b"
)
_NOT_CONFIRMED = re.compile(
    r"\b(?:не|нее*т|неа|no|nope|not|отнюдь|друг\w{2,3}|нов(?:ый|ого)|стар(?:ый|ого)|different|closed|new|old"
    r"|wrong|incorrect|неправда|неверн\w*|неправильн\w*|недейств\w*|ошиб\w*|опечат\w*|описк\w*|чуж\w*"
    r"|сосед\w*|прежн\w*|предыдущ\w*|бывш\w*|закры\w*|путае\w*|перепут\w*)\b|n['’]t\b"
)
_OTHER_TOPIC = re.compile(
    r"счетчик|сайт|\bдом\w?\b|телефон|\bвод[аыуе]\b|\bсвет|\bгаз|отоплен|тепл|квитанц|показан|кабинет|оплат|плат[ие]"
    r"|начисл|перерасч|мастер|лифт|труб|ответ|звон|письм|интернет|прилож|приход|приезж|приш[ел]|работа|получ|долг"
    r"|сумм|адрес|фамил|почт|договор|meter|phone|bill|water|work|paid|pay|site|address|receive"
)
_DENIAL = re.compile(
    rf"\b{_WRONG_WORD} (?:\w{{1,12}} )?{_NUMBER_WORD}"
    rf"|\b{_NUMBER_WORD} (?:\w{{1,12}} ){{0,3}}?"
    rf"(?:{_WRONG_WORD}|измени|смени|поменя|закрыт|начинается|(?:за|о)канчивается)"
    rf"|\bэто (?:\w{{1,9}} )?{_NUMBER_WORD} {_OTHERS_WORD}"
    rf"|\bошиб\w{{1,6}} в {_NUMBER_WORD}|\bвы (?:перепута|ошиб)|\bперепутали {_NUMBER_WORD}"
    rf"|\bтак(?:ого|ой) {_NUMBER_WORD}[^.!?\n]{{0,20}} нет\b"
    rf"|\bнет такого(?: {_NUMBER_WORD}|[ .!]*$)"
    rf"|\bне знаю (?:этого|такого|этот|такой|чей)(?: это)? {_NUMBER_WORD}"
    r"|^[ \t]*(?:(?:нет|неа|no)[, ]+)?(?:это |он |that |this |it )?(?:is |уже |больше )?"
    r"(?:не ?верно|не ?правильно|не (?:мой|наш|тот|он|я)\b|не совпада\w+|не ?актуал\w+"
    r"|стар(?:ый|ого)(?=[ ]?(?:[.,!]|$))|чужой|wrong|not (?:mine|correct|right)|incorrect)"
    r"(?! (?:нач|посчит|рассч|указ|опла|дом|кварт))"
    r"|^[ \t]*(?:нет|неа|no|nope)[.! ]*$",
    re.MULTILINE,
)
# What a number beside the account is by its own words, or a phone without any.
_KEY = re.compile(
    r"звон|\b(?:тел|моб|сот\b|связ|договор|инн\b|кпп|огрн|бик\b|снилс|паспорт|счетчик|прибор|завод|заяв|обращ|заказ"
    r"|карт|трек|квитанц|чек|плат[её]ж|код|дат|адрес|индекс|показ|р/с|к/с|расчетн|руб|id\b|phone|call"
    r"|meter|contract|invoice|order|passport|code|card|ref|ticket)|[(+]$|(?:^|[ ,])т\.? ?$"
)
_GROUPS = re.compile("[0-9]+")
# `495 123-45-67` and `192.0.2.10` begin a line of a signature, and are no account.
_PHONE_SIZES = frozenset({(3, 3, 2, 2), (3, 3, 4), (3, 7)})
_OCTETS = 4
# A number on the line below the writer's name is his phone.
_NAME = r"(?:[А-ЯЁA-Z][а-яёa-z]{1,20}|[А-ЯЁA-Z]\.)"
_SIGNED = re.compile(
    rf"(?:^|\n)[ ]?{_NAME}(?:[ ]?{_NAME}){{1,2}}[ ]?\n{{1,2}}[ ]?$"
    r"|(?i:с уважением|спасибо|regards|thanks|thank you)[^0-9]{0,50}\n[ ]?$|\n--[ ]?\n[^0-9]{0,50}$"
)
_LOOKS = 100
_IN_FRONT_CHARACTERS = 70
_BESIDE = 80


def doubt_in_words(text: str, label: Label, number: Number) -> Doubt | None:
    """Return what the words around *label* and *number* in *text* say against the number."""
    start, end = min(label.start, number.start), max(label.end, number.end)
    small = folded_text(text)
    above = small[max(0, start - _CONTEXT) : start]
    if "напр." in above or "e." in above:
        above = _ABBREVIATED.sub("например", above)
    front = above[max(map(above.rfind, _SENTENCE_ENDS)) + 1 :]
    behind = small[end : end + _CONTEXT].partition("\n")[0]
    between = small[label.end : number.start][:_CONTEXT]
    account = number.candidates[0]
    if doubt := _doubt_of_owner(front, between, behind):
        return doubt
    line_start = text.rfind("\n", 0, number.start) + 1
    opening = text[max(line_start, number.start - _CONTEXT) : number.start]
    if _is_unreadable(opening, behind) and not _is_either(folded(opening), behind, account):
        return Doubt.PART
    if 1 in map(len, map(set, number.candidates)) or _SAMPLE_ABOVE.search(above):
        return Doubt.SAMPLE
    if _is_other_label(text, label, front, number.end):
        return Doubt.OTHER_MEANING
    if len(account) > _SUM_FIGURES:
        return None
    is_negative = _MINUS.search(text, max(0, number.start - 2), number.start) is not None
    is_sum = is_negative or _is_sum(front, folded(label.written), behind, account)
    return Doubt.SUM if is_sum else None


def _doubt_of_owner(front: str, between: str, behind: str) -> Doubt | None:
    words = _IN_FRONT.search(front) or (len(between) > 1 and _BETWEEN.search(between)) or None
    if words:
        if _IS_SAMPLE.search(words[0]):
            return Doubt.SAMPLE
        return Doubt.PART if _IS_PART.search(words[0]) else Doubt.NOT_HIS
    if _BEHIND.match(behind) or _BUT_MINE.search(behind):
        return Doubt.NOT_HIS
    return None


def _is_unreadable(opening: str, behind: str) -> bool:
    """
    Figures are missing behind: `12345678??`, `12345**`.

    The same signs may make letters bold: `__12345678__`.
    """
    signs = _HIDING.match(behind)
    if signs and signs[0] not in opening:
        return True
    return _UNREADABLE.match(behind) is not None


def _is_either(opening: str, behind: str, account: str) -> bool:
    """`л/с 1234567890 или 9876543210, не помню`: both are whole, and one of them is meant."""
    other = _OTHER_IN_FRONT.search(opening) if _WHICH.match(behind) else None
    return other is not None and sum(map(str.isdigit, other[1])) == len(account)


def _is_other_label(text: str, label: Label, front: str, end: int) -> bool:
    """Return whether *label* means private messages, or the number that ends at *end* a parcel."""
    if folded(label.written) in _MESSAGES and _MESSAGE.search(front):
        return True
    return label.written.isascii() and _TRACK.match(text, end) is not None


def _is_sum(front: str, label: str, behind: str, account: str) -> bool:
    return (
        _MONEY_IN_FRONT.search(front) is not None
        or _MONEY_BEHIND.match(behind) is not None
        or (_ON_THE_ACCOUNT.search(front) is not None and _is_amount(label, account))
        or (label == "л/с" and _FLOW.search(front) is not None)
    )


def _is_amount(label: str, figures: str) -> bool:
    """`на лицевом счете 15432` lies there; `на лицевой счет 15000` was paid."""
    return _LOCATIVE.search(label) is not None or figures.endswith(_ROUND)


def dispute(
    hit: Number, newest: Passage, passage: Passage, rules: AccountRules
) -> AccountFinding | None:
    """Return what becomes of *hit*, found in *passage*, if the *newest* text disputes it."""
    account = hit.candidates[0]
    if passage.age or passage is not newest:
        other, doubt = _correction(newest, account, rules), Doubt.REPLACED
        if other is None and _is_denied(newest, passage, hit):
            return replace(hit, doubt=Doubt.DENIED).refused(Age.NEWEST)
    elif rules.ambiguous is Ambiguous.NONE:
        other, doubt = _rival(newest, account, hit.end, rules), Doubt.BESIDE
    else:
        return None
    if other is None:
        return None
    reason = AccountReason.several((account, other), Age.NEWEST, doubt)
    return Finding(None, reason, candidates=(account, other))


def _rival(newest: Passage, account: str, end: int, rules: AccountRules) -> str | None:
    """
    Return another account in *newest* beside *account*, which ends at *end*.

    A word such as `тел.` in front of it says what it is. Farther away words have to announce
    it.
    """
    rest = newest.text[end : end + _BESIDE].partition("\n")[0]
    line_start = newest.text.rfind("\n", 0, end) + 1
    if "\t" in rest and not Label.stands_in(newest.text[line_start:end], rules.labels):
        # Below a heading: what stands in the next cell has a heading of its own.
        rest = rest.partition("\t")[0]
    for match in _FIGURES.finditer(rest) if newest.age == 0 else ():
        found = _rival_at(newest.text, end + match.start(), match[0], account, rules)
        if found and not _KEY.search(folded(rest[: match.start()])):
            return found
    return _other(newest, account, rules, _ANNOUNCED)


def _correction(newest: Passage, quoted: str, rules: AccountRules) -> str | None:
    """Return a number of *newest* that takes the place of the *quoted* account."""
    for front in (_ANNOUNCED, _CORRECTED):
        if found := _other(newest, quoted, rules, front):
            return found
    return None


def _is_denied(newest: Passage, passage: Passage, hit: Number) -> bool:
    """Return whether *newest* says that *hit*, quoted in *passage*, is not the customer's."""
    text = folded(newest.text[: limits.SAMPLE_BYTES]) if newest.age == 0 else ""
    if _DENIAL.search(text):
        return True
    around = folded(passage.text[max(0, hit.start - _BESIDE) : hit.end + _BESIDE])
    start = _GREETING.match(text)
    answer = re.split(r"[.!?\n]", text[start.end() if start else 0 :][:_BESIDE].strip(" !.,\n"))[0]
    if not _QUESTION.search(around) or _CONFIRMED.match(answer):
        return False
    return _NOT_CONFIRMED.search(answer) is not None and not _OTHER_TOPIC.search(answer)


def _other(
    newest: Passage, account: str, rules: AccountRules, front: "re.Pattern[str]"
) -> str | None:
    text = newest.text[: limits.SAMPLE_BYTES] if newest.age == 0 else ""
    written = [
        each
        for each in _FIGURES.finditer(text)
        if len(each[0]) >= len(account) and each[0] != account
    ]
    for match in written[:_LOOKS]:
        found = _rival_at(text, match.start(), match[0], account, rules)
        before = text[max(0, match.start() - _IN_FRONT_CHARACTERS) : match.start()]
        if found and front.search(folded(before)) and not _SIGNED.search(before):
            return found
    return None


def _rival_at(text: str, at: int, written: str, account: str, rules: AccountRules) -> str | None:
    number = Number.read(text, at, rules) if len(written) >= len(account) else None
    if number and number.account and _competes(number.account, written, account):
        return number.account
    return None


def _competes(number: str, written: str, account: str) -> bool:
    if number == account or len(number) != len(account) or MOBILE.fullmatch(number):
        return False
    sizes = tuple(map(len, _GROUPS.findall(written)))
    return sizes not in _PHONE_SIZES and not (
        written.count(".") == _OCTETS - 1 and len(sizes) == _OCTETS
    )
