"""The table of faults names tests that exist, so that none is forgotten silently."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = TESTS / "adapters" / "matrix" / "FAULTS.md"
NAMED = re.findall(r"(\S+\.py)::(\w+)", TABLE.read_text())


def test_the_table_is_read() -> None:
    assert len(NAMED) > 40


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)))
def test_each_fault_has_its_test(file: str, test: str) -> None:
    assert re.search(rf"^(async )?def {test}\(", (TESTS / file).read_text(), re.MULTILINE)
