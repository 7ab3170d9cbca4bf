"""What the product says, in Russian: whatever a broken setting or a contact can cause."""

import re

import pytest

from chatplugin.config.language import Language
from chatplugin.config.problems import Problem
from chatplugin.domain.parameters import ParameterFate
from chatplugin.domain.rules import Verdict
from chatplugin.domain.screenpop import Reason
from chatplugin.mail import AccountCase, AccountReason, Place, SenderReason
from chatplugin.studio.reading import read_draft
from chatplugin.studio.view import short
from chatplugin.studio.words import Say
from chatplugin.studio.words.page import WORDS
from chatplugin.studio.words.sentences import PAIRS, in_russian
from tests.unit.config import test_broken_rules as rules
from tests.unit.config.test_broken_settings import NO_SUCH_KEY, NOT_USED

MISSING = "put its Russian into src/chatplugin/studio/words/"

OTHERS = [
    "[Other]\nTabTitle=CRM",
    "[ChatPlugin]\nTabTitle=CRM\n[ChatPlugin]\nTabTitle=CRM",
    "[ChatPlugin]\nTabTitle=CRM\nTabTitle=CRM\ntabtitle=CRM",
    "[ChatPlugin]\nParameter.user_id=off\nChatTemplate=https://crm.example.com/?a={user_id}",
    "[ChatPlugin]\nAllowedHosts=a.example\nChatTemplate=https://crm.example.com/{?user_id}",
    "[ChatPlugin]\nPersonalAccount.Pattern=[0-9]+",
    *[
        f"[ChatPlugin]\nChatTemplate={template}"
        for template in (
            "https://a@crm.example.com/",
            "https://crm.example.com:99999/",
            "https://crm!/",
            "https://црм.example.com/",
            "https://crm.example.com{?a}x",
            "https://crm.example.com/../{user_id}",
            "https://crm.example.com/#a#b",
            "https://crm.example.com/{?user_id}&a=1",
            "https://crm.example.com/?a=1{&user_id}b",
            "https://crm.example.com/{?user_id}{?operator}",
            "https://crm.example.com/?{user_id}=1",
            "https://crm.example.com/{=user_id}",
            "https://crm.example.com/{user_id:0}",
            "https://crm.example.com/{?user_id*}",
            "https://crm.example.com/{?}",
            "https://crm.example.com/{?user id}",
            "https://crm.example.com/{? user_id}",
            "https://crm.example.com/{{user_id}}",
            "https://crm.example.com/}",
            "https://crm.example.com/%",
            "https://crm.example.com/a b",
            "https://crm.example.com/<",
        )
    ],
    *[
        f"[ChatPlugin]\nParameter.user_id.Transform={steps}"
        for steps in ("strip,,lower", "strip:1", "prefix", "last:x", "map:a=b;a=c", "e164:ru")
    ],
]

NO_RIGHT_CARD = [
    "X=1\n[ChatPlugin]\n",
    "[\u0421hatPlugin]\nMaxTabs=5\n",
    "[ChatPlugin]\nChatTemplate: https://crm.company/card\n",
    "<settings/>",
    "\x00\x01",
    "[ChatPlugin]\nChatTemplate=https://crm.company/card\n[User]\n",
    "[ChatPlugin]\nEmailTemplate=https://crm.company/card{user_id}\n",
    "[ChatPlugin]\nEmailTemplate=https://crm.company/?user_id=1{&user_id}\n",
    "[ChatPlugin]\nChatTemplate=https://crm.company/{?PersonalAccount}\n",
    f"[ChatPlugin]\nChatTemplate=https://crm.company/{'a' * 3000}{{?user_id}}\n",
]

OF_A_TRIAL = [
    "[ChatPlugin]\nEmailTemplate=http://127.0.0.1/\nLog.Level=debug",
    "[ChatPlugin]\nChatTemplate=http://crm.company/\nSettings.Url=http://a.company/",
    "[ChatPlugin]\nSettings.Url=https://a.company/{x}",
    "[ChatPlugin]\nSettings.Url=https://a.company/#x",
    "[ChatPlugin]\nTelemetry.Endpoint=http://a.company/",
    "[ChatPlugin]\nTelemetry.Endpoint=https://a.company/?x",
]

