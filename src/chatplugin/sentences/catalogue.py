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
from chatplugin.sentences.entry import Sentence

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
