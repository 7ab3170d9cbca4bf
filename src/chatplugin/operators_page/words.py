"""
The words of the operator's page, in English and Russian. What is said when is decided in `page`.
"""

from collections.abc import Mapping

from msgspec import Struct

from chatplugin.domain.events import Fate, Incident, Trouble
from chatplugin.domain.screenpop import Reason


class PageWords(Struct, frozen=True):
    """
    One language. Pairs are what is wrong and what to do; of three forms Russian needs all.

    What happened to the browser goes before the time.
    """

    lang: str
    fixed: Mapping[str, str]
    fates: Mapping[Fate | None, str]
    reasons: Mapping[Reason, str]
    troubles: Mapping[Trouble, tuple[str, str]]
    incidents: Mapping[Incident, str]
    cards: tuple[str, str, str]
    settings_words: tuple[str, str, str]
    settings_server: tuple[str, str]
    journal: tuple[str, str]
    left_cards: tuple[str, str]
    all_well: str
    attention: str
    paused: str
    pause_in_title: str
    settings_name: str
    crm_state: Mapping[str, str]
    settings_state: Mapping[str, str]
    remark: str
    chrome_state: str

    def number_of_cards(self, count: int, detail: str = "") -> str:
        text = f"{count} {_form(count, self.cards)}"
        return f"{text} ({detail})" if detail else text


def _form(count: int, forms: tuple[str, str, str]) -> str:
    """Return the form that goes with *count*: 1, 21; 2 to 4, 22 to 24; all others."""
    if count % 10 == 1 and count % 100 != 11:
        return forms[0]
    if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}:
        return forms[1]
    return forms[2]


ENGLISH = PageWords(
    lang="en",
    fixed={
        "latest": "Latest contacts",
        "none": "No contacts yet. The card of the next one opens by itself.",
        "nonePaused": "No contacts yet.",
        "show": "Show",
        "copy": "Copy link",
        "copied": "Copied",
        "pause": "Pause cards",
        "resume": "Resume cards",
        "opening": "The card is opening…",
        "keys": "On a card, Alt+0 brings you back to its contact here.",
        "attention": "Needs attention",
        "health": "State",
        "ended": "contact ended",
        "several": "Several account numbers in the letter: choose",
        "account": "Account",
    },
    fates={
        None: "Waits to be accepted",
        Fate.RAISED: "Opening",
        Fate.SHOWN: "Card is open",
        Fate.KEPT: "Card is open",
        Fate.JOINED: "Card is open",
        Fate.CLOSED: "Card is closed",
        Fate.ENDED: "Ended",
        Fate.NOT_SHOWN: "Not shown",
        Fate.FAILED: "Not shown",
    },
    reasons={
        Reason.SWITCHED_OFF: "ChatPlugin is switched off",
        Reason.CHANNEL_SWITCHED_OFF: "cards are switched off for this channel",
        Reason.NO_TEMPLATE: "there is no template for this channel",
        Reason.BROKEN_TEMPLATE: "the template cannot be used",
        Reason.MISSING_PARAMETER: "a value that the card must have is missing",
        Reason.WAITING: "EMC does not tell yet who writes",
        Reason.UNSAFE_ADDRESS: "a value would lead to another page of the CRM",
        Reason.PAUSED: "Held back by the pause",
        Reason.TAB_IN_USE: "something is typed in the card that is open; close its tab first",
        Reason.RULED_OUT: "a rule says that there is no card",
        Reason.HOST_NOT_ALLOWED: "the template's server is not among the allowed ones",
        Reason.LONG_ADDRESS: "a value is too long for the card's address",
    },
    troubles={
        Trouble.UNREACHABLE: (
            "CRM does not answer",
            "The card is asked for again by itself. If this lasts, tell your administrator.",
        ),
        Trouble.ERROR: (
            "CRM answers with an error",
            "The card is asked for again by itself. If this lasts, tell your administrator.",
        ),
        Trouble.REFUSED: (
            "CRM does not show the card",
            "Open the customer by hand, and tell your administrator the number.",
        ),
        Trouble.SLOW: ("CRM is slow", "The card comes up as soon as the CRM answers."),
        Trouble.LOGIN: (
            "CRM asks for a login",
            "Log in on the card's tab. The card then opens by itself.",
        ),
        Trouble.ELSEWHERE: (
            "CRM has opened another page",
            "Show opens the card.",
        ),
        Trouble.NO_PAGE: (
            "CRM has sent no page",
            "It may be a file among Chrome's downloads. Show asks the CRM again.",
        ),
        Trouble.SIGN_IN: (
            "Chrome asks for a sign-in in its own dialog",
            (
                "The CRM or a proxy wants name and password. Type them there, on the card's tab. "
                "The card then opens by itself."
            ),
        ),
        Trouble.CERTIFICATE: (
            "Chrome does not trust the CRM's certificate",
            "Tell your administrator. Once it is put right, reload the card's tab.",
        ),
        Trouble.TLS: (
            "Chrome and CRM agree on no safe connection",
            "Tell your administrator. Show asks the CRM again.",
        ),
        Trouble.CLIENT_CERTIFICATE: (
            "CRM does not accept this computer's certificate",
            "Tell your administrator. Show asks the CRM again.",
        ),
        Trouble.REDIRECT: (
            "CRM redirects Chrome to where it cannot go",
            "Tell your administrator. Show asks the CRM again.",
        ),
        Trouble.BLOCKED: (
            "Chrome has blocked the CRM's page",
            "Tell your administrator: a policy, an extension or a redirection forbids it.",
        ),
        Trouble.UNPROTECTED: (
            "Chrome has stopped the CRM's page: its address is not protected (http)",
            "If Chrome offers to continue, do so on the card's tab. Tell your administrator.",
        ),
    },
    incidents={
        Incident.RESTARTED: "Chrome was started again at",
        Incident.SILENT: "Chrome did not answer at",
        Incident.NOT_STARTED: "Chrome did not start at",
        Incident.SLOW_START: "Chrome took long to start at",
        Incident.EVERYDAY: "Cards went over to your everyday Chrome at",
        Incident.KEPT_OUT: (
            "Tabs have the CRM's own titles and are never closed by themselves:"
            " ChatPlugin may not look into its pages. Seen at"
        ),
        Incident.BACK: "Cards come up in ChatPlugin's own Chrome again since",
        Incident.HUNG: "ChatPlugin did not answer and was started again at",
    },
    cards=("card", "cards", "cards"),
    settings_words=(
        "Settings need correcting",
        "A change of settings was refused; the last good ones are in force",
        "Pass this on to your administrator.",
    ),
    settings_server=(
        "New settings cannot be taken from their server",
        "Cards come up by the last settings that are known. Tell your administrator.",
    ),
    journal=(
        "The journal cannot be written",
        "Cards still come up. Tell your administrator; the disk may be full.",
    ),
    left_cards=(
        "Cards of the operator before are still open",
        "Something is typed in them. Save it or let it go, and close their tabs.",
    ),
    all_well="Ready. The next card opens by itself.",
    attention="Something needs attention.",
    paused="Paused. No card comes up by itself; Show opens one.",
    pause_in_title="paused",
    settings_name="Settings",
    crm_state={
        "good": "answers",
        "off": "not asked yet",
        "wait": "waits",
        "bad": "does not show cards",
    },
    settings_state={"good": "in order", "warn": "with remarks", "bad": "need correcting"},
    remark="for your administrator",
    chrome_state="works",
)

