"""Where cases stand and why they wait, in words."""

from collections.abc import Mapping

from bot.language import N_, Words
from moderation.models import RESTRAINT, Case, State
from moderation.triage import Sign

BECAUSE = {
    Sign.ALL: N_("here everything is read first"),
    Sign.NEWCOMER: N_("the author is new here"),
    Sign.LINK: N_("there is a link in it"),
    Sign.REPEATS: N_("the same was said several times"),
    Sign.PICTURE: N_("a picture from somebody new"),
    Sign.FILE: N_("there is a file with it"),
    Sign.WARNED: N_("other communities warn of this account"),
    Sign.YOUTH: N_("children or young people wrote it"),
    Sign.PAIRS: N_("it changes what two moderators must agree on"),
}
YOU = BECAUSE | {
    Sign.NEWCOMER: N_("you are new here"),
    Sign.PICTURE: N_("it has a picture, and you are new here"),
}
STANDS = {
    State.WAITING: N_("waits for a moderator"),
    State.ASKED: N_("waits for an answer of the author"),
    State.REPORTED: N_("published, and somebody asks you to look at it"),
    State.APPEALED: N_("declined, and the author asks for a second look"),
    State.FROZEN: N_("frozen: nobody gets to see it"),
    State.PUBLISHED: N_("published"),
    State.DECLINED: N_("declined"),
    State.MERGED: N_("put together with another one"),
    State.SPLIT: N_("taken apart"),
    State.WITHDRAWN: N_("taken back by the author"),
    State.LAPSED: N_("not published, because what it belonged to is gone"),
}
# In a case about a person nothing is published or declined.
SHUT_OUT = {
    State.APPEALED: N_("shut out, and asks for a second look"),
    State.DECLINED: N_("shut out"),
    State.PUBLISHED: N_("may take part again"),
}


def because(case: Case, words: Words, said: Mapping[Sign, str] = BECAUSE) -> str:
    """Why it waits; as its author reads it, when `said` is YOU."""
    return "; ".join(words.say(said[Sign(each)]) for each in case.held)


def stands(case: Case, words: Words) -> str:
    state = State(case.state)
    shut_out = SHUT_OUT if case.kind == RESTRAINT else {}
    return words.say(shut_out.get(state) or STANDS[state])


def called(name: str, words: Words) -> str:
    return name or words.say("somebody (forgotten)")
