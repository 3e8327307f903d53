"""A podcast's feed, or one transcript, by its URL."""
