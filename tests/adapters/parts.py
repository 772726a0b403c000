"""A post for each part that posts have, and what a reader must find of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.adapter import Capability
from bot.incoming import Call
from bot.posts import Ask, Button, Enclosure, Event, Picture, Post, Question, heading, typed

BEGINS = datetime(2036, 5, 6, 18, tzinfo=UTC)
VOTE = Call("vote", {"poll": 12})
QUESTION = Question(("Park", "Square"), VOTE, f"Write {typed('vote 12 2')} to vote.")
APPROVE = Button("Approve", Call("approve", {"case": 3}), "approve 3")


@dataclass(frozen=True)
class Part:
    """`unless` are capabilities with which the platform shows it in a way of its own."""

    post: Post
    reads: tuple[str, ...]
    unless: Capability = Capability.NOTHING


PARTS = {
    "text": Part(Post("The bench goes to the park."), ("The bench goes to the park.",)),
    "title": Part(Post("Where?", title="Poll 12"), ("Poll 12", "Where?")),
    "facts": Part(
        Post(
            "Where?",
            facts=(
                ("Open until", "Friday"),
                heading("How it is counted"),
                ("Counts from", "5 votes"),
            ),
        ),
        ("Open until", "Friday", "How it is counted", "Counts from", "5 votes"),
    ),
    "question": Part(
        Post("Where?", question=QUESTION),
        ("Park", "Square", "vote 12 2"),
        unless=Capability.BUTTONS,
    ),
    "buttons": Part(
        Post("An idea", buttons=(APPROVE,)),
        ("Approve", "approve 3"),
        unless=Capability.BUTTONS,
    ),
    # What is asked stands in the text; a scene of its own answers it.
    "ask": Part(Post("What is the question?", ask=Ask(VOTE, "choices")), ("the question?",)),
    # Talk under it comes back to us; the post itself says nothing of that.
    "comment": Part(Post("An idea", comment=Ask(VOTE, "choices")), ("An idea",)),
    # Text and facts tell of it; a calendar is tested where there is one.
    "event": Part(
        Post("A question hour", event=Event("Benches", BEGINS, BEGINS + timedelta(hours=1))),
        ("A question hour",),
    ),
    "pictures": Part(
        Post("Look", pictures=(Picture("a", "A bench in the rain"), Picture("b", "A lamp"))),
        ("A bench in the rain", "A lamp"),
        unless=Capability.PICTURES,
    ),
    # In a file, or where there are none, under its name.
    "enclosure": Part(
        Post(enclosure=Enclosure("ideas.csv", "text/csv", "Idea;Place\nA bench;By the crane")),
        ("ideas.csv",),
    ),
    "link": Part(
        Post("More", link="https://example.org/a?b=1&c=2"), ("https://example.org/a?b=1&c=2",)
    ),
}
