"""The nightly run: everybody and everything ranked, kept as a run, and reported in three files."""

from service.nightly.files import remove_reports_naming
from service.nightly.run import Night, run_night

__all__ = ["Night", "remove_reports_naming", "run_night"]
