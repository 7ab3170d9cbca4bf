"""Requests with a real key in a file, or in a store that this test keeps in memory."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest

from chatplugin.adapters.signing import CardRequests, KeyPlace
from chatplugin.domain.errors import RequestError
from chatplugin.domain.request import (
    CardRequest,
    KeySource,
    Method,
    RequestRules,
    SigningKey,
)
from examples.crm.signature import Verdict, Verifier

URL = "https://crm.example.com/card?user_id=%2B79000000001"
SECRETS = {"2026-11": "a-secret-of-tests-that-is-long-enough", "2026-12": "x" * 40}
NOW = 1795399200.9


class Store(keyring.backend.KeyringBackend):
    """What Windows' Credential Manager is to `keyring`, in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise keyring.errors.KeyringLocked("the secret is s3cret")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def store() -> Iterator[Store]:
    before = keyring.get_keyring()
    store = Store()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "crm.key"
    write(path, "2026-11")
    return path


def write(path: Path, kid: str, encoding: str = "utf-8") -> None:
    path.write_text(f"{kid}:{SECRETS[kid]}\r\n", encoding)


def rules(path: Path | str, method: Method = Method.GET) -> RequestRules:
    in_file = isinstance(path, Path)
    source = KeySource("file", str(path)) if in_file else KeySource("store", str(path))
    return RequestRules(method, source, lifetime=300)


def requests(wanted: RequestRules) -> CardRequests:
    made = CardRequests()
    made.use(wanted)
    return made


def prepared(made: CardRequests) -> CardRequest:
    return made.asking().request(URL, NOW, "5f1c0de0000000000000000000000001")


def kid(made: CardRequests) -> str:
    address, _, query = prepared(made).url.partition("?")
    assert Verifier(SECRETS).check(address, query, NOW) is Verdict.ACCEPTED
    return dict(pair.split("=") for pair in query.split("&"))["kid"]


def test_without_settings_a_card_is_asked_for_as_it_is() -> None:
    made = CardRequests()

    assert prepared(made).url == URL
    assert made.problem() is None


def test_a_card_is_signed_with_the_key_the_time_and_the_nonce(file: Path) -> None:
    made = requests(rules(file))

    assert "&ts=1795399200&exp=1795399500&nonce=5f1c0de" in prepared(made).url
    assert kid(made) == "2026-11"


def test_a_form_is_signed_too(file: Path) -> None:
    form = prepared(requests(rules(file, Method.POST))).form

    assert form is not None
    assert form.startswith("user_id=%2B79000000001&kid=2026-11&ts=")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_key_that_was_written_by_notepad_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "crm.key"
    write(path, "2026-12", encoding)

    assert kid(requests(rules(path))) == "2026-12"


def test_a_new_key_in_the_file_counts_from_the_next_card_on(file: Path) -> None:
    made = requests(rules(file))
    assert kid(made) == "2026-11"

    write(file, "2026-12")

    assert kid(made) == "2026-12"


def test_another_file_counts_from_the_next_card_on(file: Path, tmp_path: Path) -> None:
    made = requests(rules(file))
    assert kid(made) == "2026-11"
    write(tmp_path / "new.key", "2026-12")

    made.use(rules(tmp_path / "new.key"))

    assert kid(made) == "2026-12"


def test_a_key_that_is_lost_holds_as_the_last_good_one_and_is_complained_of(file: Path) -> None:
    made = requests(rules(file))
    assert kid(made) == "2026-11"

    file.unlink()

    assert kid(made) == "2026-11"
    problem = made.problem()
    assert problem is not None
    assert str(problem) == (
        f"this desktop: Sign.Key: the key in {file} cannot be read: No such file or directory."
        " Put it there, or make one with `chatplugin key`."
    )


def test_without_a_key_nothing_is_asked_for_until_it_is_there(tmp_path: Path) -> None:
    made = requests(rules(tmp_path / "crm.key"))
    with pytest.raises(RequestError, match="cannot be read"):
        prepared(made)

    write(tmp_path / "crm.key", "2026-11")

    assert kid(made) == "2026-11"
    assert made.problem() is None


def test_what_is_no_key_is_complained_of_without_a_word_of_it(file: Path) -> None:
    file.write_text("my dog's name", "utf-8")

    problem = requests(rules(file)).problem()

    assert problem is not None
    assert f"the key in {file} cannot be used: what is there is not a key" in str(problem)
    assert "dog" not in str(problem)


