"""The product beside LlamaIndex, LangChain, Haystack and txtai: ``make bench-peers``.

material      the episodes and questions, as every system is given them
environments  a virtual environment for each peer, in build/peers
worker        the process that is measured: one system, some episodes
running       starts workers and reads what they found
table         what is printed

``systems`` has one module a system; what a peer's module imports lies in its own environment.
"""
