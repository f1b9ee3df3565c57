"""Properties are tested without a deadline: a pause of the machine is no finding."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
