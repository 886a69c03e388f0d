"""The truth: records, consents, vectors and runs, and the sequence of their changes."""

from matcher.store.port import Change, Receipt, Run, Store

__all__ = ["Change", "Receipt", "Run", "Store"]
