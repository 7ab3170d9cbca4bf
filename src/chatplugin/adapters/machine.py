"""
The clock, files, the service's folder with all that lies in it, and the service's log.

Of what a person names only regular files are read, and never more of one than can be meant: a
device or a pipe would be read without end.

On Windows the folder is `%LOCALAPPDATA%/ChatPlugin`, elsewhere the user's folder for program state.
Where one person works in two sessions at once, as on a terminal server, each session's service has
a folder of its own: Chrome lets no profile be used twice.
"""

import contextlib
import errno
import logging
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from chatplugin import __version__
from chatplugin.adapters.platform import SYSTEM
from chatplugin.domain.errors import ChatPluginError, ConfigurationError, UsageError
from chatplugin.sentences import Language, Said, said

PRIVATE = 0o600
"""The rights of a file that nobody but its owner may read. Windows has the folder's instead."""

BINARY: int = getattr(os, "O_BINARY", 0)
"""Without it, `os.open` on Windows would change the ends of lines."""

MOST_SESSIONS = 9
"""Of one person on one machine, at the same time."""

_SECONDS_FOR_THE_ONE_BEFORE = 5.0
"""A service ends within about a second after its EMC Desktop."""


def now() -> float:
    """Milliseconds since 1970-01-01 UTC."""
    return time.time() * 1000


def language_of(chosen: str | None) -> Language:
    """Return the *chosen* language of a command, or else the system's."""
    return Language(chosen) if chosen else SYSTEM.system_language()


_PACKAGE = Path(__file__).parents[1]
SITES = [folder / "site" / __version__ for folder in (_PACKAGE, _PACKAGE.parents[1] / "build")]
"""Where the docs are: with the program, or in a checkout."""


class Folders(Struct, frozen=True):
    """The folder and what lies in it. Nothing is created by naming it."""

    home: Path
    chrome_words: str = os.devnull
    """The file for what a Chrome of our own complains of."""

    @classmethod
    def of_operator(cls) -> "Folders":
        """Return those of whoever runs this."""
        return cls(SYSTEM.state_folder() / "ChatPlugin")

    @staticmethod
    def docs_page(name: str, language: Language) -> str:
        """
        Return the address of a page of the docs, and of a heading if *name* goes on with `#`.

        Raises UsageError where there are no docs, or no such page.
        """
        from urllib.parse import quote  # noqa: PLC0415 - for a command alone

        page, hash_sign, heading = name.partition("#")
        site = next((each for each in SITES if each.is_dir()), None)
        if site is None:
            raise UsageError(said("docs.missing"))
        file = site / language / f"{page.removesuffix('.html')}.html"
        if not file.is_file():
            raise UsageError(said("docs.no_page", page=page))
        return f"{file.as_uri()}{hash_sign}{quote(heading)}"

    @property
    def settings_file(self) -> Path:
        """The local layer of settings, in the form of `ASGUIHost.ini`; it need not exist."""
        return self.home / "ChatPlugin.ini"

    @property
    def overlay_copy(self) -> Path:
        """The last good overlay, for the days when its server is away."""
        return self.home / "overlay.copy"

    @property
    def journal(self) -> Path:
        return self.home / "journal"

    @property
    def log_file(self) -> Path:
        return self.home / "log" / "chatplugin.log"

    @property
    def chrome_profile(self) -> Path:
        return self.home / "chrome"

    @property
    def test_contacts(self) -> Path:
        """What `chatplugin pop` has, which is no work."""
        return self.home / "test-contacts"

    def with_customers(self) -> list[Path]:
        """Return those folders that are there and may hold customers' data."""
        every = (self.journal, self.chrome_profile, self.test_contacts)
        return [folder for folder in every if folder.exists()]

    def erase(self) -> list[Path]:
        """
        Delete what may hold customers' data; return it.

        Raises ChatPluginError while a service works with it, OSError if the system refuses.
        """
        import shutil  # noqa: PLC0415 - three compressions, for a command alone

        folders = self.with_customers()
        if folders and not _hold(self, self.session):
            raise ChatPluginError(said("erase.runs", path=str(self.home)))
        for folder in folders:
            shutil.rmtree(folder)
        return folders

    @property
    def holder(self) -> Path:
        """Whose folder it is now: the name of a login session. A service that runs locks it."""
        return self.home / "session"

    @property
    def session(self) -> str:
        """The session that holds these folders, or held them last; empty if it is not known."""
        with contextlib.suppress(OSError):
            return self.holder.read_text("utf-8")
        return ""

    def of_sessions(self) -> list["Folders"]:
        """Return this folder, and those of this person's further sessions."""
        others = range(2, MOST_SESSIONS + 1)
        return [self, *(replace(self, home=self.home / f"session-{number}") for number in others)]

    def of_this_session(self) -> "Folders":
        """Return what the service of this login session has, or would take as the only one."""
        session = SYSTEM.login_session()
        return next((each for each in self.of_sessions() if each.session == session), self)

    def take(self, session: str) -> "Folders":
        """
        Return these, or where another *session* has them, the first that none has.

        They are held until this process ends. A service of this session that is about to end is
        waited for. Raises ChatPluginError if all are taken.
        """
        everywhere = self.of_sessions()
        own = [each for each in everywhere if each.session == session]
        taken = _hold_first(own or everywhere, session)
        deadline = time.monotonic() + _SECONDS_FOR_THE_ONE_BEFORE
        while taken is None and own and time.monotonic() < deadline:
            time.sleep(0.05)
            taken = _hold_first(own, session)
        if taken is None:
            taken = _hold_first(everywhere, session)
        if taken is None:
            raise ChatPluginError(said("sessions.taken", most=MOST_SESSIONS))
        return taken

    def open_log(self) -> None:
        """
        Write the log, at most 3 files of 1 MiB each.

        Where the file cannot be written, the log goes to standard error, which the plug-in copies
        to EMC's error log.
        """
        handler = _handler(self.log_file)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logging.raiseExceptions = False  # A full disk must not fill EMC's log with tracebacks.
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(logging.INFO)


