"""Each platform's own tests, and the contract that all of them keep."""

import pytest

# Its asserts shall say what they compared, although its name is no test's.
pytest.register_assert_rewrite("tests.adapter_contract")
