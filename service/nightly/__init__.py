"""The nightly run: everybody and everything ranked, kept as a run, and reported in three files."""

from service.nightly.cutting import REPORT_FILES, report_names, sections, shown_about, without
from service.nightly.files import sha256_of
from service.nightly.run import Night, run_night

__all__ = ["REPORT_FILES", "Night", "report_names", "run_night", "sections", "sha256_of", "shown_about", "without"]
