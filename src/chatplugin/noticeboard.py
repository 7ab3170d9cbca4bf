"""
Keeps the operator's page up to date: what the service knows goes in, a message for the page out.

It decides nothing about cards. Nothing is made while the page is as it was, or while contacts wait
to be served.
"""

from collections.abc import Sequence

from chatplugin.config.language import Language
from chatplugin.config.problems import Problem
from chatplugin.config.settings import Reading, Severity
from chatplugin.domain.board import Board
from chatplugin.domain.commands import Command
from chatplugin.domain.desk import OpenCard
from chatplugin.domain.events import Event
from chatplugin.domain.trouble import Incident
from chatplugin.wire import page
from chatplugin.wire.page import Health, SettingsNote
from chatplugin.wire.words import ENGLISH, RUSSIAN


class Noticeboard:
    """The page of one run of EMC Desktop; *system_language* counts where settings say `auto`."""

    def __init__(self, reading: Reading, system_language: Language) -> None:
        self._system_language = system_language
        self._board = Board(reading.settings.rules)
        self._journal = ""
        self._settings_server = ""
        self._key: tuple[SettingsNote, ...] = ()
        self._incidents: dict[Incident, float] = {}
        self._shown: object = None
        self.take_settings(reading)

    def take_settings(self, reading: Reading) -> None:
        self._settings = reading.settings.page
        self._has_links = reading.settings.requests.are_plain
        self._refused = reading.refused
        self._notes = tuple(
            SettingsNote(str(problem), problem.severity is Severity.ERROR)
            for problem in reading.problems
        )

    def restore(self, cards: Sequence[OpenCard], at: float) -> None:
        self._board.restore(cards, at)

    def take(self, event: Event, commands: Sequence[Command], at: float) -> None:
        """Follow *event*, which led to *commands*, *at* milliseconds since 1970-01-01 UTC."""
        self._board.take(event, commands, at)

    def take_journal(self, failure: str) -> None:
        """The journal could not be written because of *failure*; empty if it could."""
        self._journal = failure

    def take_settings_server(self, failure: str) -> None:
        """The overlay cannot be fetched because of *failure*; empty if it can."""
        self._settings_server = failure

    def take_key(self, problem: Problem | None) -> None:
        """The key that signs addresses cannot be read; None if it can, or if there is none."""
        self._key = (SettingsNote(str(problem), is_error=True),) if problem else ()

    def take_incident(self, incident: Incident, at: float) -> None:
        """Something has happened to the browser, *at* milliseconds since 1970-01-01 UTC."""
        self._incidents[incident] = at

    def news(self) -> str | None:
        """Return the page's message, or None if it is as it was."""
        health = Health(
            (*self._notes, *self._key),
            self._refused,
            self._journal,
            tuple(self._incidents.items()),
            self._settings_server,
            self._has_links,
        )
        known = (self._board.version, health)
        if known == self._shown:
            return None
        self._shown = known
        language = self._settings.language or self._system_language
        words = RUSSIAN if language is Language.RUSSIAN else ENGLISH
        return page.model(self._board, health, words, self._settings.customer)
