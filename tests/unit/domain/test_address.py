"""Which templates make a safe address, and which addresses leave their path."""

import pytest

from chatplugin.domain.address import Address, check_variables, climbs
from chatplugin.domain.errors import BadValue
from chatplugin.domain.template import Template

KNOWN = frozenset({"channel_type", "user_id", "operator", "PersonalAccount", "segment"})
HOST = "https://crm.example.com"


@pytest.mark.parametrize(
    ("template", "address"),
    [
        (HOST + "/card{?user_id}", Address("https", "crm.example.com", 443, may_climb=False)),
        (HOST + "{?user_id}", Address("https", "crm.example.com", 443, may_climb=False)),
        (HOST + "{/user_id}", Address("https", "crm.example.com", 443, may_climb=True)),
        (HOST + "{/user_id}{?operator}", Address("https", "crm.example.com", 443, may_climb=True)),
        (HOST, Address("https", "crm.example.com", 443, may_climb=False)),
        ("HTTP://CRM:8080/", Address("http", "crm", 8080, may_climb=False)),
        ("http://[::1]/x", Address("http", "[::1]", 80, may_climb=False)),
        ("http://10.0.0.1/x", Address("http", "10.0.0.1", 80, may_climb=False)),
    ],
)
def test_scheme_host_and_port_are_known_beforehand(template: str, address: Address) -> None:
    assert Address.of(Template.parse(template)) == address


@pytest.mark.parametrize(
    "template",
    [
        "/?a={user_id}&b={operator}",
        "/?a=x{user_id}y{operator}",
        "/?a=1{&user_id,operator}",
        "/?a=1{&user_id}{&operator}&b=2",
        "/?a=1{&user_id}#top",
        "/card{?user_id}#top",
        "/card{?user_id}#{operator}",
        "/#/card{?user_id}",
        "/?a=1#/card/{user_id}?b={operator}{&segment}",
        "/card;v=1{;user_id}",
        "/card{.user_id}",
        "/card/{user_id}..",
        "/a&b/{user_id}",
        "?{&user_id}",
        "/card{?user_id,operator:3}",
    ],
)
def test_whatever_keeps_a_value_in_its_parameter_is_allowed(template: str) -> None:
    address = Address.of(Template.parse(HOST + template))

    assert (address.scheme, address.host) == ("https", "crm.example.com")


