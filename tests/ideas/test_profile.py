"""The city's own form of an idea: Problem, Ziel, Lösung, Stand, with the code of the field."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.incoming import Argument, Call
from bot.language import languages
from bot.places import City
from ideas import city_pool, fields, profile
from ideas.models import Idea
from ideas.profile import Profile
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

GERMAN = languages().words("de", ZoneInfo("Europe/Berlin"))
# As the strategy of the two cities has them.
SEED = {
    "data": "Daten und Plattformen",
    "together": "Zusammenleben und Mitmachen",
    "trends": "Trends, Forschung und Entwicklung",
    "trust": "Sicherheit und Vertrauen",
    "space": "Raum und Infrastruktur",
    "mobility": "Smarte Mobilität",
    "economy": "Wirtschaft, Handel und Tourismus",
    "education": "Bildung, Kultur und Freizeit",
    "building": "Bauen und Wohnen",
    "energy": "Energie und Umwelt",
    "health": "Gesundheit und Soziales",
    "administration": "Digitale Verwaltung",
}


def test_there_are_twelve_fields() -> None:
    assert {field.slug: fields.label(field.slug, GERMAN) for field in fields.FIELDS} == SEED


def test_known_codes_and_the_citys_own() -> None:
    city = City(rules={"ideas": {"codes": {"mobility": "SM"}}})
    codes = {slug: fields.code(slug, city) for slug in fields.SLUGS}
    assert {slug: code for slug, code in codes.items() if code} == {
        "together": "ZM",
        "administration": "DV",
        "mobility": "SM",
    }


HEAD = (
    "\ufeffNummer;Titel;Handlungsfeld;Code;Problem;Ziel;Lösung;Aktueller Stand;Datum;Ort;"
    "Unterstützung\r\n"
)


def line(number: int, slug: str) -> str:
    code = {"together": "ZM", "administration": "DV"}.get(slug, "")
    return (
        f"{number};Vier Bänke;{SEED[slug]};{code};Man kann nicht sitzen;Ausruhen;Bänke;"
        '"eingegangen; die Moderation liest sie zuerst";22. November 2026;am Kai;1\r\n'
    )


async def test_each_field_as_the_city_writes_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    form = {"problem": "Man kann nicht sitzen", "goal": "Ausruhen", "solution": "Bänke"}
    said: dict[str, Argument] = {"text": "Vier Bänke", "place": "am Kai", "join": 0, **form}
    ideas = {slug: Call("idea", {**said, "field": slug}) for slug in fields.SLUGS}
    await matrix.hears(
        [matrix.incoming(f"likes {slug}", ideas[slug], where="#holzen") for slug in ideas]
    )

    def profiles(session: Session) -> list[Profile]:
        kept = session.scalars(select(Idea).order_by(Idea.id)).all()
        return city_pool.profiles(session, kept, clock.now)

    made = await app.writer.do(profiles)
    assert profile.to_csv(made) == HEAD + "".join(map(line, range(1, 13), fields.SLUGS))


HOSTILE = Profile(
    7, "=SUM(A1)", "", "", 'quotes " and ; and\nlines', "-1", "@x", "+1", "'a", "Straße 🌳", 3
)


def test_nothing_is_lost_on_the_way_and_back() -> None:
    assert profile.from_csv(profile.to_csv([HOSTILE])) == [HOSTILE]
    assert profile.from_json(profile.to_json([HOSTILE])) == [HOSTILE]


def test_a_spreadsheet_finds_no_formula() -> None:
    assert ";'=SUM(A1);" in profile.to_csv([HOSTILE])


async def test_what_the_city_does_not_have_yet(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    for number in (1, 2):
        await matrix.says("anna", Call("idea", {"text": f"Bench {number}", "join": 0}))
    await matrix.says("anna", "idee Ein Brunnen", where="#holzen")

    def waiting(session: Session) -> list[int]:
        city = session.get_one(City, 1)
        return [idea.id for idea in city_pool.waiting(session, city)]

    assert await app.writer.do(waiting) == [1, 2]
    await app.writer.do(
        lambda session: city_pool.arrived(session, session.get_one(Idea, 1), "DO-4711")
    )
    assert await app.writer.do(waiting) == [2]


async def test_everybody_can_read_the_fields_in_easy_words(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", 'idea "Benches for all" field=space')
    english = told(await matrix.says("anna", "field", locale="en"))
    assert "The twelve fields of action" in english
    space = next(each for each in english.splitlines() if each.startswith("space: "))
    assert space.startswith("space: Space and Infrastructure: ")
    assert space.endswith("; 1 idea")
    german = told(await matrix.says("anna", "feld", where="#holzen", locale="de"))
    assert "Raum und Infrastruktur" in german
    assert len(german.splitlines()) == len(english.splitlines()) == 14
    assert "1: Benches for all" in told(await matrix.says("anna", "field space"))
