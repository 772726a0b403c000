"""The language of whoever sits at the terminal."""

import pytest

from adapters.terminal.hear import locale_of


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de_DE.UTF-8"),
        ({"LC_ALL": "", "LC_MESSAGES": "tr_TR", "LANG": "de_DE"}, "tr_TR"),
    ],
)
def test_the_environment_says_which_language(environment: dict[str, str], locale: str) -> None:
    assert locale_of(environment) == locale