def test_signing_that_is_switched_off_forgets_the_key(file: Path) -> None:
    made = requests(rules(file))
    assert kid(made) == "2026-11"
    file.unlink()

    made.use(RequestRules())
    assert prepared(made).url == URL
    made.use(rules(file))

    with pytest.raises(RequestError):
        prepared(made)


def test_a_setting_that_cannot_be_read_is_not_as_if_it_were_absent() -> None:
    made = requests(RequestRules(broken="Sign.Key"))

    with pytest.raises(RequestError, match=r"Sign\.Key cannot be used, as `chatplugin check`"):
        prepared(made)


def test_a_key_is_put_into_the_store_and_read_from_it(store: Store) -> None:
    KeyPlace(KeySource("store", "crm")).keep(SigningKey.parse(f"2026-11:{SECRETS['2026-11']}"))

    assert kid(requests(rules("crm"))) == "2026-11"
    assert list(store.kept) == [("ChatPlugin", "crm")]


def test_a_store_that_was_locked_is_asked_again_only_when_somebody_looks(store: Store) -> None:
    KeyPlace(KeySource("store", "crm")).keep(SigningKey.parse(f"2026-11:{SECRETS['2026-11']}"))
    store.is_locked = True
    made = requests(rules("crm"))
    assert made.asking().key is None
    store.is_locked = False

    assert made.asking().key is None
    assert made.problem() is None
    assert kid(made) == "2026-11"


def test_a_store_without_the_key_says_how_it_gets_there(store: Store) -> None:
    problem = requests(rules("crm")).problem()

    assert problem is not None
    assert str(problem) == (
        "this desktop: Sign.Key: the system's store has no key 'crm' for this person."
        " Put it there with `chatplugin key FILE --store crm`."
    )


def test_a_store_that_fails_tells_nothing_of_the_secret(store: Store) -> None:
    store.is_locked = True

    with pytest.raises(RequestError, match="does not answer \\(KeyringLocked\\)") as failed:
        KeyPlace(KeySource("store", "crm")).read()

    assert "s3cret" not in str(failed.value)


def test_without_the_extra_the_store_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['keyring'] = None\n"
        "from chatplugin.adapters.signing import CardRequests\n"
        "from chatplugin.domain.request import *\n"
        "requests = CardRequests()\n"
        "requests.use(RequestRules(key=KeySource('store', 'crm')))\n"
        "print(requests.problem())"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert "Install chatplugin[store], or write 'file:'" in done.stdout


def test_nothing_of_signing_is_loaded_where_nothing_is_signed() -> None:
    script = (
        "import sys\n"
        "import chatplugin.cli.serve\n"
        "from chatplugin.adapters.signing import CardRequests\n"
        "requests = CardRequests()\n"
        f"requests.problem(), requests.asking().request({URL!r}, 0.0, '')\n"
        "names = ('hmac', 'hashlib', 'keyring')\n"
        "print([name for name in names if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_each_server_has_the_key_that_is_in_its_own_file(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "shop.key"
    wanted = RequestRules(
        key=KeySource("file", str(file)),
        host_keys={"shop.example.com": KeySource("file", str(other))},
    )
    made = requests(wanted)
    problem = made.problem()
    assert problem
    assert problem.key == "Sign.Key.shop.example.com"

    write(other, "2026-12")

    assert made.problem() is None
    asking = made.asking()
    assert "kid=2026-12&" in asking.request("https://shop.example.com/a", NOW, "0").url
    assert "kid=2026-11&" in asking.request("https://crm.example.com/a", NOW, "0").url


@pytest.mark.skipif(sys.platform == "win32", reason="there it is a list of access")
def test_a_key_file_that_all_may_read_is_a_warning_and_a_groups_is_none(tmp_path: Path) -> None:
    key = tmp_path / "crm.key"
    key.write_text(f"2026-11:{SECRETS['2026-11']}")
    found = {}
    for mode in (0o600, 0o640, 0o644):
        key.chmod(mode)
        made = requests(RequestRules(key=KeySource("file", str(key))))
        found[mode] = [str(problem) for problem in made.open_keys()]

    assert found == {
        0o600: [],
        0o640: [],
        0o644: [
            (
                f"this desktop: Sign.Key: other people of this computer may read the key in {key}."
                " Let only those read it who work with ChatPlugin here"
                " (chmod o-r, on Windows icacls)."
            )
        ],
    }
