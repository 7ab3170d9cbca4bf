"""
The pages of the sample CRM. Whatever came with the request is escaped before it becomes HTML.
"""

import html
import json
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from examples.crm.contract import Pairs, read_contact
from examples.crm.records import Record

HERE = Path(__file__).parent
CUSTOMERS: list[dict[str, str]] = json.loads((HERE / "customers.json").read_text("utf-8"))
MISSING = '<span class="missing">not given</span>'
GUARDED: Pairs = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),  # the address names a customer: no other site may see it
)


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes = b""
    status: HTTPStatus = HTTPStatus.OK
    headers: Pairs = ()


def page(file: str, policy: str = "default-src 'self'", /, **values: str) -> Answer:
    """
    A page from its file. Every value must be HTML already.
    """
    text = Template((HERE / file).read_text("utf-8")).substitute(values)
    return Answer(text.encode(), headers=(*GUARDED, ("Content-Security-Policy", policy)))


def card(record: Record, policy: str = "default-src 'self'") -> Answer:
    contact = read_contact(record.parameters)
    names = {name for name, _ in record.parameters}
    who = contact.user_id or contact.personal_account or ""
    customer = CUSTOMERS[zlib.crc32(who.encode()) % len(CUSTOMERS)]
    return page(
        "card.html",
        policy,
        view={"/card/history": "history", "/card/orders": "orders"}.get(record.path, "overview"),
        query=html.escape(record.query),
        # Links would tell what a form was to keep out of addresses, or use a signature up.
        moves="hidden" if record.method == "POST" or "sig" in names else "",
        channel=_shown(contact.channel_type),
        user_id=_shown(contact.user_id),
        operator=_shown(contact.operator),
        account=_shown(contact.personal_account),
        fields="".join(
            f"<dt>{_shown(name)}</dt><dd>{_shown(v)}</dd>" for name, v in contact.fields
        ),
        remarks="".join(f"<li>{_shown(remark)}</li>" for remark in contact.remarks),
        received="".join(_row(name, value) for name, value in record.parameters),
        **{name: html.escape(value) for name, value in customer.items()},
    )


def _shown(value: str | None) -> str:
    return html.escape(value) if value else MISSING


def _row(name: str, value: str) -> str:
    return f"<tr><td>{html.escape(name)}</td><td>{html.escape(value)}</td></tr>"


def refused(verdict: str) -> Answer:
    """
    The page for a link that cannot be trusted. It says nothing of the customer.
    """
    answer = page("refused.html", verdict=html.escape(verdict))
    return replace(answer, status=HTTPStatus.FORBIDDEN)


def ask_to_sign_in(target: str) -> Answer:
    """
    Go to the login page, which remembers the deep link: *target* is path and query as they came.
    """
    return _redirect("/login?" + urlencode({"next": target}), HTTPStatus.FOUND)


def login(record: Record) -> Answer:
    """
    The login page; once sent, on to the card that was asked for.

    `next` comes from the address, so it may lead to a page of this CRM only, never to another site.
    """
    wanted = dict(record.parameters).get("next", "")
    own = wanted if re.fullmatch(r"/(?![/\\])[\x21-\x7e]*", wanted) else "/card"
    if record.method != "POST":
        return page("login.html", action=html.escape("/login?" + urlencode({"next": own})))
    cookie = "crm_session=1; Path=/; HttpOnly; SameSite=Lax"
    return _redirect(own, HTTPStatus.SEE_OTHER, ("Set-Cookie", cookie))


def signed_in(cookies: str) -> bool:
    with suppress(CookieError):
        return "crm_session" in SimpleCookie(cookies)
    return False


def _redirect(to: str, status: HTTPStatus, *headers: tuple[str, str]) -> Answer:
    return Answer(
        status=status, headers=(("Location", to), ("Cache-Control", "no-store"), *headers)
    )
