"""
All sentences by their codes. Each code says itself where it belongs: `address.port`, `rule.number`.
"""

from collections.abc import Mapping

from chatplugin.sentences import (
    addresses,
    commands,
    desktop,
    doctor,
    outcomes,
    rules,
    settings,
    values,
)
from chatplugin.sentences.entry import Sentence, Words

SENTENCES: Mapping[str, Sentence] = {
    **settings.SENTENCES,
    **values.SENTENCES,
    **addresses.SENTENCES,
    **rules.SENTENCES,
    **outcomes.SENTENCES,
    **desktop.SENTENCES,
    **doctor.SENTENCES,
    **commands.SENTENCES,
}

_TEMPLATES = Words(
    "reference/settings#which-card-a-contact-gets",
    "reference/settings#какую-карточку-получает-обращение",
)
_CARDS = Words(
    "reference/settings#how-cards-behave-on-the-desk", "reference/settings#как-ведут-себя-карточки"
)
_ACCOUNTS = Words(
    "howto/accounts#2-say-what-your-accounts-look-like",
    "howto/accounts#2-покажите-как-выглядят-ваши-счета",
)
_CHANNELS = Words(
    "howto/channels#how-a-contact-gets-its-channel",
    "howto/channels#откуда-берётся-канал-обращения",
)
_OVERLAY = Words(
    "howto/settings-server#when-something-goes-wrong", "howto/settings-server#если-что-то-не-так"
)
_TRUST = Words("howto/trust#if-no-card-comes-up", "howto/trust#если-карточки-нет")
_FILES = Words("howto/troubleshooting#settings", "howto/troubleshooting#настройки")
_CHROME = Words(
    "howto/troubleshooting#what-is-wrong-with-chrome",
    "howto/troubleshooting#что-случилось-с-chrome",
)
_RULES = Words("howto/rules", "howto/rules")
_POLICIES = Words("howto/desktop#chromes-policies", "howto/desktop#политики-chrome")
_SERVERS = Words(
    "howto/troubleshooting#the-cards-tab-shows-something-else-than-the-card",
    "howto/troubleshooting#во-вкладке-карточки-что-то-другое",
)
_NO_CARD = Words("howto/troubleshooting#no-card-comes-up", "howto/troubleshooting#карточки-нет")
_UPGRADE = Words("howto/upgrade#upgrade", "howto/upgrade#обновление")
_EXTENSION = Words("howto/extension#if-no-card-comes-up", "howto/extension#если-карточки-нет")

READ_ON: Mapping[str, Words] = {
    "": Words("reference/broken-settings", "reference/broken-settings"),
    **dict.fromkeys(("template", "address", "parameter", "field", "missing"), _TEMPLATES),
    **dict.fromkeys(("transform", "attribute"), _TEMPLATES),
    **dict.fromkeys(("title", "tabs", "on_end"), _CARDS),
    **dict.fromkeys(("pattern", "labels", "length", "examples"), _ACCOUNTS),
    **dict.fromkeys(("channel", "alias"), _CHANNELS),
    **dict.fromkeys(("condition", "rule", "rules", "habit", "type", "mismatch"), _RULES),
    **dict.fromkeys(("overlay", "locked", "url", "json", "fetch"), _OVERLAY),
    **dict.fromkeys(("trust", "key", "signature", "request"), _TRUST),
    **dict.fromkeys(("ini", "file", "half_character"), _FILES),
    **dict.fromkeys(("chrome", "arguments", "policy", "relay"), _CHROME),
    "hosts": Words(
        "howto/several-crms#which-servers-may-be-opened",
        "howto/several-crms#какие-серверы-можно-открывать",
    ),
    "cards": _NO_CARD,
    "domains": Words(
        "reference/settings#who-the-customer-of-an-e-mail-is",
        "reference/settings#кто-клиент-в-письме",
    ),
    "trial": Words(
        "howto/try-settings#before-they-go-live", "howto/try-settings#перед-вводом-в-действие"
    ),
    "collector": Words("howto/telemetry", "howto/telemetry"),
    "doctor": Words("howto/desktop#what-is-so-here", "howto/desktop#что-здесь-и-как"),
    "read": Words("howto/desktop#what-is-so-here", "howto/desktop#что-здесь-и-как"),
    "extension": _EXTENSION,
    "doctor.broken_registration": _EXTENSION,
    "doctor.overlay": _OVERLAY,
    **dict.fromkeys(("doctor.policy", "doctor.policies_unreadable"), _POLICIES),
    **dict.fromkeys(("doctor.driver_fallen", "doctor.driver_stuck"), _CHROME),
    **dict.fromkeys(("doctor.versions", "doctor.another_version"), _UPGRADE),
    **dict.fromkeys(
        ("doctor.plugin_unknown", "doctor.never_ran", "doctor.silent", "doctor.no_section"),
        _NO_CARD,
    ),
    "doctor.no_crm": _TEMPLATES,
    **dict.fromkeys(("doctor.crm", "doctor.crm_by_proxy", "doctor.certificate"), _SERVERS),
    "doctor.crm_trouble": _SERVERS,
    **dict.fromkeys(("doctor.clock_unknown", "doctor.clock_wrong", "doctor.clock_refused"), _TRUST),
    **dict.fromkeys(
        ("doctor.contact", "doctor.contact_because", "doctor.journal_unreadable"),
        Words(
            "howto/desktop#why-was-there-no-card-at-1042",
            "howto/desktop#почему-в-1042-не-было-карточки",
        ),
    ),
    "doctor.trouble": Words(
        "howto/desktop#ask-for-support", "howto/desktop#обратиться-в-поддержку"
    ),
}
"""Page and heading of the docs, by a code or what it begins with; for all others by ""."""
