"""What Chrome's own errors mean."""

import pytest

from chatplugin.domain.events import Again, Trouble


@pytest.mark.parametrize(
    ("error", "trouble", "again"),
    [
        ("net::ERR_CONNECTION_REFUSED", Trouble.UNREACHABLE, Again.BY_ITSELF),
        ("net::ERR_NAME_NOT_RESOLVED", Trouble.UNREACHABLE, Again.BY_ITSELF),
        ("Chrome shows an error page", Trouble.UNREACHABLE, Again.BY_ITSELF),
        ("net::ERR_INVALID_AUTH_CREDENTIALS", Trouble.SIGN_IN, Again.NEVER),
        ("net::ERR_PROXY_AUTH_REQUESTED", Trouble.SIGN_IN, Again.NEVER),
        ("net::ERR_CERT_DATE_INVALID", Trouble.CERTIFICATE, Again.NEVER),
        ("net::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED", Trouble.CERTIFICATE, Again.NEVER),
        ("net::ERR_SSL_PROTOCOL_ERROR", Trouble.TLS, Again.WHEN_WANTED),
        ("net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED", Trouble.CLIENT_CERTIFICATE, Again.WHEN_WANTED),
        ("net::ERR_BAD_SSL_CLIENT_AUTH_CERT", Trouble.CLIENT_CERTIFICATE, Again.WHEN_WANTED),
        ("net::ERR_TOO_MANY_REDIRECTS", Trouble.REDIRECT, Again.WHEN_WANTED),
        ("net::ERR_UNSAFE_REDIRECT", Trouble.REDIRECT, Again.WHEN_WANTED),
        ("net::ERR_BLOCKED_BY_ADMINISTRATOR", Trouble.BLOCKED, Again.WHEN_WANTED),
        ("net::ERR_BLOCKED_BY_CLIENT", Trouble.BLOCKED, Again.WHEN_WANTED),
        ("net::ERR_BLOCKED_BY_RESPONSE", Trouble.BLOCKED, Again.WHEN_WANTED),
        ("Chrome itself has ended the request", Trouble.BLOCKED, Again.WHEN_WANTED),
    ],
)
def test_an_error_of_chrome_says_whether_another_attempt_may_end_it(
    error: str, trouble: Trouble, again: Again
) -> None:
    assert Trouble.of_net_error(error, "https://crm.example.com/1") == (trouble, again)


def test_a_page_that_chrome_stops_because_it_has_no_https_waits_for_the_operators_answer() -> None:
    found = Trouble.of_net_error("net::ERR_BLOCKED_BY_CLIENT", "http://crm.example.com/1")

    assert found == (Trouble.UNPROTECTED, Again.NEVER)
