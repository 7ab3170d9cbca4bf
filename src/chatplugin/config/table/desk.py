"""Settings that say how cards behave on the operator's desk: titles, tabs, the moment of a pop."""

from chatplugin.config.table import kinds
from chatplugin.config.table.key import Key
from chatplugin.config.table.kinds import Kind
from chatplugin.domain.contact import Moment
from chatplugin.domain.rules import DEFAULT_TITLE, OnEnd, Raise, TabReuse
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
        "What shares a tab: the events of one contact, the contacts of one customer, those of one"
        " channel, or nothing.",
        "Что делит одну вкладку: события одного обращения, обращения одного клиента, одного канала"
        " или ничего.",
    ),
    example="customer",
)
RAISE = Key(
    "Raise",
    Kind.choice(Raise),
    default=Raise.FRONT,
    help=Words(
        "Whether Chrome comes to the front with the card.",
        "Выводить ли Chrome с карточкой на передний план.",
    ),
    example="background",
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
        "The only servers that a card may come from.",
        "Единственные серверы, с которых может открыться карточка.",
    ),
    example="crm.example.com, *.crm.example.com",
)
