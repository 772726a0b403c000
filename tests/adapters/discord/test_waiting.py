"""What Discord does not answer now is asked again until it does."""

import pytest

from adapters.discord.line import Away, Refused
from adapters.discord.waiting import until_it_works


class Answers:
    """One after the other, each time it is asked."""

    def __init__(self, *answers: Exception | str) -> None:
        self._answers = list(answers)

    async def __call__(self) -> str:
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_the_log_says_once_what_the_trouble_is(caplog: pytest.LogCaptureFixture) -> None:
    away = Away("no answer")
    found = await until_it_works(Answers(away, away, "At last."), "Discord cannot be told yet")
    assert found == "At last."
    assert caplog.messages == ["Discord cannot be told yet: no answer"]


async def test_of_what_is_said_elsewhere_it_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert await until_it_works(Answers(Away("no answer"), "At last.")) == "At last."
    assert caplog.messages == []


async def test_a_no_is_not_asked_again() -> None:
    with pytest.raises(Refused):
        await until_it_works(Answers(Refused(403, 50001, "Missing Access"), "At last."))
