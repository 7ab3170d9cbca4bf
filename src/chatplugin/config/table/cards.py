"""Settings that say which card a contact gets: templates, parameters, fields, channels."""

from chatplugin.config.table import key, kinds
from chatplugin.config.table.key import Key
from chatplugin.config.table.kinds import WrittenRule
from chatplugin.domain.contact import AUTHOR, ChannelType
from chatplugin.domain.rules import Field, Missing
from chatplugin.domain.transform import Transform
from chatplugin.sentences import Words

ENABLED = Key(
    "Enabled",
    kinds.SWITCH,
    default=True,
    help=Words("Switches all cards on or off.", "Включает и отключает все карточки."),
    example="off",
)
CHAT_TEMPLATE: Key[kinds.CheckedTemplate | None] = Key(
    "ChatTemplate",
    kinds.TEMPLATE,
    default=None,
    absent=Words("no card for multimedia contacts", "нет карточки для мультимедийных обращений"),
    help=Words(
        "The address of a multimedia contact's card: the server and the parameters of the request.",
        "Адрес карточки мультимедийного обращения: сервер и параметры запроса.",
    ),
    example="https://crm.example.com/card{?channel_type,user_id,operator}",
)
EMAIL_TEMPLATE: Key[kinds.CheckedTemplate | None] = Key(
    "EmailTemplate",
    kinds.TEMPLATE,
    default=None,
    absent=Words("no card for e-mails", "нет карточки для писем"),
    help=Words(
        "The address of an e-mail's card: the server and the parameters of the request.",
        "Адрес карточки письма: сервер и параметры запроса.",
    ),
    example="https://crm.example.com/card{?channel_type,user_id,operator,PersonalAccount}",
)
CHAT_ENABLED = Key(
    "ChatTemplate.Enabled",
    kinds.SWITCH,
    default=True,
    help=Words(
        "Switches the cards of all multimedia contacts off, and keeps the template's text.",
        "Отключает карточки всех мультимедийных обращений, сохраняя текст шаблона.",
    ),
    example="off",
)
EMAIL_ENABLED = Key(
    "EmailTemplate.Enabled",
    kinds.SWITCH,
    default=True,
    help=Words(
        "Switches the cards of e-mails off, and keeps the template's text.",
        "Отключает карточки писем, сохраняя текст шаблона.",
    ),
    example="off",
)
CHANNEL_TEMPLATE: Key[kinds.CheckedTemplate | None] = Key(
    "ChatTemplate.<channel_type>",
    kinds.TEMPLATE,
    family=key.MESSENGER,
    default=None,
    absent=Words("`ChatTemplate`", "`ChatTemplate`"),
    help=Words(
        "A template of its own for one messenger.", "Отдельный шаблон для одного мессенджера."
    ),
    example="https://crm.example.com/telegram{?user_id,operator}",
)
CHANNEL_ENABLED = Key(
    "ChatTemplate.<channel_type>.Enabled",
    kinds.SWITCH,
    family=key.MESSENGER,
    default=True,
    absent=Words("`ChatTemplate.Enabled`", "`ChatTemplate.Enabled`"),
    help=Words(
        "Switches the cards of one messenger on or off, whatever `ChatTemplate.Enabled` says.",
        "Включает или отключает карточки одного мессенджера независимо от `ChatTemplate.Enabled`.",
    ),
    example="off",
)
NAMED_TEMPLATE: Key[kinds.CheckedTemplate | None] = Key(
    "Template.<name>",
    kinds.TEMPLATE,
    family=key.TEMPLATE_NAME,
    default=None,
    help=Words(
        "A template that is used where a rule chooses it.",
        "Шаблон, который используется, когда его выбирает правило.",
    ),
    example="https://crm.example.com/vip{?channel_type,user_id,operator}",
)
RULE: Key[WrittenRule | None] = Key(
    "Rule.<n>",
    kinds.RULE,
    family=key.NUMBER,
    default=None,
    absent=Words("the templates above", "шаблоны выше"),
    help=Words(
        "Chooses the template: a condition in a part of CEL, `->`, and `Template.<name>`, another"
        " template's key, or `none` for no card. The first rule that holds counts, in the order of"
        " the numbers `<n>`. See the guide to rules.",
        "Выбирает шаблон: условие на части CEL, `->` и `Template.<name>`, ключ другого шаблона или"
        " `none` (без карточки). Действует первое выполненное правило в порядке номеров `<n>`."
        " Подробнее – в руководстве о правилах.",
    ),
    example='attributes.Segment == "VIP" -> Template.vip',
)
PARAMETER = Key(
    "Parameter.<name>",
    kinds.SWITCH,
    family=key.PARAMETER,
    default=True,
    help=Words(
        "Switches one parameter of the address on or off: a custom field, or a built-in one, that"
        " is `channel_type`, `user_id`, `user_id_kind` (`email`, `phone`, `username` or `id`, by"
        " the form of `user_id`), `operator`, `PersonalAccount`.",
        "Включает или отключает один параметр адреса: дополнительное поле или встроенный параметр"
        " – `channel_type`, `user_id`, `user_id_kind` (`email`, `phone`, `username` или `id` – по"
        " виду `user_id`), `operator`, `PersonalAccount`.",
    ),
    example="off",
)
PARAMETER_MISSING = Key(
    "Parameter.<name>.Missing",
    kinds.MISSING,
    family=key.PARAMETER,
    default=Missing(),
    help=Words(
        "What becomes of a parameter without a value: it is left out (`omit`), stands there empty"
        " (`empty`), gets a fixed text (`default:text`), or there is no card (`nopop`).",
        "Что делать, если значения нет: пропустить параметр (`omit`), оставить пустым (`empty`),"
        " подставить текст (`default:текст`) или не показывать карточку (`nopop`).",
    ),
    example="default:unknown",
)
PARAMETER_TRANSFORM: Key[Transform | None] = Key(
    "Parameter.<name>.Transform",
    kinds.TRANSFORM,
    family=key.PARAMETER,
    default=None,
    help=Words(
        "What is done to the value, from left to right: `strip`, `lower`, `upper`, `digits`,"
        " `e164:RU` (a phone number in international form; all else stays), `phone:RU` (the same,"
        " and nothing for all else, so that the parameter is missing), `prefix:7`, `last:10`,"
        " `map:a=b;c=d` (`*` for any other value). Of a profile id, `digits` and `last:10` make"
        " somebody else's phone number.",
        "Что сделать со значением, слева направо: `strip`, `lower`, `upper`, `digits`, `e164:RU`"
        " (телефон в международном виде; остальное не меняется), `phone:RU` (так же, но остальное"
        " отбрасывается, и параметра нет), `prefix:7`, `last:10`, `map:a=b;c=d` (`*` – любое"
        " другое)."
        " Из идентификатора профиля `digits` и `last:10` делают чужой телефон.",
    ),
    example="strip, e164:RU",
)
FIELD: Key[Field | None] = Key(
    "Field.<name>",
    kinds.FIELD,
    family=key.FIELD,
    default=None,
    help=Words(
        "A custom field, a parameter `<name>` for templates: fixed text, `{attribute}` of the"
        " contact, or both. It has no value while one of its attributes has none.",
        "Дополнительное поле, параметр `<name>` для шаблонов: постоянный текст, `{атрибут}`"
        " обращения или то и другое. Если у одного атрибута нет значения, его нет и у поля.",
    ),
    example="{CustomerSegment}",
)
USER_ID_SOURCE = Key(
    "UserId.Source",
    kinds.ATTRIBUTE,
    default=AUTHOR,
    absent=Words(
        "`author`, who wrote the customer's first message",
        "`author`, автор первого сообщения клиента",
    ),
    help=Words(
        "The attribute of a multimedia contact that is `user_id`.",
        "Атрибут мультимедийного обращения, который станет `user_id`.",
    ),
    example="CustomerPhone",
)
CHANNEL_NAME = Key(
    "Channel.<channel_type>",
    kinds.TEXT,
    family=key.CHANNEL,
    default="",
    absent=Words("built-in names, such as WhatsApp", "встроенные названия, например WhatsApp"),
    help=Words("The channel's name in the tab's title.", "Название канала в заголовке вкладки."),
    example="Telegram (sales)",
)
CHANNEL_ALIAS = Key(
    "Channel.Alias.<media type name>",
    kinds.CHANNEL_TYPE,
    family=key.MEDIA_TYPE,
    default=ChannelType(""),
    absent=Words(
        "the media type's name in lower case, `_` for blanks",
        "название типа медиа строчными буквами, `_` вместо пробелов",
    ),
    help=Words(
        "The `channel_type` that one of EMC's media type names stands for.",
        "Какой `channel_type` соответствует названию типа медиа в EMC.",
    ),
    example="whatsapp",
)
