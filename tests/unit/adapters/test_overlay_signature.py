"""Signatures: the test vectors of RFC 8032, and what is none."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from chatplugin.adapters.signing import PrivateKey, PublicKey

VECTORS = {
    "7.1, test 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "7.1, test 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
            "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "7.1, test 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
            "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
}

KEY = PrivateKey(bytes(range(32)))
DATA = b'{"MaxTabs": 5}'


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_the_vectors_of_the_rfc_are_signed_and_believed(vector: tuple[str, ...]) -> None:
    seed, public, data, signature = map(bytes.fromhex, vector)

    assert PrivateKey(seed).public == PublicKey(public)
    assert PrivateKey(seed).sign(data) == signature
    assert PublicKey(public).has_signed(data, signature)


def test_no_flipped_bit_is_believed() -> None:
    signature, public = KEY.sign(DATA), KEY.public
    flipped = [
        octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]
        for octets in (signature, DATA)
        for place in range(len(octets))
    ]

    assert public.has_signed(DATA, signature)
    assert not any(public.has_signed(DATA, other) for other in flipped[: len(signature)])
    assert not any(public.has_signed(other, signature) for other in flipped[len(signature) :])


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), b"\xff" * 32, bytes(33)])
def test_another_key_or_none_believes_nothing(public: bytes) -> None:
    assert not PublicKey(public).has_signed(DATA, KEY.sign(DATA))


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), b"\xff" * 64, bytes(65)])
def test_what_is_no_signature_is_not_believed(signature: bytes) -> None:
    assert not KEY.public.has_signed(DATA, signature)


def test_a_new_key_is_another_each_time_and_is_read_as_it_is_written() -> None:
    key = PrivateKey.new()

    assert PrivateKey.parse(key.text) == key
    assert PrivateKey.parse(key.text.replace("\n", "\r\n")) == key
    assert PrivateKey.new() != key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        KEY.text.replace("PRIVATE", "PUBLIC"),
        KEY.text.replace("MC4C", "MC4D"),
        KEY.text.replace("MC4C", "?"),
        KEY.text[:-40],
        "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
    ],
)
def test_what_is_no_private_key_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PrivateKey.parse(text)


@pytest.mark.skipif(which("openssl") is None, reason="it is OpenSSL's own command")
def test_openssl_reads_the_key_and_believes_the_signature(tmp_path: Path) -> None:
    for name, data in {"key": KEY.text.encode(), "data": DATA, "sig": KEY.sign(DATA)}.items():
        (tmp_path / name).write_bytes(data)
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-inkey", "key"]
    command += ["-in", "data", "-sigfile", "sig"]

    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert "Verified Successfully" in run.stdout


def test_without_libcrypto_nothing_is_believed_and_it_is_said() -> None:
    script = """
import sys
sys.modules["_ssl"] = None  # As in a Python without OpenSSL.
from chatplugin.adapters.signing import PublicKey
from chatplugin.domain.errors import ChatPluginError
try:
    print(PublicKey(bytes(32)).has_signed(b"", bytes(64)))
except ChatPluginError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout == (
        "signatures cannot be checked or made here: Python's OpenSSL (libcrypto) is missing or"
        " refuses Ed25519. Install ChatPlugin again, or take out Settings.Key\n"
    )


def test_an_openssl_that_refuses_ed25519_is_not_taken_for_a_forged_signature(
    tmp_path: Path,
) -> None:
    """As where a company allows nothing but what FIPS 140 has approved."""
    (tmp_path / "openssl.cnf").write_text(
        "openssl_conf = all\n[all]\nalg_section = chosen\n[chosen]\n"
        "default_properties = provider=none\n",
        "utf-8",
    )
    script = """
from chatplugin.adapters.signing import PublicKey
from chatplugin.domain.errors import ChatPluginError
try:
    print(PublicKey(bytes(32)).has_signed(b"", bytes(64)))
except ChatPluginError as error:
    print(error.said.code)
"""
    environment = os.environ | {"OPENSSL_CONF": str(tmp_path / "openssl.cnf")}
    command = [sys.executable, "-c", script]

    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert run.stdout == "signature.no_library\n"
