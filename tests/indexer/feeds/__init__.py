"""The tests of feeds and URLs, with small feeds of our own in the shapes of real ones."""
