"""Chinese and English: the terms of a text, and the bridge that glosses Chinese in English."""
