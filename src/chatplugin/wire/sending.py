"""
How the requests of one card leave Chrome: as they are, newly signed, or with a form.

A form is not filled in by a page, which Chrome would hold to be another site's: the CRM's session
would look logged out, and the form would be kept for reloading. Chrome is sent to the bare address
as if the operator had typed it, and its request is paused and goes on as a POST. History knows the
address alone; what was sent is in nobody's hands but ours. When the operator reloads the card or
comes back to it, its request is paused too, and goes on signed and filled anew.
"""

from binascii import b2a_base64
from collections.abc import Mapping

from chatplugin.domain.request import CardRequest, Prepare, asks_for_the_same
from chatplugin.wire.cdp import Call, JsonObject
from chatplugin.wire.tab import Tab

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

    def __init__(self, url: str, prepare: Prepare) -> None:
        self._url = url
        self._prepare = prepare
        self.request = CardRequest(url)
        self._awaited = False
        self._started: JsonObject = {}

    @property
    def is_plain(self) -> bool:
        return self.request.is_plain

    def prepare(self) -> None:
        """Make the request anew. Raises RequestError."""
        self.request = self._prepare(self._url)

    def calls(self, tab: Tab) -> list[Call]:
        """
        Return what sends Chrome to the card; the navigation comes last.

        The request is made now. Raises RequestError if that cannot be done.
        """
        self.prepare()
        navigation = Call("Page.navigate", {"url": self.request.url}, tab.session)
        if self.is_plain:
            return [navigation]
        self._awaited = True
        pattern = {"urlPattern": self._pattern(), "resourceType": "Document"}
        calls = [Call("Fetch.enable", {"patterns": [pattern]}, tab.session)]
        if self.request.form is not None:
            # A service worker of the CRM would answer the bare address itself.
            calls += [
                Call("Network.enable", session=tab.session),
                Call("Network.setBypassServiceWorker", {"bypass": True}, tab.session),
            ]
        return [*calls, navigation]

    def calls_behind(self, tab: Tab) -> list[Call]:
        """Return what to call once Chrome is there: what the CRM loads is no concern of ours."""
        return [] if self.request.form is None else [Call("Network.disable", session=tab.session)]

    def arrived(self) -> bool:
        """
        Chrome is there: say whether it has asked as it should.

        It has not if its request was never paused, so that the form did not go with it.
        """
        awaited, self._awaited = self._awaited, False
        return not awaited or self.request.form is None

    def started(self, navigation: JsonObject) -> None:
        """Take in `Page.frameStartedNavigating` of the tab's own frame."""
        self._started = navigation

    def go_on(self, paused: JsonObject, tab: Tab) -> tuple[Call, str]:
        """
        Answer `Fetch.requestPaused`, and name the document that it is for if that is this card.

        Raises RequestError if it can neither be signed nor sent.
        """
        number = {"requestId": paused["requestId"]}
        if not self._is_this_card(paused, tab):
            return Call("Fetch.continueRequest", number, tab.session), ""
        if not self._awaited:
            self.prepare()
        self._awaited = False
        changes = {**number, **self._changes(paused["request"]["headers"])}
        document = self._started.get("loaderId", "")
        return Call("Fetch.continueRequest", changes, tab.session), document

    def _is_this_card(self, paused: JsonObject, tab: Tab) -> bool:
        """A link to the bare address, or a redirection to it, is the CRM's own affair."""
        asked = paused["request"]
        return (
            (self._awaited or self._started.get("navigationType") in _AGAIN)
            and paused["frameId"] == tab.frame
            and asked["method"] == "GET"
            and "redirectedRequestId" not in paused
            and asks_for_the_same(asked["url"], self.request.url)
        )

    def _changes(self, headers: Mapping[str, str]) -> JsonObject:
        if self.request.form is None:
            return {"url": self.request.url}  # What Chrome shows stays as it was.
        # Chrome tells of cookies here, but sets them itself.
        kept = {name: value for name, value in headers.items() if name.lower() != "cookie"}
        return {
            "method": "POST",
            "postData": b2a_base64(self.request.form.encode(), newline=False).decode(),
            "headers": [
                {"name": name, "value": value}
                for name, value in {**kept, "Content-Type": _FORM}.items()
            ],
        }

    def _pattern(self) -> str:
        address, question, _ = self.request.url.partition("?")
        escaped = address.replace("\\", "\\\\").replace("*", "\\*")
        return f"{escaped}\\?*" if question else escaped
