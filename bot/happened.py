"""Who tells what has happened, in which order: a part of the roof, for it names all rooms."""

import ideas.news
import polls.news
from bot.news import Teller
from digest.compose import Sources

NEWS: list[Teller] = [ideas.news.happened, polls.news.happened]
# As they stand in a digest.
TOPICS = [
    ideas.news.ANSWERS,
    polls.news.RESULTS,
    ideas.news.SUPPORT,
    ideas.news.NEW,
    polls.news.OPEN,
]
DIGEST = Sources(NEWS, TOPICS)
