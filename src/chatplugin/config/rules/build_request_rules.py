"""
From values to the rules of requests, and what templates may not do where they are signed or forms.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from chatplugin.config.problems import Problem, Severity
from chatplugin.config.rules.build_pop_rules import checked_templates
from chatplugin.config.table import program, trust
from chatplugin.config.table.kinds import CheckedTemplate
from chatplugin.config.values import Values
from chatplugin.domain.errors import Span
from chatplugin.domain.request import SIGNATURE_NAMES, Method, RequestRules
from chatplugin.domain.template import Expression, Literal, Template
from chatplugin.sentences import said

_NAMES_IN_TEXT = re.compile(r"[?&]([^=&#?]+)")
_WAYS_WITHOUT_FORMS = {
    program.ChromeDriver.EXTENSION: "way.extension",
    program.ChromeDriver.COMMAND: "way.command",
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
    template = checked[0]
    key = trust.SIGN_KEY if values.get(trust.SIGN_KEY) else trust.METHOD
    if _has_fragment(template):
        place = template.text.index("#")
        span = Span(place, len(template.text))
        yield values.error(setting, said("trust.fragment", key=key.name), span=span)
    if values.get(trust.SIGN_KEY):
        yield from _of_names(setting, template, values)
    if values.get(trust.METHOD) is Method.POST:
        yield from _of_path(setting, template, values)


def _of_names(setting: str, template: Template, values: Values) -> Iterator[Problem]:
    """Whoever verifies must not have to guess which of two parameters counts."""
    names = [name.lower() for name in names_in(template)]
    twins = twice_in(template)
    if taken := sorted({*names} & {*SIGNATURE_NAMES}):
        what = said("trust.name_taken", name=taken[0], names=SIGNATURE_NAMES)
        yield values.error(setting, what)
    elif twins:
        yield values.error(setting, said("trust.twice", name=min(twins)))


def _of_path(setting: str, template: Template, values: Values) -> Iterator[Problem]:
    for part in template.parts:
        if isinstance(part, Literal) and "?" in part.text:
            return
        if isinstance(part, Expression) and part.operator.sign == "?":
            return
        if isinstance(part, Expression):
            what = said("trust.path", written=part.text, names=part.text.strip("{}./;"))
            problem = values.error(setting, what, span=part.span)
            yield replace(problem, severity=Severity.WARNING)


def _of_driver(values: Values) -> list[Problem]:
    way = _WAYS_WITHOUT_FORMS.get(values.get(program.CHROME_DRIVER))
    if way is None or values.get(trust.METHOD) is not Method.POST:
        return []
    return [values.error(trust.METHOD.name, said("trust.no_form", way=said(way)))]


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
