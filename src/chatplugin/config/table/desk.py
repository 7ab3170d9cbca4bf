"""Settings that say how cards behave on the operator's desk: titles, tabs, the moment of a pop."""

from chatplugin.config.table import key, kinds
from chatplugin.config.table.key import Key
from chatplugin.config.table.kinds import Kind
from chatplugin.domain.contact import Moment
from chatplugin.domain.rules import DEFAULT_TITLE, OnEnd, OnOperatorChange, Raise, TabReuse
from chatplugin.sentences import Words

TAB_TITLE = Key(
    "TabTitle",
    kinds.TITLE,
    default=DEFAULT_TITLE,
    help=Words(
        "The title of the tab; `{channel_name}` and every parameter may be used.",
        "Заголовок вкладки; можно использовать `{channel_name}` и любой параметр.",
    ),
    example="CRM {channel_name} {user_id}",
)
POP_ON = Key(
    "PopOn",
    Kind.choice(Moment),
    default=Moment.OFFERED,
    help=Words(
        "When the card comes up. A multimedia contact whose customer or messenger cannot be read"
        " yet waits until it is accepted.",
        "Когда показать карточку: обращение предложено или принято. Если клиента или мессенджер ещё"
        " нельзя прочитать, карточка ждёт принятия.",
    ),
    example="accepted",
)
TAB_REUSE = Key(
    "TabReuse",
    Kind.choice(TabReuse),
    default=TabReuse.CONTACT,
    help=Words(
        "What shares a tab: the events of one contact (`contact`), the contacts of one customer,"
        " those of one channel, nothing (`none`), or everything (`all`), for a CRM that bears one"
        " tab only: the tab of the card before is closed, and then the next card comes. Over typed"
        " text it is not closed; the contact waits on the operator's page.",
        "Что делит одну вкладку: события одного обращения (`contact`), обращения одного клиента,"
        " одного канала, ничего (`none`) или всё (`all`) – для CRM, которая терпит только одну"
        " вкладку: сначала закрывается вкладка прежней карточки, затем появляется следующая. С"
        " набранным текстом она не закрывается, и обращение ждёт на странице оператора.",
    ),
    example="customer",
)
RAISE = Key(
    "Raise",
    Kind.choice(Raise),
    default=Raise.FRONT,
    help=Words(
        "How the card comes up: Chrome with it in front (`front`), behind the operator's work while"
        " Chrome asks for attention in the taskbar (`flash`), or behind (`background`). Behind, the"
        " tab's title begins with a dot until the operator has seen the card.",
        "Как появляется карточка: Chrome с ней на переднем плане (`front`), позади работы"
        " оператора с миганием на панели задач (`flash`) или просто позади (`background`). Позади"
        " заголовок вкладки начинается с точки, пока оператор не увидит карточку.",
    ),
    example="background",
)
RAISE_CHANNEL = Key(
    "Raise.<channel_type>",
    Kind.choice(Raise),
    family=key.CHANNEL,
    default=Raise.FRONT,
    absent=Words("`Raise`", "`Raise`"),
    help=Words(
        "How the cards of one channel come up, whatever `Raise` says.",
        "Как появляются карточки одного канала независимо от `Raise`.",
    ),
    example="flash",
)
WAIT_FOR_TYPING = Key(
    "Raise.WaitForTyping",
    kinds.SWITCH,
    default=True,
    help=Words(
        "A card that comes up while the operator types loads at once behind, as with `flash`, and"
        " comes to the front when keyboard and mouse have rested for 0.4 seconds, after 5 seconds"
        " at the latest.",
        "Если оператор в этот момент печатает, карточка сразу загружается позади, как при `flash`,"
        " и выходит вперёд, когда клавиатура и мышь не тронуты 0,4 секунды, но не позже чем через"
        " 5 секунд.",
    ),
    example="off",
)
ON_END = Key(
    "OnEnd",
    kinds.ON_END,
    default=OnEnd(),
    help=Words(
        "What becomes of the tab when the contact ends.",
        "Что делать с вкладкой, когда обращение завершено.",
    ),
    example="close:30",
)
START_PAGE: Key[kinds.CheckedTemplate | None] = Key(
    "StartPage",
    kinds.TEMPLATE,
    default=None,
    help=Words(
        "A page of the CRM that opens when the operator logs in to EMC, so that the CRM's login is"
        " done before the first contact. It may have `{operator}`.",
        "Страница CRM, которая открывается при входе оператора в EMC, чтобы он вошёл в CRM до"
        " первого обращения. В адресе может стоять `{operator}`.",
    ),
    example="https://crm.example.com/home",
)
ON_OPERATOR_CHANGE = Key(
    "OnOperatorChange",
    Kind.choice(OnOperatorChange),
    default=OnOperatorChange.CLOSE,
    help=Words(
        "What becomes of the cards of the operator before, when another one logs in to EMC: they"
        " stay (`keep`), are closed (`close`), or are closed and Chrome forgets all logins, and"
        " what the CRM has kept in it (`clear`, in a Chrome of its own only). No card is closed"
        " over typed text; the operator's page says so.",
        "Что делать с карточками прежнего оператора, когда в EMC вошёл другой: оставить (`keep`),"
        " закрыть (`close`) или закрыть и удалить из Chrome все входы и данные CRM (`clear`, только"
        " в собственном Chrome). Карточка с набранным текстом не закрывается; об этом сообщает"
        " страница оператора.",
    ),
    example="clear",
)
MAX_TABS = Key(
    "MaxTabs",
    Kind.whole_number(1, 200),
    default=20,
    help=Words(
        "More cards than this close the oldest one whose contact has ended.",
        "Если карточек больше, закрывается самая старая из завершённых.",
    ),
    example="10",
)
ALLOWED_HOSTS: Key[tuple[str, ...]] = Key(
    "AllowedHosts",
    kinds.HOSTS,
    default=(),
    absent=Words("the servers of the templates", "серверы из шаблонов"),
    help=Words(
        "The only servers that a template may ask for a card. Where the CRM then leads Chrome, as"
        " to a login, it decides itself; but no form (`Method=POST`) is sent on to another server.",
        "Единственные серверы, к которым может обращаться шаблон. Куда CRM затем направит Chrome,"
        " например на вход, решает она сама; но форма (`Method=POST`) дальше на чужой сервер не"
        " отправляется.",
    ),
    example="crm.example.com, *.crm.example.com",
)
