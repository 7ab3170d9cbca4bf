"""
Settings that nobody would think of: whatever is written, a reading comes out and nothing raises.
"""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatplugin.config.layers import Layer
from chatplugin.config.settings import Reading, Severity, read_settings
from chatplugin.config.sources import read_overlay
from chatplugin.config.table import KEYS

CARD = "https://crm.example.com/card{?user_id}"
HALF = "\ud800"
BLANKS = ["", " ", "\t", "\u00a0", "\u200b", "\ufeff"]
NAMES = [
    "segment",
    "user_id",
    "USER_ID",
    "10",
    "",
    "-",
    "я",
    "\u0131",
    "\u017f",
    "x y",
    "x.Missing",
]
HEADS = sorted({key.name.split("<")[0].strip(".") for key in KEYS} | {"F\u0131eld", "Fie ld"})
VALUES = ["on", "nopop", "strip", "last:", "{Segment}", "true -> none", "(?P<account>[0-9])", CARD]

keys = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(BLANKS),
        st.sampled_from(HEADS),
        st.sampled_from(BLANKS),
        st.sampled_from([".", "..", ""]),
        st.sampled_from(BLANKS),
        st.sampled_from(NAMES) | st.text(max_size=6),
        st.sampled_from(["", ".Enabled", ".Missing", " .Transform", ". Missing"]),
    ),
)
odd_ends = st.text(max_size=8) | st.sampled_from([HALF, "9" * 4_301, "\0", "{" * 99, "(" * 999])
values = st.builds("".join, st.tuples(st.sampled_from(VALUES) | st.just(""), odd_ends))


@given(st.dictionaries(keys, values, max_size=4))
@example({"Field. segment": "{Segment}"})
@example({"F\u0131eld.segment": "{Segment}"})
@example({"Parameter.user_id.Transform": "last:" + "9" * 4_301})
@example({"PersonalAccount.Pattern": f"(?P<account>{HALF})"})
def test_whatever_is_written_nothing_raises_and_the_template_counts(odd: Mapping[str, str]) -> None:
    reading = read_settings([Layer("file", {"ChatTemplate": CARD}), Layer("EMC", odd)])

    assert "ChatTemplate" in reading.sources
    assert not [problem for problem in reading.problems if "a fault of ChatPlugin" in str(problem)]


@given(st.binary() | st.text().map(str.encode))
def test_whatever_a_server_sends_nothing_raises(data: bytes) -> None:
    layer = read_overlay(data, source="overlay")

    assert layer.name == "overlay"


def test_a_blank_in_a_key_is_passed_over() -> None:
    written = {"Field. segment": "{Segment}", "ChatTemplate": "https://crm.example.com/{?segment}"}

    reading = read_settings([Layer("EMC", written)])

    assert reading.problems == ()
    assert reading.sources["Field.segment"].text == "{Segment}"


class _Stumbling(str):
    """A text at which the reader of its setting fails."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> str:
        return self

    def lower(self) -> str:
        raise KeyError("a customer's text")


class _Torn(Mapping[str, str]):
    """A source at which the reader itself fails."""

    def __getitem__(self, key: str) -> str:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        raise KeyError("a customer's text")

    def __len__(self) -> int:
        return 1


def test_a_value_at_which_its_reader_fails_counts_as_absent_and_is_told() -> None:
    written = {"ChatTemplate": CARD, "Enabled": _Stumbling("off")}

    reading = read_settings([Layer("EMC", written)])

    [problem] = reading.problems
    assert problem.severity is Severity.ERROR
    assert str(problem).startswith("EMC: Enabled: this value cannot be read, by a fault of")
    assert "KeyError at lower" in str(problem)
    assert "customer" not in str(problem)
    assert "ChatTemplate" in reading.sources


@pytest.mark.parametrize("layers", [["file", "torn"], ["torn"], ["torn", "torn"]])
def test_a_layer_at_which_the_reader_fails_counts_as_empty_and_is_told(layers: list[str]) -> None:
    good, torn = Layer("file", {"MaxTabs": "5"}), Layer("EMC", _Torn())

    reading = read_settings([good if name == "file" else torn for name in layers])

    told = [str(problem.what) for problem in reading.problems]
    assert len(told) == layers.count("torn")
    assert all(sentence.startswith("these settings cannot be read") for sentence in told)
    assert reading.settings.rules.max_tabs == (5 if "file" in layers else 20)


def test_a_change_at_which_the_reader_fails_leaves_the_last_good_settings_in_force() -> None:
    before = read_settings([Layer("EMC", {"MaxTabs": "5"})])

    after: Reading = read_settings([Layer("EMC", _Torn())]).over(before)

    assert after.refused
    assert after.settings.rules.max_tabs == 5
