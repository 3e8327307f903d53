"""A question becomes an answer, claim by claim. Knows no web, no Redis, no SQL."""
