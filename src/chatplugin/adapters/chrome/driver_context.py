"""
What every driver of a browser has around it.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from chatplugin.domain.events import Incident
from chatplugin.domain.request import Prepare, plainly
from chatplugin.service.ports import Say
from chatplugin.service.signals import Happened, Inbox


class DriverContext(NamedTuple):
    """
    *clock* gives seconds that only grow.

    No Chrome and no relay has a number that *numbers* gave before: a late word of one that was left
    must not be taken for one of its successor. *prepare* is asked each time that Chrome is sent to
    a card, for what is to be sent then.
    """

    inbox: Inbox
    clock: Callable[[], float]
    say: Say
    numbers: Iterator[int]
    prepare: Prepare = plainly

    def complain(self, incident: Incident, sentence: str) -> None:
        """Tell the administrator in the log, and the operator on the page once it is there."""
        self.say(sentence)
        self.inbox.put(Happened(incident))
