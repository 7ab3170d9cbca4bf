"""
From values to the rules of requests, and what templates may not do where they are signed or forms.
"""

import re
from collections.abc import Iterator

from chatplugin.config.kinds import CheckedTemplate
from chatplugin.config.popping import checked_templates
from chatplugin.config.problems import Problem, Severity, refused
from chatplugin.config.table import program, trust
from chatplugin.config.values import Sourced, Values
from chatplugin.domain.request import SIGNATURE_NAMES, Method, RequestRules
from chatplugin.domain.template import Expression, Literal, Template

_NAMES_IN_TEXT = re.compile(r"[?&]([^=&#?]+)")
_WAYS_WITHOUT_FORMS = {
    program.ChromeDriver.EXTENSION: "Chrome's extension",
    program.ChromeDriver.COMMAND: "Chrome's command line",
}


def request_rules(values: Values) -> RequestRules:
    """
    Return the rules. A key or method that is written but cannot be read does not count as absent.

    To ask without a signature, or with everything in the address, is what was not to happen.
    """
    broken = [key.name for key in (trust.SIGN_KEY, trust.METHOD) if values.broken(key)]
    return RequestRules(
        values.get(trust.METHOD),
        values.get(trust.SIGN_KEY),
        values.get(trust.SIGN_LIFETIME),
        broken=" and ".join(broken),
    )


def request_problems(values: Values) -> list[Problem]:
    """Return what stands between templates and driver on one side and requests on the other."""
    rules = request_rules(values)
    if rules.are_plain:
        return []
    found: list[Problem] = []
    for setting, checked in checked_templates(values).items():
        found += _of_template(setting, checked, values)
    return [*found, *_of_driver(values)]


def _of_template(setting: str, checked: CheckedTemplate, values: Values) -> Iterator[Problem]:
    template, written = checked[0], values.sources[setting]
    key = trust.SIGN_KEY if values.get(trust.SIGN_KEY) else trust.METHOD
    if _has_fragment(template):
        yield refused(
            setting,
            written.value,
            f"what stands after '#' never reaches the CRM's server, so {key.name} cannot be kept, "
            "and no card comes up",
            f"Write the template without '#', or take {key.name} out",
            written.layer,
        )
    if values.get(trust.SIGN_KEY):
        yield from _of_names(setting, template, written)
    if values.get(trust.METHOD) is Method.POST:
        yield from _of_path(setting, template, written)


def _of_names(setting: str, template: Template, written: Sourced) -> Iterator[Problem]:
    """Whoever verifies must not have to guess which of two parameters counts."""
    names = [name.lower() for name in names_in(template)]
    twins = twice_in(template)
    if taken := sorted({*names} & {*SIGNATURE_NAMES}):
        yield refused(
            setting,
            written.value,
            f"the signature adds a parameter '{taken[0]}', and this template has one already",
            f"Give yours another name: {', '.join(SIGNATURE_NAMES)} are the signature's",
            written.layer,
        )
    elif twins:
        yield refused(
            setting,
            written.value,
            f"the parameter '{min(twins)}' stands there twice, so it cannot be signed",
            "Write it once",
            written.layer,
        )


def _of_path(setting: str, template: Template, written: Sourced) -> Iterator[Problem]:
    for part in template.parts:
        if isinstance(part, Literal) and "?" in part.text:
            return
        if isinstance(part, Expression) and part.operator.sign == "?":
            return
        if isinstance(part, Expression):
            yield Problem(
                setting,
                written.value,
                f"{setting}: '{part.text}' stands in the path, which Method=POST leaves in the "
                "address and so in the browser's history",
                f"Write it as a parameter, as in '{{?{part.text.strip('{}./;')}}}'",
                written.layer,
                Severity.WARNING,
            )


def _of_driver(values: Values) -> list[Problem]:
    way = _WAYS_WITHOUT_FORMS.get(values.get(program.CHROME_DRIVER))
    if way is None or values.get(trust.METHOD) is not Method.POST:
        return []
    written = values.sources[trust.METHOD.name]
    return [
        refused(
            trust.METHOD.name,
            written.value,
            f"{way} cannot send a form, so no card comes up",
            "Set Chrome.Driver to pipe, or Method to GET",
            written.layer,
        )
    ]


def _has_fragment(template: Template) -> bool:
    """A customer's `#` is always encoded, so only the template's own text can begin a fragment."""
    return any("#" in part.text for part in template.parts)


def twice_in(template: Template) -> set[str]:
    """Return the parameters whose names stand twice after `?`, in lower case."""
    names = [name.lower() for name in names_in(template)]
    return {name for name in names if names.count(name) > 1}


def names_in(template: Template) -> Iterator[str]:
    """Return the names of all parameters after `?`, as they stand in the template."""
    for part in template.parts:
        if isinstance(part, Literal):
            yield from _NAMES_IN_TEXT.findall(part.text)
        elif part.operator.sign in ("?", "&"):
            yield from [variable.name for variable in part.variables]
