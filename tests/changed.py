"""
The unit tests of what changed since the last commit, for `./dev quick`: `python -m tests.changed`.

A changed test runs itself; a changed module runs the tests that import it. What only imports such a
module in its turn is left to `./dev test`.
"""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    changed = {path for path in _changed() if path.suffix == ".py"}
    modules = {_module(path) for path in changed if path.parts[0] == "src"}
    for test in sorted((ROOT / "tests" / "unit").rglob("test_*.py")):
        relative = test.relative_to(ROOT)
        if relative in changed or modules & set(_imports(test)):
            print(relative)


def _changed() -> Iterator[Path]:
    """Return the files that differ from the last commit, new ones included."""
    for command in (
        ["git", "diff", "--name-only", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard"],
    ):
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        yield from map(Path, names.splitlines())


def _module(path: Path) -> str:
    return ".".join(part for part in path.with_suffix("").parts[1:] if part != "__init__")


def _imports(test: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(test.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


if __name__ == "__main__":
    main()
