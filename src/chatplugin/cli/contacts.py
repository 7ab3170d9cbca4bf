"""
The contacts that the command line names: e-mails in files, or one that is made up by options.
"""

import argparse
from pathlib import Path

from chatplugin.adapters.files import MOST_MAIL, content_of
from chatplugin.config.layers import Layer
from chatplugin.config.table import cards
from chatplugin.desktop.played_desktop import TestContact, written_mail
from chatplugin.domain.contact import EMAIL, Operator
from chatplugin.domain.errors import UsageError
from chatplugin.sentences import said


def made_up(options: argparse.Namespace) -> TestContact:
    """Return the contact that *options* describe. Raises UsageError if there is none."""
    if not options.channel or not options.user_id:
        lacking = "--user-id" if options.channel else "--channel"
        raise UsageError(said("contact.lacks", option=lacking))
    mail = b""
    if options.channel.lower() == EMAIL:
        mail = written_mail(options.user_id, options.account)
    return _contact(options, options.channel, mail)


def of_file(path: Path, options: argparse.Namespace) -> TestContact:
    """Return the e-mail at *path*. Raises UsageError if it cannot be read."""
    try:
        mail = content_of(path, MOST_MAIL)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(said("contact.unreadable", path=str(path), reason=reason)) from error
    return _contact(options, EMAIL, mail)


def field_layer(options: argparse.Namespace) -> Layer:
    """Return the custom fields that the command line gives; they lie above all settings."""
    texts = {cards.FIELD.named(name): text for name, text in options.field}
    return Layer("command line", texts)


def check_usage(options: argparse.Namespace, mails: list[Path]) -> None:
    """Raise UsageError unless there are either *mails* or a contact that *options* make up."""
    described = [
        name
        for name, value in (
            ("--channel", options.channel),
            ("--user-id", options.user_id),
            ("--account", options.account),
        )
        if value
    ]
    if not mails and not described:
        raise UsageError(said("contact.none"))
    if mails and described:
        raise UsageError(said("contact.both", option=described[0], path=str(mails[0])))


def _contact(options: argparse.Namespace, channel: str, mail: bytes) -> TestContact:
    return TestContact(
        channel=channel,
        user_id=options.user_id,
        operator=Operator(options.operator) if options.operator else None,
        mail=mail,
        attributes=dict(options.attribute),
    )
