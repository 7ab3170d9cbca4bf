"""
How the requests of one card leave Chrome: as they are, newly signed, or with a form.

A form is not filled in by a page, which Chrome would hold to be another site's: the CRM's session
would look logged out, and the form would be kept for reloading. Chrome is sent to the bare address
as if the operator had typed it, and its request is paused and goes on as a POST. History knows the
address alone; what was sent is in nobody's hands but ours. When the operator reloads the card or
comes back to it, its request is paused too, and goes on signed and filled anew.
"""

from binascii import b2a_base64
from typing import Any

from chatplugin.browser.devtools.connection import Call
from chatplugin.browser.devtools.methods import (
    FrameStartedNavigating,
    LoaderId,
    RequestPaused,
    fetch_continue_as_post,
    fetch_continue_at,
    fetch_continue_request,
    fetch_enable,
    network_disable,
    network_enable,
    network_set_bypass_service_worker,
    page_navigate,
)
from chatplugin.browser.devtools.tab import Tab
from chatplugin.browser.driver import Turn
from chatplugin.domain.request import CardRequest, asks_for_the_same

_AGAIN = {
    "reload",
    "reloadBypassingCache",
    "restore",
    "restoreWithPost",
    "historyDifferentDocument",
}
"""The kinds of navigation, by Page.frameStartedNavigating, that ask for what was there before."""

_FORM = "application/x-www-form-urlencoded"


class Sending:
    """
    The requests of the card at *url*, its own address. `request` is the last that was made.

    A plain one is not paused, and costs nothing.
    """

    def __init__(self, url: str, turn: Turn) -> None:
        self.url = url
        self._turn = turn
        self.request = CardRequest(url)
        self._awaited = False
        self._started = LoaderId("")
        self._is_again = False

    def prepare(self) -> None:
        """Make the request anew. Raises RequestError."""
        self.request = self._turn.request(self.url)

    def calls(self, tab: Tab) -> list[Call[Any]]:
        """Return what sends Chrome to the card by the request as it is; Page.navigate is last."""
        navigation = page_navigate(tab.session, self.request.url)
        if self.request.is_plain:
            return [navigation]
        self._awaited = True
        calls: list[Call[Any]] = [fetch_enable(tab.session, self._pattern())]
        if self.request.form is not None:
            # A service worker of the CRM would answer the bare address itself.
            calls += [network_enable(tab.session), network_set_bypass_service_worker(tab.session)]
        return [*calls, navigation]

    def calls_behind(self, tab: Tab) -> list[Call[Any]]:
        """Return what to call once Chrome is there: what the CRM loads is no concern of ours."""
        return [] if self.request.form is None else [network_disable(tab.session)]

    def arrived(self) -> bool:
        """
        Chrome is there: say whether it has asked as it should.

        It has not if its request was never paused, so that the form did not go with it.
        """
        awaited, self._awaited = self._awaited, False
        return not awaited or self.request.form is None

    def started(self, navigation: FrameStartedNavigating) -> None:
        """Take in a navigation of the tab's own frame."""
        self._started, self._is_again = navigation.loader, navigation.kind in _AGAIN

    def go_on(self, paused: RequestPaused, tab: Tab) -> tuple[Call[None], LoaderId]:
        """
        Answer a paused request, and name the document that it is for if that is this card.

        Raises RequestError if it can neither be signed nor sent.
        """
        if not self._is_this_card(paused, tab):
            return fetch_continue_request(tab.session, paused.request), LoaderId("")
        if not self._awaited:
            self.prepare()
        self._awaited = False
        return self._changed(paused, tab), self._started

    def _is_this_card(self, paused: RequestPaused, tab: Tab) -> bool:
        """A link to the bare address, or a redirection to it, is the CRM's own affair."""
        return (
            (self._awaited or self._is_again)
            and paused.frame == tab.frame
            and paused.method == "GET"
            and not paused.is_redirected
            and asks_for_the_same(paused.url, self.request.url)
        )

    def _changed(self, paused: RequestPaused, tab: Tab) -> Call[None]:
        form = self.request.form
        if form is None:  # What Chrome shows stays as it was.
            return fetch_continue_at(tab.session, paused.request, self.request.url)
        # Chrome tells of cookies here, but sets them itself.
        kept = {name: text for name, text in paused.headers.items() if name.lower() != "cookie"}
        headers = {**kept, "Content-Type": _FORM}
        body = b2a_base64(form.encode(), newline=False).decode()
        return fetch_continue_as_post(tab.session, paused.request, headers, body)

    def _pattern(self) -> str:
        address, question, _ = self.request.url.partition("?")
        escaped = address.replace("\\", "\\\\").replace("*", "\\*")
        return f"{escaped}\\?*" if question else escaped
