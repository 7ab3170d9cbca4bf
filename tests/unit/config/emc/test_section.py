"""The keys of the section as EMC gets them."""

import pytest

from chatplugin.config.emc.section import APPLICATION, EmcKey, Installation
from chatplugin.config.layers import Layer
from chatplugin.config.settings import read_settings
from chatplugin.domain.errors import ConfigurationError
from chatplugin.sentences import Language


def keys(values: dict[str, str], language: Language = Language.ENGLISH) -> dict[str, EmcKey]:
    reading = read_settings([Layer("settings.ini", values)])
    return {key.name: key for key in EmcKey.all_of(reading, language)}


def test_what_emc_needs_comes_first_and_keeps_what_emc_has() -> None:
    (first, assembly), (second, enabled) = list(keys({}).items())[:2]

    assert (first, second) == ("Assembly File Name", "Enabled")
    assert (assembly.value, enabled.value) == ("ChatPlugin.dll", "true")
    assert not assembly.is_settled
    assert not enabled.is_settled


def test_names_are_spelled_as_in_the_reference() -> None:
    found = keys({"tabtitle": "CRM", "field.segment": "x", "parameter.SEGMENT": "off"})

    assert found["TabTitle"].value == "CRM"
    assert found["Parameter.segment"].value == "off"
    assert "tabtitle" not in found


def test_the_comment_is_the_help_in_either_language() -> None:
    assert keys({})["MaxTabs"].comment == (
        "More cards than this close the oldest one whose contact has ended. Without it: 20."
    )
    assert keys({}, Language.RUSSIAN)["MaxTabs"].comment == (
        "Если карточек больше, закрывается самая старая из завершённых. Без него: 20."
    )


def test_what_means_nothing_is_not_passed_on() -> None:
    assert "TabTitel" not in keys({"TabTitel": "CRM"})


@pytest.mark.parametrize("name", ["", " x", "a\nb", "a]", "[a", "a=b", "50%", "x" * 101])
def test_a_name_that_emc_could_not_keep_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be the name of a section"):
        Installation(APPLICATION, name).check_names()


def test_a_name_may_have_blanks_and_any_letters() -> None:
    Installation("Рабочее место (2-я линия)", "ChatPlugin").check_names()
