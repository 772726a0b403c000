"""A street becomes a district, however it is written."""

from pathlib import Path

import pytest

from bot import config
from bot.config import ConfigError
from bot.gazetteer import Gazetteer, GazetteerRules, folded
from bot.rules import RULES

OPEN_DATA = Path(__file__).parent / "open_data"
STREETS, DISTRICTS = str(OPEN_DATA / "streets.csv"), str(OPEN_DATA / "districts.geojson")
CITY = Gazetteer(GazetteerRules(STREETS, districts=DISTRICTS, belongs={"Hafen": "harbour"}))
MUENSTER = Path(__file__).parents[3] / "shared" / "data" / "places" / "muenster.geojson"


@pytest.mark.parametrize(
    "written",
    ["Beispielstraße", "beispielstr.", "Beispielstrasse 12 a", "BEISPIELSTRASSE 3-5"],
)
def test_a_street_has_a_district_however_it_is_written(written: str) -> None:
    assert CITY.of_street(written) == ("Hafen",)


def test_some_streets_run_through_two_districts_and_others_are_not_there() -> None:
    assert CITY.of_street("Lange Str. 7") == ("Hafen", "Holzen")
    assert CITY.of_street("Muehlenweg") == CITY.of_street("mühlenweg 1") == ("Holzen",)
    assert CITY.of_street("Straße der Beispiele") == ("Holzen",)
    assert CITY.of_street("Nirgendwo 1") == CITY.of_street("") == ()


def test_the_districts_of_a_text() -> None:
    assert CITY.mentioned("Am Mühlenweg 3, Ecke Am-Kai, fehlt eine Bank") == ("Holzen", "Hafen")
    assert CITY.mentioned("In Holzen fehlt eine Bank.") == ("Holzen",)
    assert CITY.mentioned("Eine Bank am Kaiser") == CITY.mentioned("") == ()


def test_a_point_lies_in_one_district() -> None:
    assert CITY.at(7.1, 51.1) == "Hafen"
    assert CITY.at(7.5, 51.5) == "Holzen"
    assert CITY.at(0, 0) is None


def test_districts_and_their_neighbourhoods() -> None:
    assert CITY.districts == ("Hafen", "Holzen")
    assert CITY.named("hafen") == "Hafen"
    assert CITY.named("Kiel") is None
    assert CITY.neighbourhood_of("Hafen") == "harbour"
    assert CITY.neighbourhood_of("Holzen") == "Holzen"


def test_without_a_file_there_is_nothing_to_find() -> None:
    nothing = Gazetteer(GazetteerRules())
    assert nothing.districts == nothing.of_street("Am Kai") == nothing.mentioned("Am Kai") == ()
    assert nothing.at(7.1, 51.1) is None


def test_ways_to_write_a_street_are_one() -> None:
    assert folded("Königs-Allee 5a") == folded("koenigs allee") == "koenigs allee"
    assert folded("Str. des 17. Juni") == folded("Straße des 17 Juni")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('streets = "gone.csv"', "gone.csv cannot be read"),
        (f'streets = "{STREETS}"\nstreet_column = "name"', "has no column 'name'"),
        (f'districts = "{STREETS}"', "is no GeoJSON with 'name' in it"),
        (f'districts = "{DISTRICTS}"\ndistrict_property = "title"', "is no GeoJSON with"),
    ],
)
def test_what_cannot_be_used_stops_bude_at_the_start(line: str, complaint: str) -> None:
    text = f'[cities.dortmund]\nname = "Dortmund"\n[cities.dortmund.gazetteer]\n{line}\n'
    with pytest.raises(ConfigError, match=complaint):
        config.parse(text, "config.toml", {}, RULES)


@pytest.mark.scene  # with a city's own file
@pytest.mark.skipif(not MUENSTER.exists(), reason="the real districts are not here")
def test_the_districts_of_a_real_city() -> None:
    city = Gazetteer(GazetteerRules(districts=str(MUENSTER)))
    assert len(city.districts) == 45
    east = {city.at(7.68 + x / 150, 51.96 + y / 150) for x in range(9) for y in range(9)}
    assert "Handorf" in east
