"""What all tests share: the same examples in every run, and no clock to fail by."""

from __future__ import annotations

import sys

from hypothesis import settings

# To numba, which asks for the tool of that name, the folder of the tests of coverage would look like it.
sys.modules.setdefault("coverage", None)  # type: ignore[arg-type] # this is how Python notes that there is none
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
