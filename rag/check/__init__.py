"""Is each sentence of a language model carried by the passages that it cites? `checker.py` is the whole of it."""
