"""The synthetic sample: its topic banks, its generator and the demo tier made from them."""
