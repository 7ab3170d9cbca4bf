r"""
Access lists of Windows: who may read a file, and a pipe that one person alone may open.

A list is kept as Windows writes it (SDDL): `D:P(A;;GA;;;S-1-5-21-…)`. Wine keeps such lists and
tells them; whether Windows goes by them cannot be seen there.
"""

import ctypes
import re
import struct
import sys
from multiprocessing import connection
from typing import NamedTuple, cast

assert sys.platform == "win32"  # noqa: S101 - mypy then knows what this system has
import _winapi  # noqa: E402 - exists on Windows only

_FILE, _KERNEL_OBJECT, _DACL = 1, 6, 4
"""SE_FILE_OBJECT, SE_KERNEL_OBJECT and DACL_SECURITY_INFORMATION."""

_REVISION = 1
_REJECT_REMOTE = 0x8
"""PIPE_REJECT_REMOTE_CLIENTS."""

_SECURITY_ATTRIBUTES = "@IPi0P"
_TOKEN_QUERY, _TOKEN_USER = 8, 1

_ALLOWED = re.compile(r"\(A;[^;]*;([^;]*);[^;]*;[^;]*;([^;)]*)")
"""An entry that allows something: rights, and for whom."""

_OTHERS = {"WD", "AU", "BU", "BG", "AN", "IU", "NU", "DU", "DG"}
"""
All people, those who have logged in, users, guests, nobody by name, whoever sits here or calls from
another computer, users and guests of the domain.
"""

_OF_DOMAIN = re.compile(r"S-1-5-21-[-0-9]+-51[34]")
"""Users and guests of a domain that this computer does not know by name."""

_NO_LIST = "NO_ACCESS_CONTROL"
"""What Windows writes for a list that is not there: then everybody may do all."""

_READING = {"GA", "GR", "FA", "FR", "CC"}
_READ_BITS = 0x1 | 0x80000000 | 0x10000000
"""FILE_READ_DATA, GENERIC_READ and GENERIC_ALL."""


class AccessList(NamedTuple):
    """Who may do what, as Windows writes it; empty if that is not known."""

    text: str

    @classmethod
    def of_file(cls, path: str) -> "AccessList":
        descriptor = ctypes.c_void_p()
        ask = ctypes.windll.advapi32.GetNamedSecurityInfoW
        failed = ask(path, _FILE, _DACL, None, None, None, None, ctypes.byref(descriptor))
        return cls("" if failed else _text_of(descriptor))

    @classmethod
    def of_pipe(cls, handle: int) -> "AccessList":
        descriptor, pipe = ctypes.c_void_p(), ctypes.c_void_p(handle)
        ask = ctypes.windll.advapi32.GetSecurityInfo
        place = ctypes.byref(descriptor)
        failed = ask(pipe, _KERNEL_OBJECT, _DACL, None, None, None, None, place)
        return cls("" if failed else _text_of(descriptor))

    @classmethod
    def of_one_person(cls) -> "AccessList":
        """
        Return one that lets the person of this process do all, and nobody else. Raises OSError.

        Not the owner of what is made: for an administrator that may be all administrators.
        """
        return cls(f"D:P(A;;GA;;;{_own_sid()})")

    @property
    def lets_others_read(self) -> bool:
        return _NO_LIST in self.text or any(
            _are_others(who) and _is_reading(rights) for rights, who in _ALLOWED.findall(self.text)
        )

    def pipe(self, address: str) -> connection.Listener:
        """
        Return a listener at a new named pipe that this list guards. Raises OSError.

        By itself a pipe lets everybody read from it, and other computers call.
        """
        attributes = self._attributes()

        class _Pipes(connection.PipeListener):  # type: ignore[misc,name-defined]
            @property
            def address(self) -> str:
                return address

            def _new_handle(self, first: bool = False) -> int:  # noqa: FBT001, FBT002 - Python's
                return _new_pipe(address, ctypes.addressof(attributes), is_first=first)

        return cast("connection.Listener", _Pipes(address))

    def _attributes(self) -> "ctypes.Array[ctypes.c_char]":
        """Return it as SECURITY_ATTRIBUTES, for as long as the process lives."""
        descriptor = ctypes.c_void_p()
        read = ctypes.windll.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
        if not read(self.text, _REVISION, ctypes.byref(descriptor), None):
            raise ctypes.WinError()
        size = struct.calcsize(_SECURITY_ATTRIBUTES)
        packed = struct.pack(_SECURITY_ATTRIBUTES, size, descriptor.value, 0)
        return ctypes.create_string_buffer(packed, size)


def _are_others(who: str) -> bool:
    return who in _OTHERS or _OF_DOMAIN.fullmatch(who) is not None


def _is_reading(rights: str) -> bool:
    """Words of two letters, or a number. `CC` is how Windows writes FILE_READ_DATA alone."""
    if rights.startswith("0x"):
        return bool(int(rights, 16) & _READ_BITS)
    return not _READING.isdisjoint(re.findall("..", rights))


def _new_pipe(address: str, attributes: int, *, is_first: bool) -> int:
    """Make one as `multiprocessing` does, but for *attributes* and those of other computers."""
    once = _winapi.FILE_FLAG_FIRST_PIPE_INSTANCE if is_first else 0
    size = connection.BUFSIZE  # type: ignore[attr-defined]
    return _winapi.CreateNamedPipe(
        address,
        _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED | once,
        _winapi.PIPE_TYPE_MESSAGE | _winapi.PIPE_READMODE_MESSAGE | _REJECT_REMOTE,
        _winapi.PIPE_UNLIMITED_INSTANCES,
        size,
        size,
        _winapi.NMPWAIT_WAIT_FOREVER,
        attributes,
    )


def _text_of(descriptor: ctypes.c_void_p) -> str:
    text = ctypes.c_wchar_p()
    write = ctypes.windll.advapi32.ConvertSecurityDescriptorToStringSecurityDescriptorW
    is_written = write(descriptor, _REVISION, _DACL, ctypes.byref(text), None)
    found = (text.value or "") if is_written else ""
    for memory in (text, descriptor):
        ctypes.windll.kernel32.LocalFree(memory)
    return found


def _own_sid() -> str:
    """Return the person of this process, as Windows writes it. Raises OSError."""
    security, token, text = ctypes.windll.advapi32, ctypes.c_void_p(), ctypes.c_wchar_p()
    process = ctypes.c_void_p(_winapi.GetCurrentProcess())
    if not security.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)):
        raise ctypes.WinError()
    user, size = (ctypes.c_void_p * 32)(), ctypes.c_uint32()
    place = user, ctypes.sizeof(user), ctypes.byref(size)
    is_known = security.GetTokenInformation(token, _TOKEN_USER, *place)
    _winapi.CloseHandle(token.value or 0)
    sid = ctypes.c_void_p(user[0])
    if not is_known or not security.ConvertSidToStringSidW(sid, ctypes.byref(text)):
        raise ctypes.WinError()
    found = text.value or ""
    ctypes.windll.kernel32.LocalFree(text)
    return found
