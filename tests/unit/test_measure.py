from pathlib import Path

import pytest

from bench.measure import LIMITS, circles, measure, report


@pytest.fixture
def source(tmp_path: Path) -> Path:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "till.py").write_text(
        "from shop import stock\n\nclass Till:\n    def pay(self, a, b, c, d, e, f):\n"
        "        return a\n\ndef _open():\n    pass\n",
        "utf-8",
    )
    (package / "stock.py").write_text("from shop.till import Till\n", "utf-8")
    return tmp_path


def test_modules_public_names_and_long_parameter_lists_are_counted(source: Path) -> None:
    figures = measure(source)

    assert figures["modules"] == 2
    assert figures["public names"] == figures["public classes"] == 1
    assert figures["functions"] == 2
    assert figures["functions with more than 5 parameters"] == 1


def test_two_modules_that_import_each_other_are_a_circle(source: Path) -> None:
    assert measure(source)["circles of imports"] == 1


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [["a", "b", "c"]]),
        ({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}, [["a", "b"], ["c", "d"]]),
    ],
)
def test_circles_are_found(graph: dict[str, set[str]], found: list[list[str]]) -> None:
    assert sorted(circles(graph)) == found


def test_a_limit_that_is_not_kept_ends_the_command_with_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept = dict.fromkeys(LIMITS, 0)

    assert report(kept) == 0
    assert report({**kept, "modules": 500}) == 1
    assert "modules is 500" in capsys.readouterr().err
