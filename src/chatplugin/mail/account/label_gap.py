"""
What people write between a label and its number.

`Лицевой счёт (10 цифр) моей мамы: № 1234567890` has a remark, words of belonging, a separator and
a sign. A line may end with nothing but these around the break.
"""

import re

from chatplugin.mail.account.labels import RAISED
from chatplugin.mail.letter.text import folded

# Whose account it is, what it is for, and where it is written; in small letters, as all patterns
# here, which keeps them a tenth of the size that they have without regard to case.
_NAME = r"[а-я][а-я-]{1,20}(?:[ ](?:[а-я][а-я-]{2,20}|[а-я]\.)){0,2}(?:[ ]?[а-я]\.){0,2}"
# `петрова и. и.`, `петрова ивана сергеевича`; no two words that are only capitalised
_PERSON = (
    r"[а-я][а-я-]{2,20}[ ](?:[а-я]\.[ ]?[а-я]\.|[а-я]{3,15}[ ][а-я]{3,20}(?:вич|вн)[а-я]{0,2})"
)
_HOUSE = r"(?:№[ ]?)?[0-9]{1,4}[а-я]?(?:[-/][0-9]{1,4})?(?![0-9])"
_STREET = (
    r"(?:[а-я]{1,6}\.[ ]?)?[а-я][а-я-]{2,20}(?:,?[ ](?:(?:дом|кв|д|к)[. ]{1,2})?"
    + _HOUSE
    + r"){0,3}"
)
_WORDS = (
    r"(?:абонента|клиента|плательщика|потребителя|собственника|квартиросъемщика|владельца|договора"
    r"|моей|моего|мой|нашей|нашего|наш|вашей|ваш|мамы|папы|матери|отца|бабушки|дедушки|мужа|жены"
    r"|сына|дочери|родителей|дачи|гаража|участка|our|my"
    rf"|(?:квартиры|по[ ]квартире|кв\.|дома|помещения|комнаты)(?:[ ]{_HOUSE})?"
    r"|такой|какой|вот|это|он|есть|будет|присвоен|открыт|следующий|указан|значится|ниже"
    r"|пожалуйста|запишите|который|у[ ](?:меня|нас|мамы|папы)"
    rf"|{_PERSON}|для[ ]справки|за[ ]свет[ ]и[ ](?:воду|газ)"
    r"|(?:as follows|which|here|below)"
    r"|(?:на[ ]имя|(?:оформлен|зарегистрирован)\w?[ ]на|владелец|собственник|абонент|плательщик)"
    rf"[ ]{_NAME}"
    rf"|по[ ](?:адресу:?[ ]{_STREET}|(?:ул|улице|пр|проспекту|пер|переулку|бул)\.?[ ]{_STREET})"
    r"|(?:ооо|пао|ао|муп|ук|тсж)[ ][«\"]?[а-я][\w-]{1,20}[»\"]?"
    r"|,?[ ]?(?:указан|написан)\w{0,4}[ ](?:в|на)[ ]\w{3,12}|(?:под|за)[ ](?:номером|№)"
    r"|(?:в|из|с|по)[ ](?:вашей[ ]|нашей[ ]|моей[ ])?"
    r"(?:компании|организации|системе|базе|квитанции(?![ ]?№)|ук|тсж|договору)"
    r"|№?[ ]?по[ ]квитанции|если[ ](?:что|нужно|надо)|на всякий случай"
    r"|(?:по|за|на|для|for)[ ](?:газ|вод|свет|электр|тепл|отопл|капр|капит|мусор|тко|жк|кварти"
    r"|квартп|интернет|услуг|оплат|домофон|gas|water|electric|heat|internet|power)\w{0,14})(?!\w)"
)
_SIGN = r"(?:№№?|n[oо]?[º°]?(?![^\W\d_])|#|номер[а-я]{0,2}|number|num|no|nr|id)[.:]?"
_PICTURES = r"(?:[ ]?[\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]){1,4}"
_BETWEEN = re.compile(
    rf"[{RAISED}]{{0,2}}"
    # a remark such as `(10 цифр)`, then leaders or what closes a quotation
    r"(?:[ ]?\((?:[^()\n0-9]|[0-9]{1,4}(?![0-9])){0,60}\))?(?:[ ]?\.{2,80}|[)\"»'*_.\]]{0,3})"
    rf"(?:(?:[ ]?[,:]?[ ]{_WORDS}){{1,4}},?)?(?:[ ]от[ ][0-9.]{{6,10}}(?:[ ]?г\b\.?)?)?"
    rf"(?:[ \t]?{_SIGN}){{0,2}}"
    # one separator; two of them, or an arrow, stand for nothing where the line ends there
    rf"(?:{_PICTURES})?[ ]?\*{{0,2}}[ ]?"
    r"(?:(?:[:=–—-][ ]?[=–—>-]{1,2}|[→➜➔])(?![ \t]*\n)|[:=–—-]|равен|это|is)?[*_]{0,2}"
    r"(?:[ ]?(?:№|no?[.]?(?![^\W\d_])|#)[ ]?:?)?"
    rf"(?:{_PICTURES})?(?:[ \t]?\n){{0,3}}[ \t]{{0,2}}(?:{_PICTURES}[ ]?)?"
    r"(?:_{4,40}|[\"'«“„`/(*_\[<]{0,3})(?:№|n[. ]|#)?[ ]?"
)
_CHARACTERS = 250


def text_between(text: str, at: int) -> str:
    """Return what stands in *text* between a label that ends at *at* and its number."""
    match = _BETWEEN.match(folded(text[at : at + _CHARACTERS]))
    return text[at : at + match.end()] if match else ""
