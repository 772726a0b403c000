"""Letters may pile up while a platform is away."""

import time

from sqlalchemy import insert

from bot import leasing
from bot.app import App
from bot.outbox import Letter


async def test_many_letters_to_one_room_keep_nobody_waiting(app: App) -> None:
    def letter(number: int) -> dict[str, object]:
        common = {"platform": "matrix", "target": "#hafen", "post": "{}", "state": "waiting"}
        moments = {"queued": app.clock(), "due": app.clock(), "attempts": 0}
        return common | moments | {"key": f"k{number}", "nonce": f"n{number}"}

    with app.store.begin() as session:
        session.execute(insert(Letter), [letter(number) for number in range(5000)])
    begun = time.perf_counter()
    with app.store.begin() as session:
        assert len(leasing.lease(session, ["matrix"], app.clock(), 50)) == 50
    assert time.perf_counter() - begun < 0.5  # It was 3 s, and 50 s with 20,000 letters.
