"""Takes an erased person out of everything that is kept beside the store, and looks whether anything is left."""

from service.erasing.journal import read_journal, write_journal
from service.erasing.search import search_in
from service.erasing.verify import Trace, earlier_receipt, verify

__all__ = ["Trace", "earlier_receipt", "read_journal", "search_in", "verify", "write_journal"]
