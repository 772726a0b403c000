"""Ideas as neighbours write them, made up of words; and sixteen pairs that say the same."""

import random
from collections.abc import Iterator

_FIRST = """
Spiel Fahrrad Garten Schul Hafen Kanal Park Bücher Wasser Grün Nacht Markt Sport Kinder
Senioren Müll Licht Brunnen Hunde Baum Bus Lärm Hitze Werk Nachbar Obst Tausch Jugend
Straßen Bolz Ampel Zebra Reparatur Kultur Musik Theater Blumen Bienen Sitz Ufer
"""
_SECOND = """
platz ständer beet weg haus fest schrank treff markt garten tonne laterne bank streifen
insel café tisch brücke tag pfad wiese stelle box spender raum linie zone hütte abend
kurs
"""
_DO = """
bauen aufstellen erneuern pflegen öffnen anlegen verbreitern beleuchten reparieren
begrünen sperren umgestalten planen fördern anbieten einrichten bepflanzen säubern
überdachen versetzen
"""
_STREET_FIRST = """
Linden Kaiser Schiller Goethe Hafen Mühlen Berg Wald Rosen Eichen Markt Schul Kirch Nord Süd
Ufer Brunnen Garten Burg Stein Feld Bach Wiesen Post Bahnhof
"""
_STREET_LAST = "straße weg platz allee gasse ufer ring"
_LIKE = """
neue breite helle sichere bunte ruhige saubere alte kleine große gemeinsame öffentliche
kostenlose barrierefreie überdachte
"""
_WHY = (
    "weil es dort zu dunkel ist",
    "damit Kinder sicher spielen können",
    "denn im Sommer ist es viel zu heiß",
    "weil viele ältere Menschen keinen Sitzplatz finden",
    "damit weniger Autos dort parken",
    "denn bei Regen steht alles unter Wasser",
    "weil der Bus nur selten kommt",
    "damit sich Nachbarn begegnen",
    "denn der Müll liegt überall",
    "weil Radfahrer dort gefährdet sind",
    "damit die Insekten Nahrung finden",
    "denn es gibt keinen Treffpunkt",
)

# What is there, and how somebody else writes it: slips of the finger, other endings, other
# order, the words run together or apart.
PAIRS = (
    ("Mehr Bänke am Kanal aufstellen", "mer Bänke am Kannal"),
    ("Ein Zebrastreifen vor der Grundschule", "Zebrasteifen vor die Grundschulen"),
    ("Trinkwasserbrunnen auf dem Marktplatz", "Trinkbrunnen am Marktplatz"),
    ("Öffentliche Toilette im Westpark", "öffentlichen Toiletten im West-Park"),
    ("Bücherschrank am Borsigplatz", "Bücherschränke Borsigplatz"),
    ("Tempo 30 in der Mallinckrodtstraße", "Tempo 30 auf der Malinkrodtstrasse"),
    ("Urban Gardening auf dem Parkhausdach", "Gärten auf dem Dach vom Parkhaus"),
    ("Beleuchtung für den Radweg am Phoenix-See", "Radwege am Phönixsee beleuchten"),
    ("Repair-Café im Gemeindehaus eröffnen", "Reparaturcafe im Gemeindehaus"),
    ("Hundewiese im Fredenbaumpark einzäunen", "Zaun um die Hundewiesen im Fredenbaum-Park"),
    ("Nachbarschaftsfest an der Münsterstraße", "Nachbarschaftsfeste Muensterstr."),
    ("Fahrradständer vor der Stadtbibliothek", "Stadtbibliotek: Fahrradstaender fehlen"),
    ("Bäume gegen die Hitze auf dem Nordmarkt", "Ein Baum gegen Hitze am Nordmarkt pflanzen"),
    ("Kostenlose Nachhilfe im Jugendzentrum", "Nachhilfe kostenlos in den Jugendzentren"),
    ("Barrierefreier Zugang zum Bürgerbüro", "barierefreie Zugänge zum Bürgerbüro"),
    ("Skatepark unter der Autobahnbrücke", "Skate Park unter Autobahnbrücken"),
)


def made_up(count: int, seed: int) -> Iterator[str]:
    """Ideas of some 150 letters, none of them a pair's."""
    chance = random.Random(seed)
    first, second, do = _FIRST.split(), _SECOND.split(), _DO.split()
    streets = [one + two for one in _STREET_FIRST.split() for two in _STREET_LAST.split()]
    pick = chance.choice

    def thing() -> str:
        return pick(first) + pick(second)

    for _ in range(count):
        where = f"{pick(('an der', 'in der', 'neben der'))} {pick(streets)}"
        what = f"{pick(_LIKE.split()).capitalize()} {thing()} {where} {chance.randint(1, 140)}"
        yield f"{what} {pick(do)}, {pick(_WHY)}. {thing()} und {thing()} {pick(do)}."