@pytest.mark.parametrize(
    ("template", "place", "sentence"),
    [
        ("{user_id}", 0, "the address begins with a variable"),
        ("ftp://crm.example.com/", 0, "does not begin with http:// or https://"),
        ("crm.example.com/card", 0, "does not begin with http:// or https://"),
        ("javascript:alert(1)", 0, "does not begin with http:// or https://"),
        ("", 0, "does not begin with http:// or https://"),
        ("https://", 8, "the server's name is missing"),
        ("https:///card", 8, "the server's name is missing"),
        ("https://{user_id}/", 8, "the server's name is missing"),
        ("https://crm.example.com{user_id}", 23, "Write '/' between the host and '{user_id}'"),
        ("https://crm.example.com{;user_id}", 23, "stands directly after the host"),
        ("https://crm.example.com{.user_id}", 23, "stands directly after the host"),
        ("https://crm.example.com{&user_id}", 23, "stands directly after the host"),
        ("https://crm.example.com:{user_id}/", 24, "stands directly after the host"),
        ("https://crm.example.com{/operator}{user_id}", 34, "stands directly after the host"),
        ("https://crm.example.com{/operator}.org/", 34, "Write '/' after the host"),
        ("https://anna:secret@crm.example.com/", 8, "a name or password stands before the host"),
        ("https://crm.example.com:0/", 24, "'0' is not a port"),
        ("https://crm.example.com:65536/", 24, "'65536' is not a port"),
        ("https://crm.example.com:/", 24, "'' is not a port"),
        ("https://crm!.example.com/", 8, "'crm!.example.com' is not a server's name"),
        ("https://[::1/", 8, "'[' is not a server's name"),
        ("https://црм.example.com/", 8, "Write it in ASCII, 'xn--l1ahr.example.com'"),
        ("https://crm%2Eexample.com/", 8, "letters other than A to Z"),
    ],
)
def test_scheme_host_and_port_must_stand_there_literally(
    template: str, place: int, sentence: str
) -> None:
    with pytest.raises(BadValue) as caught:
        Address.of(Template.parse(template))

    assert sentence in str(caught.value)
    assert caught.value.span
    assert caught.value.span.start == place


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("/{+user_id}", "out of its parameter. Write '{user_id}'"),
        ("/card{#user_id}", "out of its parameter. Write '#{user_id}'"),
        ("/?a=1{?user_id}", "would write a second one. Use '{&user_id}'"),
        ("/?a={?user_id}", "would write a second one. Use '{user_id}'"),
        ("/card{&user_id}", "no '?' stands before it. Use '{?user_id}'"),
        ("/card{?user_id}{&operator}", "Write all names in one: '{?user_id,operator}'"),
        ("/card{?user_id}{?operator}", "Write all names in one: '{?user_id,operator}'"),
        ("/card{?user_id}&a=1", "Write fixed parameters first: '?fixed=text{&user_id}'"),
        ("/card{?user_id}{operator}", "where a parameter's name is written"),
        ("/?{user_id}", "Write 'name={user_id}', or '{&user_id}'"),
        ("/?{user_id}=1", "where a parameter's name is written"),
        ("/?a=1&{user_id}=1", "where a parameter's name is written"),
        ("/?a=1{&user_id}{operator}", "where a parameter's name is written"),
        ("/?a=1{&user_id}x", "'x' stands directly after '{&…}'. Write '&' before it"),
        ("/#a#b", "there are two '#' in the address"),
        ("/../card", "the path has a segment '.' or '..'"),
        ("/%2e%2E/card", "the path has a segment '.' or '..'"),
        ("/..{?user_id}", "the path has a segment '.' or '..'"),
        ("/{user_id}/../card", "the path has a segment '.' or '..'"),
    ],
)
def test_a_template_that_would_let_a_value_out_of_its_parameter_is_refused(
    template: str, sentence: str
) -> None:
    with pytest.raises(BadValue) as caught:
        Address.of(Template.parse(HOST + template))

    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("User_Id", "Did you mean 'user_id'?"),
        ("personalAccount", "Did you mean 'PersonalAccount'?"),
        ("chanel_type", "Did you mean 'channel_type'?"),
        ("colour", "Add the setting 'Field.colour', or take this out"),
    ],
)
def test_an_unknown_variable_is_told_what_it_resembles(name: str, remedy: str) -> None:
    with pytest.raises(BadValue) as caught:
        check_variables(Template.parse(f"{HOST}/{{?{name}}}"), KNOWN)

    assert caught.value.what == f"there is no parameter '{name}'"
    assert caught.value.remedy == remedy


@pytest.mark.parametrize(
    "url",
    ["/..", "/.", "/a/../b", "/%2e%2e/b", "/.%2E", "/%2e", "/a/.?x=1", "/a/..#x"],
)
def test_a_dot_segment_leads_out_of_the_path(url: str) -> None:
    assert climbs(HOST + url)


@pytest.mark.parametrize("url", ["", "/", "/...", "/a..b", "/..a", "?a=/../", "#/../", "/%252e"])
def test_other_dots_stay_where_they_are(url: str) -> None:
    assert not climbs(HOST + url)


def wrong(template: str) -> list[tuple[str, str | None]]:
    """What of *template* is wrong, each with what to write."""
    with pytest.raises(BadValue) as caught:
        check_variables(Template.parse(HOST + template), KNOWN)

    faults = [caught.value, *caught.value.also]
    written = HOST + template
    return [
        (written[fault.span.start : fault.span.end] if fault.span else written, fault.fix)
        for fault in faults
    ]


@pytest.mark.parametrize(
    ("template", "names"),
    [
        (
            "/{usr_id:3}{?oprator,user_id,chanel_type}",
            [("usr_id", "user_id"), ("oprator", "operator"), ("chanel_type", "channel_type")],
        ),
        (
            "/{?user_idd,user_id,user_id_,r}",
            [("user_idd", "user_id"), ("user_id_", "user_id"), ("r", None)],
        ),
        ("/?a={usr}&b=[user_id]", [("usr", "user_id"), ("[user_id]", "{user_id}")]),
        (
            "/карта?a=[user_id]&b=$operator",
            [("[user_id]", "{user_id}"), ("$operator", "{operator}")],
        ),
        ("/{user id}{?agent id}", [("user id", None), ("agent id", None)]),
    ],
)
def test_every_wrong_name_is_told_with_its_place_and_what_it_resembles(
    template: str, names: list[tuple[str, str | None]]
) -> None:
    assert wrong(template) == names


def test_of_countless_wrong_names_ten_are_told_and_where_the_next_stands() -> None:
    names = [f"w{number}" for number in range(1000)]

    told = wrong(f"/{{?{','.join(names)}}}")

    assert told == [(name, None) for name in names[:11]]
