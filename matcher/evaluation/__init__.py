"""How good a ranking is: metrics on judged pairs, run files, judged sets."""
