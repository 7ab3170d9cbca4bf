"""
The verifiers that CRM developers take as a pattern judge the vectors alike, in Python and in C#.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from examples.crm.signature import Verdict, Verifier, pairs_of, signed_text
from rig.emc_host import ROOT

CRM = ROOT / "examples" / "crm"
VECTORS: dict[str, Any] = json.loads((CRM / "vectors.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = VECTORS["cases"]
IN_CSHARP = {verdict: verdict.name.title().replace("_", "") for verdict in Verdict}


@pytest.fixture(scope="module")
def in_csharp(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """What CardSignature.cs says of each case: verdict, and the text that is signed."""
    if sys.platform == "win32":
        pytest.skip("mono is asked from Linux")
    program = tmp_path_factory.mktemp("csharp") / "CheckVectors.exe"
    sources = sorted((CRM / "csharp").glob("*.cs"))
    subprocess.run(["mcs", "-warnaserror", f"-out:{program}", *sources], check=True)
    lines = [f"{case['address']}\t{case['query']}\t{case['now']}\n" for case in CASES]
    keys = [f"{kid}:{secret}" for kid, secret in VECTORS["keys"].items()]
    done = subprocess.run(
        ["mono", program, *keys], input="".join(lines), capture_output=True, text=True, check=True
    )
    said = [line.split("\t") for line in done.stdout.splitlines()]
    return [(verdict, text) for verdict, text in said]


def test_the_verifier_in_python_judges_each_case_as_agreed() -> None:
    verifier = Verifier(VECTORS["keys"])

    said = [verifier.check(case["address"], case["query"], case["now"]) for case in CASES]

    assert said == [case["verdict"] for case in CASES]
    assert set(said) == set(Verdict), "the vectors tell of every verdict"


def test_the_verifier_in_csharp_judges_each_case_as_agreed(
    in_csharp: list[tuple[str, str]],
) -> None:
    assert [said for said, _ in in_csharp] == [IN_CSHARP[case["verdict"]] for case in CASES]


def test_both_form_the_same_text_of_whatever_comes(in_csharp: list[tuple[str, str]]) -> None:
    in_python = [signed_text(case["address"], pairs_of(case["query"])) for case in CASES]

    assert [text for _, text in in_csharp] == [text.replace("\n", " ") for text in in_python]


def test_a_nonce_is_forgotten_once_its_link_has_expired() -> None:
    verifier = Verifier(VECTORS["keys"])
    case = CASES[0]

    first = verifier.check(case["address"], case["query"], case["exp"])
    again = verifier.check(case["address"], case["query"], case["exp"] + 30)
    late = verifier.check(case["address"], case["query"], case["exp"] + 31)

    assert (first, again, late) == (Verdict.ACCEPTED, Verdict.USED, Verdict.EXPIRED)
