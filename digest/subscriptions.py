"""Who hears regularly, and who does not any more."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.places import City, Neighbourhood
from bot.privately import refuse_settling
from digest import rhythm
from digest.models import Often, Subscription
from digest.rules import rules


def home(context: Context) -> Neighbourhood:
    """What their digest is about, wherever they ask for it. Raises Refusal."""
    return context.home or context.neighbourhood


def of(context: Context) -> Subscription | None:
    """An account that was linked only lately does not learn what the person wants."""
    if context.person.is_settling(context.now):
        return None
    return context.session.get(Subscription, context.person.id)


def subscribe(context: Context, often: Often) -> Subscription:
    """What happened until now they can ask for; what follows they hear. Raises Refusal."""
    refuse_settling(context)
    city, now = home(context).city, context.now
    me, told_until = context.person.id, rhythm.settled(now)
    found = of(context) or Subscription(person_id=me, told_until=told_until)
    found.often, found.since, found.due = often, now, due_after(now, often, city)
    context.session.add(found)
    context.session.flush()
    return found


def end(context: Context) -> bool:
    """Whether there was one."""
    refuse_settling(context)
    found = of(context)
    if found:
        context.session.delete(found)
        context.session.flush()
    return found is not None


def due_after(moment: datetime, often: str, city: City) -> datetime:
    return rhythm.after(moment, Often(often), rules(city), ZoneInfo(city.timezone))
