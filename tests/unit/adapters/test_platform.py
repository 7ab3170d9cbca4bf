"""What two systems do differently is asked of both in the same way."""

import ast
import sys
from pathlib import Path

import pytest

from chatplugin.adapters import platform
from chatplugin.sentences import Language

HERE = Path(platform.__file__).parent


def functions(module: str) -> dict[str, ast.FunctionDef]:
    """Return the public functions of a module, which the other system cannot import."""
    tree = ast.parse((HERE / f"{module}.py").read_text("utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name: node for node in found if not node.name.startswith("_")}


def signature(function: ast.FunctionDef) -> list[tuple[str, str]]:
    """What each caller has to give: a parameter with a default is for tests alone."""
    needed = function.args.args[: len(function.args.args) - len(function.args.defaults)]
    return [(arg.arg.lstrip("_"), ast.unparse(arg.annotation or arg)) for arg in needed]


def test_only_one_place_asks_which_system_it_is() -> None:
    package = HERE.parent.parent
    asking = {file for file in package.rglob("*.py") if "sys.platform" in file.read_text("utf-8")}

    assert {file.parent for file in asking} == {HERE}


def test_each_system_has_the_same_functions() -> None:
    assert {*functions("windows")} == {*functions("posix")} == {*platform.__all__}


@pytest.mark.parametrize("name", platform.__all__)
def test_a_function_is_called_alike_on_each_system(name: str) -> None:
    windows, posix = functions("windows")[name], functions("posix")[name]

    assert signature(windows) == signature(posix)
    assert ast.dump(windows.returns or windows) == ast.dump(posix.returns or posix)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it by itself")
@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_GB.UTF-8"}, Language.RUSSIAN),
        ({"LC_MESSAGES": "de_DE", "LANG": "ru_RU"}, Language.ENGLISH),
        ({"LC_ALL": "", "LANG": "ru_RU"}, Language.RUSSIAN),
        ({}, Language.ENGLISH),
    ],
)
def test_the_desktop_says_its_language_by_the_first_variable_that_is_set(
    environment: dict[str, str], language: Language
) -> None:
    assert platform.system_language(environment) is language
