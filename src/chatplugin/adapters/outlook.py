"""
Letters as Outlook saves them, `.msg`, made into raw e-mails: headers, text and HTML.

Attachments stay where they are: nobody reads them here. A letter that Outlook keeps as RTF alone
has its plain text beside it, and that is taken. The container is read by olefile, an extra.
Names of streams: MS-OXMSG 2.4; tags of properties: MS-OXPROPS.
"""

import base64
import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import said

if TYPE_CHECKING:
    from olefile import OleFileIO

_CONTAINER = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADERS, _SENDER, _SMTP_SENDER, _SUBJECT = "007D", "0C1F", "5D01", "0037"
_TEXT, _HTML = "1000", "1013"
_CHARSET = 0x3FDE0003
_CHARSETS = {20866: "koi8-r", 21866: "koi8-u", 28595: "iso-8859-5", 65001: "utf-8"}
_OF_BODY = re.compile(r"(?im)^(?:content-[\w-]+|mime-version):.*(?:\n[ \t].*)*\n?")
_BOUNDARY = "=_chatplugin_letter"


def as_mail(data: bytes) -> bytes:
    """
    Return *data*, or where it is Outlook's `.msg` the e-mail in it.

    Raises ConfigurationError if that cannot be read, or what reads it is not installed.
    """
    if not data.startswith(_CONTAINER):
        return data
    try:
        from olefile import DEFECT_INCORRECT, OleFileIO  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError(said("msg.missing")) from error
    try:
        with OleFileIO(data, raise_defects=DEFECT_INCORRECT) as container:
            return _Letter(container).mail()
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise ConfigurationError(said("msg.broken")) from error


class _Letter(NamedTuple):
    container: "OleFileIO"

    def mail(self) -> bytes:
        headers = self._text(_HEADERS).replace("\r\n", "\n").strip("\n \0")
        head = _OF_BODY.sub("", f"{headers}\n") if headers else self._own_headers()
        parts = [("plain", self._text(_TEXT).encode("utf-8", "replace"), "utf-8"), self._html()]
        lines = [
            head.strip("\n"),
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"',
            "",
        ]
        for kind, body, charset in parts:
            if body.strip():
                lines += [
                    f"--{_BOUNDARY}",
                    f"Content-Type: text/{kind}; charset={charset}",
                    "Content-Transfer-Encoding: base64",
                    "",
                    base64.encodebytes(body).decode(),
                ]
        return "\n".join([*lines, f"--{_BOUNDARY}--", ""]).encode("utf-8", "replace")

    def _own_headers(self) -> str:
        """What Outlook itself knows: a letter inside one Exchange has no headers."""
        sender = self._text(_SMTP_SENDER) or self._text(_SENDER)
        subject = " ".join(self._text(_SUBJECT).split())
        return f"From: {''.join(sender.split())}\nSubject: {subject}"

    def _html(self) -> tuple[str, bytes, str]:
        octets = self._stream(_HTML, "0102")
        if octets:
            return "html", octets, self._charset()
        return "html", self._text(_HTML).encode("utf-8", "replace"), "utf-8"

    def _text(self, tag: str) -> str:
        """Return a property that is a text: in UTF-16, or in the letter's charset."""
        if wide := self._stream(tag, "001F"):
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return self._stream(tag, "001E").decode(self._charset(), "replace").rstrip("\0")

    def _charset(self) -> str:
        """Return what PidTagInternetCodepage names; Windows-1251 where it is not there."""
        number = 1251
        properties = self.container.openstream("__properties_version1.0").read()
        for place in range(32, len(properties) - 15, 16):
            tag, _, value = struct.unpack_from("<III", properties, place)
            if tag == _CHARSET:
                number = value
        return _CHARSETS.get(number, f"cp{number}")

    def _stream(self, tag: str, kind: str) -> bytes:
        name = f"__substg1.0_{tag}{kind}"
        if not self.container.exists(name):
            return b""
        octets: bytes = self.container.openstream(name).read()
        return octets
