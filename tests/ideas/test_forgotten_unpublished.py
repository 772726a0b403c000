"""What somebody wrote and never published goes with them, wherever Bude asked about it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.outbox import Letter
from tests.fakes import FakePlatform
from tests.ideas.conftest import BENCH
from tests.scenes import told

AGAIN = "idea A bench at the harbour, so that old people such as my aunt Gerda can rest."


async def letters_about(app: App, word: str) -> list[str]:
    def look(session: Session) -> list[str]:
        return [each.key for each in session.scalars(select(Letter)) if word in each.post]

    return await app.writer.do(look)


@pytest.mark.parametrize(("where", "private"), [("#hafen", False), ("~anna", True)])
async def test_a_question_about_similar_ideas_goes(
    app: App, matrix: FakePlatform, where: str, private: bool
) -> None:
    await matrix.says("mehmet", BENCH)
    await matrix.says("anna", "polls")
    said = told(await matrix.says("anna", AGAIN, where=where, private=private))
    assert "A bench at the harbour" in said, said
    assert len(await letters_about(app, "Gerda")) == 1
    await matrix.says("anna", "cancel", where=where, private=private)
    assert "I have forgotten you" in told(await matrix.whispers("anna", "forget me for sure"))
    assert await letters_about(app, "Gerda") == []
