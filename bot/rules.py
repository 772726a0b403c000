"""What a city may lay down for each domain: a part of the roof, for it names the rooms."""

from collections.abc import Mapping
from typing import Any

import digest.rules
import ideas.rules
import moderation.rules
import polls.rules
from bot import gazetteer, retention

RULES: Mapping[str, type[Any]] = {
    "polls": polls.rules.PollRules,
    "ideas": ideas.rules.IdeaRules,
    "digest": digest.rules.DigestRules,
    "gazetteer": gazetteer.GazetteerRules,
    "retention": retention.Retention,
    "desk": moderation.rules.DeskRules,
}