CARD = "https://crm.example.com/card"
OF_TRUST = [
    f"[ChatPlugin]\n{trust}\nChatTemplate={CARD}{template}"
    for trust, template in (
        ("Sign.Key=abc", ""),
        ("Sign.Key=file:crm.key", ""),
        ("Sign.Key=store:crm", "{?user_id}#top"),
        ("Sign.Key=store:crm", "?sig=1"),
        ("Sign.Key=store:crm", "?a={user_id}&a={operator}"),
        ("Method=POST", "/{user_id}{?operator}"),
        ("Method=POST\nChrome.Driver=extension", ""),
    )
]


def problems() -> list[Problem]:
    first = "[ChatPlugin]\nEmailTemplate=https://crm.example.com/card{?user_id}\n"
    texts = [f"{first}{key}={value}" for key, value, _ in [*NO_SUCH_KEY, *NOT_USED]]
    texts += [f"{first}Rule.10={condition} -> vip" for condition, *_ in rules.OF_THE_LANGUAGE]
    texts += [f"{first}Rule.10={rule}" for rule, _ in rules.OF_THE_WHOLE]
    texts += [f"{first}{key}={value}" for key, value, _ in rules.OF_THE_KEY]
    texts += [
        first + "\n".join(f"{key}={value}" for key, value in settings.items())
        for settings, _ in rules.DOUBTFUL
    ]
    texts += [*OTHERS, *NO_RIGHT_CARD, *OF_A_TRIAL, *OF_TRUST]
    drafts = [read_draft(text) for text in texts]
    return [problem for d in drafts for problem in (*d.problems, *d.remarks)]


def test_every_broken_setting_is_told_in_russian() -> None:
    sentences = {sentence for p in problems() for sentence in (short(p), p.remedy)}

    assert len(sentences) > 150
    assert [s for s in sentences if in_russian(s) is None] == [], MISSING


def test_what_a_sentence_quotes_stands_in_its_russian_too() -> None:
    for sentence in {sentence for p in problems() for sentence in (short(p), p.remedy)}:
        russian = in_russian(sentence) or ""
        for quoted in re.findall(r"'(\{?[\w?&]*user_id\}?|[A-Z]\w+\.[\w.]+)'", sentence):
            assert quoted in russian, sentence


def every_outcome() -> list[str]:
    found = [
        AccountReason(AccountCase.FOUND, place, label, seen)
        for place in Place
        for label in ("л/с", "")
        for seen in ((), ("…1", "…2"))
    ]
    several = [AccountReason(AccountCase.SEVERAL, place, "", ("…1", "…2")) for place in Place]
    unclear = [AccountReason(AccountCase.UNCLEAR, place, "л/с") for place in Place]
    with_label = (AccountCase.FOUND_IN_ANSWER, AccountCase.LABEL_WITHOUT_ACCOUNT)
    others = [
        AccountReason(case, label="л/с" if case in with_label else "")
        for case in AccountCase
        if case not in (AccountCase.FOUND, AccountCase.SEVERAL, AccountCase.UNCLEAR)
    ]
    return [
        *map(str, Reason),
        *map(str, Verdict),
        *map(str, ParameterFate),
        *[sender.describe() for sender in SenderReason],
        *[account.describe() for account in [*found, *several, *unclear, *others]],
    ]


def test_whatever_becomes_of_a_contact_is_told_in_russian() -> None:
    assert [s for s in every_outcome() if in_russian(s) is None] == [], MISSING


def test_a_sentence_without_russian_is_shown_in_english_and_marked_as_such() -> None:
    said = Say(Language.RUSSIAN).said("The <b>sky</b> is blue")

    assert said == '<span lang="en">The &lt;b&gt;sky&lt;/b&gt; is blue</span>'


def test_a_quoted_text_with_braces_stays_as_it_is() -> None:
    assert in_russian("'{0}{x}' is not a setting") == "«{0}{x}» – не настройка"


def test_no_sentence_stands_twice() -> None:
    english = [pair[0] for pair in PAIRS]

    assert len(english) == len(set(english))


def test_all_words_of_the_page_are_in_both_languages() -> None:
    for name, words in WORDS.items():
        assert words.en, name
        assert words.ru, name
        assert not re.search("[а-яё]", words.en), name


@pytest.mark.parametrize(
    ("number", "english", "russian"),
    [
        (1, "1 problem", "1 замечание"),
        (3, "3 problems", "3 замечания"),
        (5, "5 problems", "5 замечаний"),
        (11, "11 problems", "11 замечаний"),
        (21, "21 problems", "21 замечание"),
    ],
)
def test_things_are_counted_as_people_do(number: int, english: str, russian: str) -> None:
    assert Say(Language.ENGLISH).count("problems", number) == english
    assert Say(Language.RUSSIAN).count("problems", number) == russian
