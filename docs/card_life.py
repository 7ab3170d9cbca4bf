"""
The page on a card's life, with its picture: drawn from the table that the service runs by.
"""

from collections.abc import Iterable, Iterator

from chatplugin.browser.card_states import (
    BACK_OFF,
    OWN,
    SECONDS_TO_DRAW,
    SECONDS_TO_SLOW,
    WITH_A_TAB,
    On,
    State,
)

_PAGE = """# A card's life

Written by `docs/build.py` from the table in `src/chatplugin/browser/card_states.py`. Each card
lives by it, in ChatPlugin's own Chrome and in the operator's everyday one. On an arrow stands what
happens, and behind the slash what is done. What an event means for a card is read in
`src/chatplugin/browser/cards.py`.

```mermaid
stateDiagram-v2
{picture}
```

A CRM is *slow* after {slow:.0f} seconds without an answer. A card that has *arrived* is watched
for a login that comes by a script, until the operator's first own step; after {draw:.0f} seconds
its tab is looked at once without a cause. A card *in trouble* is asked for again after {back_off}
seconds; the last pause counts for all later ones. Before each attempt the tab is looked at: whether
the failure still stands, and whether something is typed.

## Steps within a state

| state | what happens | what is done |
|---|---|---|
{within}

## What holds in every state with a tab

| what happens | what is done | then |
|---|---|---|
{common}
"""


def card_life() -> str:
    return _PAGE.format(
        picture="\n".join(_picture()),
        within="\n".join(_within()),
        common="\n".join(_row(on, step.to, step.do) for on, step in WITH_A_TAB.items()),
        slow=SECONDS_TO_SLOW,
        draw=SECONDS_TO_DRAW,
        back_off=", ".join(f"{seconds:.0f}" for seconds in BACK_OFF),
    )


def _picture() -> Iterator[str]:
    for state in State:
        if state is not State.NONE:
            yield f'    state "{state}" as {state.name}'
    for state in OWN:
        for to, labels in _arrows(state).items():
            yield f"    {_name(state)} --> {_name(to)} : {', '.join(labels)}"


def _arrows(state: State) -> dict[State, list[str]]:
    """Return what leads to each other state, in the order of the table."""
    arrows: dict[State, list[str]] = {}
    for on, step in OWN[state].items():
        if step.to is not None:
            done = f" / {_done(step.do)}" if step.do else ""
            arrows.setdefault(step.to, []).append(f"{on}{done}")
    return arrows


def _within() -> Iterator[str]:
    for state, steps in OWN.items():
        for on, step in steps.items():
            if step.to is None:
                yield f"| {state} | {on} | {_done(step.do)} |"


def _row(on: On, to: State | None, do: Iterable[str]) -> str:
    return f"| {on} | {_done(do) or '–'} | {to or '–'} |"


def _done(do: Iterable[str]) -> str:
    return " + ".join(do)


def _name(state: State) -> str:
    return "[*]" if state is State.NONE else state.name
