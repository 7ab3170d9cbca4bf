"""
What the code asks of its reader: `./dev measure`.

Counted by Python's own parser: modules, public names, the length of functions, circles of imports.
With `--walk` also the files that one e-mail opens, which `rig.walk` plays. A limit that is not kept
ends the command with 1.
"""

import argparse
import ast
import json
import statistics
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

LIMITS = {
    "modules": 130,
    "public names": 380,
    "modules in the fullest folder": 12,
    "modules in the root": 0,
    "circles of imports": 0,
    "functions over 40 lines": 1,
    "median function, lines": 6,
    "function at the 90th percentile, lines": 16,
    "functions with more than 5 parameters": 0,
    "files that one e-mail opens": 35,
}
"""The most of each, as the project has decided."""


class Module(NamedTuple):
    """A module of `src`; `name` begins with the package's."""

    name: str
    path: Path
    tree: ast.Module


def main() -> int:
    parser = argparse.ArgumentParser("measure", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout to measure")
    parser.add_argument("--walk", action="store_true", help="play an e-mail, too; takes seconds")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    options = parser.parse_args()
    figures = measure(options.root / "src")
    if options.walk:
        from rig.walk import opened_files  # noqa: PLC0415 - needs mono, Chrome and a screen

        opened = opened_files()
        figures["files that one e-mail opens"] = len(opened)
        print("\n".join(opened), end="\n\n")
    for name, figure in figures.items():
        limit = f"at most {LIMITS[name]}" if name in LIMITS else ""
        print(f"{name:<40}{figure:>8}   {limit}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return report(figures)


def report(figures: Mapping[str, float]) -> int:
    """Say which limits are not kept; return 1 if there is one."""
    broken = [name for name, limit in LIMITS.items() if figures.get(name, 0) > limit]
    for name in broken:
        print(f"too much: {name} is {figures[name]}, not at most {LIMITS[name]}", file=sys.stderr)
    return 1 if broken else 0


def measure(source: Path) -> dict[str, float]:
    """Return the figures of all Python under *source*, by their names."""
    modules = list(_modules(source))
    named = [module for module in modules if module.path.stem not in {"__init__", "__main__"}]
    public = [node for module in named for node in _public(module)]
    lengths = [_length(function) for module in modules for function in _functions(module.tree)]
    return {
        "modules": len(named),
        "lines": sum(len(module.path.read_text("utf-8").splitlines()) for module in modules),
        "public names": len(public),
        "public classes": sum(isinstance(node, ast.ClassDef) for node in public),
        "modules in the fullest folder": _fullest_folder(named),
        "modules in the root": sum(module.name.count(".") == 1 for module in named),
        "median module, lines": statistics.median(
            len(module.path.read_text("utf-8").splitlines()) for module in named
        ),
        "modules over 400 lines": sum(
            len(module.path.read_text("utf-8").splitlines()) > 400 for module in named
        ),
        "circles of imports": len(circles(imports(modules))),
        "functions": len(lengths),
        "median function, lines": statistics.median(lengths),
        "function at the 90th percentile, lines": statistics.quantiles(lengths, n=10)[-1],
        "longest function, lines": max(lengths),
        "functions over 40 lines": sum(length > 40 for length in lengths),
        "functions with more than 5 parameters": sum(
            _parameters(function) > 5 for module in modules for function in _functions(module.tree)
        ),
    }


def imports(modules: list[Module]) -> dict[str, set[str]]:
    """Return which module imports which, as far as both are among *modules*."""
    known = {module.name for module in modules}
    found: dict[str, set[str]] = {}
    for module in modules:
        found[module.name] = set(_imported(module.tree, known)) - {module.name}
    return {name: others & known for name, others in found.items()}


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in graph[name]:
            if other not in index:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == index[name]:
            place = stack.index(name)
            group = stack[place:]
            del stack[place:]
            if len(group) > 1:
                found.append(sorted(group))

    for name in graph:
        if name not in index:
            visit(name)
    return found


def _modules(source: Path) -> Iterator[Module]:
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        yield Module(name, path, ast.parse(path.read_text("utf-8")))


def _imported(tree: ast.Module, known: set[str]) -> Iterator[str]:
    """Return which of *known* the module imports: itself, or names in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in known else node.module for name in full)


def _public(module: Module) -> Collection[ast.stmt]:
    """Return the public definitions of *module*; the overloads of a function are one."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for node in module.tree.body if isinstance(node, definitions)]
    return {node.name: node for node in nodes if not node.name.startswith("_")}.values()


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in every)


def _fullest_folder(modules: list[Module]) -> int:
    folders = [module.path.parent for module in modules]
    return max(folders.count(folder) for folder in folders)


if __name__ == "__main__":
    sys.exit(main())
