"""What the config says of the web."""

import pytest

from bot import config
from bot.config import ConfigError, WebSettings


def parse(text: str) -> WebSettings | None:
    return config.parse(text, "config.toml", {}, {}).web


def test_without_it_nothing_is_written() -> None:
    assert parse("") is None


def test_a_folder_is_enough() -> None:
    assert parse('[web]\nfeeds = "/var/www/bude"') == WebSettings("/var/www/bude")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[web]", "web.feeds: this key is missing"),
        ('[web]\nfeeds = "f"\nadress = "https://a.example"', "did you mean 'address'?"),
        ('[web]\nfeeds = "f"\naddress = "a.example"', "expected an address, such as https://"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse(text)
    assert said in str(error.value)