def _hold_first(folders: Iterable[Folders], session: str) -> Folders | None:
    return next((each for each in folders if _hold(each, session)), None)


def _hold(folders: Folders, session: str) -> bool:
    """Where no file can be written, as on a full disk, a folder counts as free."""
    try:
        make_private(folders.home)
        file = os.open(folders.holder, os.O_RDWR | os.O_CREAT | BINARY, PRIVATE)
    except OSError:
        return True
    if not SYSTEM.try_lock(file):
        os.close(file)
        return False
    with contextlib.suppress(OSError):
        os.ftruncate(file, 0)
        os.write(file, session.encode())
    return True


_BYTES = 1024 * 1024
_FILES = 3


class _FewFiles(logging.FileHandler):
    """
    Begins a new file when one is full, and keeps `chatplugin.log.1` and so on.

    `logging.handlers` would do it, and bring sockets and pickles to every start: 8 ms.
    """

    def _open(self) -> TextIOWrapper:
        """Whatever the umask is, nobody but its owner may read it."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return os.fdopen(os.open(self.baseFilename, flags, PRIVATE), "a", encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        # After a failure there is no stream, until the next record opens one.
        if self.stream and os.fstat(self.stream.fileno()).st_size > _BYTES:
            # Another program may hold a file, on Windows. What is being done matters more than it.
            with contextlib.suppress(OSError):
                self._begin_another()

    def _begin_another(self) -> None:
        self.close()
        for number in range(_FILES - 1, 0, -1):
            older = f"{self.baseFilename}.{number - 1}" if number > 1 else self.baseFilename
            if os.path.exists(older):  # noqa: PTH110 - logging's names are text
                os.replace(older, f"{self.baseFilename}.{number}")  # noqa: PTH105


def _handler(path: Path) -> logging.Handler:
    try:
        make_private(path.parent)
        return _FewFiles(path, encoding="utf-8")
    except OSError:
        return logging.StreamHandler()


def make_private(folder: Path) -> None:
    """
    Make the *folder*, and each that is missing above it, for its owner alone. Raises OSError.

    `mkdir(parents=True)` leaves those above to the umask.
    """
    for each in (*reversed(folder.parents), folder):
        if not each.is_dir():
            each.mkdir(mode=0o700, exist_ok=True)


def replace_file(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """
    Write *data* beside the file at *path* and move it into its place. Raises OSError.

    A power cut leaves the old file or the new one. The folder has to be there.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode != PRIVATE:
            beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


MOST_SETTINGS = 4 << 20
"""Bytes of a settings file."""

MOST_MAIL = 100 << 20
"""Bytes of an e-mail that is named on the command line."""


def content_of(path: Path, most: int) -> bytes:
    """Return what is in the file. Raises OSError, also for a larger one and for what is no file."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"larger than {most >> 20} MB", str(path))
    return data


def file_content(path: Path) -> bytes:
    """Return a file of settings. Raises ConfigurationError if it cannot be read."""
    try:
        return content_of(path, MOST_SETTINGS)
    except OSError as error:
        reason = Said.of(error)
        raise ConfigurationError(
            said("file.settings_unreadable", path=str(path), reason=reason)
        ) from error


_MOST_MAILS = 20_000
_MAILS = (".eml", ".msg")

MOST_FILES = 200_000
"""Looked at in search of e-mails. A whole disk is hardly meant, and takes minutes."""


def mails_in(folder: Path) -> list[Path]:
    """
    Return the e-mails, `.eml` and `.msg`, in *folder* and below, in order.

    Raises ConfigurationError if there are none, or too many to be meant.
    """
    if not folder.is_dir():
        raise ConfigurationError(said("folder.none", folder=str(folder)))
    found: list[Path] = []
    for path in _files(folder):
        if len(found) == _MOST_MAILS:
            what = said("folder.too_many", most=_MOST_MAILS, folder=str(folder))
            raise ConfigurationError(what)
        found.append(path)
    if not found:
        raise ConfigurationError(said("folder.empty", folder=str(folder)))
    return sorted(found, key=_in_order)


def _in_order(path: Path) -> list[tuple[int, str]]:
    """`m2` comes before `m11`, as in file managers."""
    pieces = re.split("([0-9]+)", str(path).casefold())
    return [(int(piece) if piece.isdecimal() else 0, piece) for piece in pieces]


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for at, folders, names in os.walk(folder):
        seen += len(folders) + len(names)
        if seen > MOST_FILES:
            what = said("folder.too_many_files", most=MOST_FILES, folder=str(folder))
            raise ConfigurationError(what)
        yield from (Path(at) / name for name in names if name.lower().endswith(_MAILS))