RUSSIAN = PageWords(
    lang="ru",
    fixed={
        "latest": "Последние обращения",
        "none": "Обращений пока нет. Карточка следующего откроется сама.",
        "nonePaused": "Обращений пока нет.",
        "show": "Показать",
        "copy": "Копировать ссылку",
        "copied": "Скопировано",
        "pause": "Приостановить",
        "resume": "Продолжить",
        "opening": "Карточка открывается…",
        "keys": "Alt+0 на карточке возвращает сюда, к её обращению.",
        "attention": "Требует внимания",
        "health": "Состояние",
        "ended": "обращение завершено",
        "several": "В письме несколько лицевых счетов: выберите",
        "account": "Лицевой счёт",
    },
    fates={
        None: "Ждёт принятия",
        Fate.RAISED: "Открывается",
        Fate.SHOWN: "Карточка открыта",
        Fate.KEPT: "Карточка открыта",
        Fate.JOINED: "Карточка открыта",
        Fate.CLOSED: "Карточка закрыта",
        Fate.ENDED: "Завершено",
        Fate.NOT_SHOWN: "Не показана",
        Fate.FAILED: "Не показана",
    },
    reasons={
        Reason.SWITCHED_OFF: "ChatPlugin отключён",
        Reason.CHANNEL_SWITCHED_OFF: "карточки отключены для этого канала",
        Reason.NO_TEMPLATE: "для этого канала нет шаблона",
        Reason.BROKEN_TEMPLATE: "шаблон с ошибкой",
        Reason.MISSING_PARAMETER: "нет значения, без которого карточку не показывают",
        Reason.WAITING: "EMC ещё не сообщила, кто пишет",
        Reason.UNSAFE_ADDRESS: "значение увело бы на другую страницу CRM",
        Reason.PAUSED: "Отложена: пауза",
        Reason.TAB_IN_USE: "в открытой карточке набран текст; сначала закройте её вкладку",
        Reason.RULED_OUT: "по правилу карточка не открывается",
        Reason.HOST_NOT_ALLOWED: "сервер шаблона не входит в разрешённые",
        Reason.LONG_ADDRESS: "значение слишком длинное для адреса карточки",
    },
    troubles={
        Trouble.UNREACHABLE: (
            "CRM не отвечает",
            "Попытки повторяются сами. Если это не проходит, сообщите администратору.",
        ),
        Trouble.ERROR: (
            "CRM отвечает ошибкой",
            "Попытки повторяются сами. Если это не проходит, сообщите администратору.",
        ),
        Trouble.REFUSED: (
            "CRM не показывает карточку",
            "Откройте клиента вручную и сообщите администратору номер ошибки.",
        ),
        Trouble.SLOW: ("CRM отвечает медленно", "Карточка появится, как только CRM ответит."),
        Trouble.LOGIN: (
            "CRM просит войти",
            "Войдите в CRM на вкладке карточки. После этого карточка откроется сама.",
        ),
        Trouble.ELSEWHERE: (
            "CRM открыла другую страницу",
            "Кнопка «Показать» откроет карточку.",
        ),
        Trouble.NO_PAGE: (
            "CRM не прислала страницу",
            "Возможно, это файл среди загрузок Chrome. «Показать» запросит карточку ещё раз.",
        ),
        Trouble.SIGN_IN: (
            "Chrome просит имя и пароль в своём окне",
            (
                "Они нужны CRM или прокси-серверу. Введите их в этом окне, на вкладке карточки. "
                "После этого карточка откроется сама."
            ),
        ),
        Trouble.CERTIFICATE: (
            "Chrome не доверяет сертификату CRM",
            "Сообщите администратору. Когда сертификат заменят, перезагрузите вкладку карточки.",
        ),
        Trouble.TLS: (
            "Chrome и CRM не смогли установить защищённое соединение",
            "Сообщите администратору. Кнопка «Показать» запросит карточку ещё раз.",
        ),
        Trouble.CLIENT_CERTIFICATE: (
            "CRM не принимает сертификат этого компьютера",
            "Сообщите администратору. Кнопка «Показать» запросит карточку ещё раз.",
        ),
        Trouble.REDIRECT: (
            "CRM перенаправляет Chrome туда, куда он пойти не может",
            "Сообщите администратору. Кнопка «Показать» запросит карточку ещё раз.",
        ),
        Trouble.BLOCKED: (
            "Chrome заблокировал страницу CRM",
            "Сообщите администратору: мешает политика, расширение или перенаправление.",
        ),
        Trouble.UNPROTECTED: (
            "Chrome остановил страницу CRM: её адрес не защищён (http)",
            (
                "Если Chrome предлагает продолжить, согласитесь: это вопрос на вкладке карточки. "
                "Сообщите администратору."
            ),
        ),
    },
    incidents={
        Incident.RESTARTED: "Chrome запущен заново в",
        Incident.SILENT: "Chrome не отвечал в",
        Incident.NOT_STARTED: "Chrome не запустился в",
        Incident.SLOW_START: "Chrome долго запускался в",
        Incident.EVERYDAY: "Карточки перешли в ваш обычный Chrome в",
        Incident.KEPT_OUT: (
            "У вкладок заголовки самой CRM, и сами они не закрываются:"
            " ChatPlugin не допущен на её страницы. Замечено в"
        ),
        Incident.BACK: "Карточки снова открываются в Chrome самого ChatPlugin с",
        Incident.HUNG: "ChatPlugin не отвечал и запущен заново в",
    },
    cards=("карточка", "карточки", "карточек"),
    settings_words=(
        "Настройки нужно исправить",
        "Изменение настроек не принято; действуют прежние",
        "Передайте это администратору.",
    ),
    settings_server=(
        "Не удаётся взять новые настройки с сервера",
        "Карточки открываются по последним известным настройкам. Сообщите администратору.",
    ),
    journal=(
        "Журнал показов не записывается",
        "Карточки открываются. Сообщите администратору: возможно, диск заполнен.",
    ),
    left_cards=(
        "Открыты карточки прежнего оператора",
        "В них остался набранный текст. Сохраните его или откажитесь от него и закройте вкладки.",
    ),
    all_well="Всё готово. Следующая карточка откроется сама.",
    attention="Кое-что требует внимания.",
    paused="Пауза. Карточки не открываются сами; нажмите «Показать».",
    pause_in_title="пауза",
    settings_name="Настройки",
    crm_state={
        "good": "отвечает",
        "off": "ещё не запрашивалась",
        "wait": "ждём",
        "bad": "не показывает карточки",
    },
    settings_state={"good": "в порядке", "warn": "с замечаниями", "bad": "нужно исправить"},
    remark="для администратора",
    chrome_state="работает",
)
