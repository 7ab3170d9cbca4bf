"""The key in Windows' Credential Manager, by the library that asks it."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest

from chatplugin.adapters.signing import SERVICE, CardRequests
from chatplugin.cli.main import main
from chatplugin.domain.request import KeySource, RequestRules

NAME = "tests of chatplugin"


@pytest.fixture
def name() -> Iterator[str]:
    yield NAME
    keyring.delete_password(SERVICE, NAME)


def test_a_key_is_put_into_the_credential_manager_and_signs(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "crm.key"
    assert main(["key", str(file), "--id", "2026-11"]) == 0

    assert main(["key", str(file), "--store", name]) == 0

    assert f"Set Sign.Key=store:{name}" in capsys.readouterr().out
    stores = {type(store).__name__: store for store in keyring.backend.get_all_keyring()}
    assert stores["WinVaultKeyring"].get_password(SERVICE, name)
    file.unlink()
    requests = CardRequests()
    requests.use(RequestRules(key=KeySource("store", name)))
    assert requests.problem() is None
    asking = requests.asking()
    assert asking.key is not None
    assert asking.key.kid == "2026-11"


def test_a_key_that_is_not_there_is_missed() -> None:
    requests = CardRequests()
    requests.use(RequestRules(key=KeySource("store", "nobody's")))

    problem = requests.problem()

    assert problem is not None
    assert "has no key 'nobody's' for this person" in str(problem)
