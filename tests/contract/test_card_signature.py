"""
The verifiers that CRM developers take as a pattern judge the vectors alike, in each language.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from examples.crm.signature import Verdict, Verifier, pairs_of, signed_text
from rig.emc_host import ROOT

CRM = ROOT / "examples" / "crm"
VECTORS: dict[str, Any] = json.loads((CRM / "vectors.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = VECTORS["cases"]


def csharp(folder: Path) -> list[str]:
    program = folder / "CheckVectors.exe"
    sources = sorted(map(str, (CRM / "csharp").glob("*.cs")))
    subprocess.run(["mcs", "-warnaserror", f"-out:{program}", *sources], check=True)
    return ["mono", str(program)]


def java(folder: Path) -> list[str]:
    if not shutil.which("javac"):
        pytest.skip("no JDK is here; Debian's default-jdk-headless has one, of 280 MB")
    sources = sorted(map(str, (CRM / "java").glob("*.java")))
    build = ["javac", "--release", "8", "-Xlint:all,-options", "-Werror", "-d", str(folder)]
    subprocess.run([*build, *sources], check=True)
    return ["java", "-cp", str(folder), "CheckVectors"]


PROGRAMS: Mapping[str, Callable[[Path], list[str]]] = {
    "csharp": csharp,
    "java": java,
    "javascript": lambda _: ["node", str(CRM / "javascript" / "checkVectors.js")],
    "php": lambda _: ["php", str(CRM / "php" / "check_vectors.php")],
}
"""What judges lines of standard input, made ready in a folder, for each language."""

NAMES: Mapping[str, Callable[[Verdict], str]] = {
    "csharp": lambda verdict: verdict.name.title().replace("_", ""),
    "java": lambda verdict: verdict.name,
    "javascript": lambda verdict: verdict.value,
    "php": lambda verdict: verdict.value,
}
"""What each language calls a verdict."""

ODD = [
    "%",
    "a=%4",
    "a=%zz&b",
    "=x",
    "a==b=c",
    "&&a=1&&",
    "a=%00%0A%FF",
    "Я=ё&a%2Bb=+%20",
    "0=1&00=2",
]
"""Queries that nobody signed."""


@pytest.fixture(scope="module", params=PROGRAMS)
def language(request: pytest.FixtureRequest) -> str:
    if sys.platform == "win32":
        pytest.skip("the other languages are asked from Linux")
    return str(request.param)


@pytest.fixture(scope="module")
def judged(language: str, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """What the verifier in *language* gives for each case: verdict, and the text that is signed."""
    command = PROGRAMS[language](tmp_path_factory.mktemp(language))
    lines = [f"{case['address']}\t{case['query']}\t{case['now']}\n" for case in CASES]
    lines += [f"https://crm.example.com/a%2/б\t{query}\t0\n" for query in ODD]
    keys = [f"{kid}:{secret}" for kid, secret in VECTORS["keys"].items()]
    done = subprocess.run(
        [*command, *keys], input="".join(lines), capture_output=True, encoding="utf-8", check=True
    )
    said = [line.split("\t") for line in done.stdout.splitlines()]
    return [(verdict, text) for verdict, text in said]


def test_the_verifier_in_python_judges_each_case_as_agreed() -> None:
    verifier = Verifier(VECTORS["keys"])

    said = [verifier.check(case["address"], case["query"], case["now"]) for case in CASES]

    assert said == [case["verdict"] for case in CASES]
    assert set(said) == set(Verdict), "the vectors tell of every verdict"


def test_the_verifier_in_each_language_judges_each_case_as_agreed(
    language: str, judged: list[tuple[str, str]]
) -> None:
    agreed = [NAMES[language](Verdict(case["verdict"])) for case in CASES]

    assert [verdict for verdict, _ in judged] == agreed + [NAMES[language](Verdict.UNSIGNED)] * len(
        ODD
    )


def test_all_form_the_same_text_of_whatever_comes(judged: list[tuple[str, str]]) -> None:
    in_python = [signed_text(case["address"], pairs_of(case["query"])) for case in CASES]
    in_python += [signed_text("https://crm.example.com/a%2/б", pairs_of(query)) for query in ODD]

    assert [text for _, text in judged] == [text.replace("\n", " ") for text in in_python]


def test_a_nonce_is_forgotten_once_its_link_has_expired() -> None:
    verifier = Verifier(VECTORS["keys"])
    case = CASES[0]

    first = verifier.check(case["address"], case["query"], case["exp"])
    again = verifier.check(case["address"], case["query"], case["exp"] + 30)
    late = verifier.check(case["address"], case["query"], case["exp"] + 31)

    assert (first, again, late) == (Verdict.ACCEPTED, Verdict.USED, Verdict.EXPIRED)


def test_the_contract_counts_the_vectors() -> None:
    assert f"has {len(CASES)} cases" in (ROOT / "protocol" / "card.md").read_text("utf-8")


def test_half_a_character_in_a_query_is_no_signature_and_no_error() -> None:
    assert Verifier({}).check("https://crm.example.com/card", "\ud800=1&a=\udfff", 0) == "unsigned"
