"""
Every error that a person has to act on: what happened, where, and what to do about it.

Results that operators meet every day (no account in the e-mail, a channel switched off) are values
of the domain, not errors. No message may carry the text of an e-mail, an address, a phone number or
an account.
"""


class ChatPluginError(Exception):
    """
    Something that an administrator or operator must act on.

    *remedy* says what to do, as a full sentence or question. The error's text is both, in one line.
    """

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(f"{what}. {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class ConfigurationError(ChatPluginError):
    """A setting cannot be used: an unknown key, or a value that means nothing."""


class PlacedError(ConfigurationError):
    """
    A value of some length goes wrong at one place.

    *place* is the offset in characters, counted from 0.
    """

    def __init__(self, what: str, *, place: int, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.place = place


class BadTemplate(PlacedError):
    """A template of an address cannot be used."""


class BadCondition(PlacedError):
    """The condition of a rule cannot be used."""


class RequestError(ChatPluginError):
    """A card cannot be asked for as the settings demand: no key, or no way to send a form."""


class UsageError(ChatPluginError):
    """The command line asks for something that does not go together."""


class ProtocolError(ChatPluginError):
    """A message on a wire does not keep its protocol."""


class ChromeError(ChatPluginError):
    """Chrome cannot be found, started or spoken to."""


def without_values(error: BaseException) -> str:
    """Say what kind of error it is and where it happened: its own text may hold a customer's."""
    import traceback  # noqa: PLC0415 - the relay does without it

    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
