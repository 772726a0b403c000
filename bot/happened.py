"""Who tells what has happened, in which order: a part of the roof, for it names all rooms."""

import ideas.news
import polls.news
from bot.news import StillThere, together
from digest.compose import Sources

TELL = together([ideas.news.happened, polls.news.happened])
THERE: list[StillThere] = [ideas.news.still_there, polls.news.still_there]
# As they stand in a digest.
TOPICS = [
    ideas.news.ANSWERS,
    polls.news.RESULTS,
    ideas.news.SUPPORT,
    ideas.news.NEW,
    polls.news.OPEN,
]
DIGEST = Sources(TELL, TOPICS, THERE)
