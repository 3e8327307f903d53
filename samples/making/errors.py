"""What can go wrong while samples are made."""


class SampleError(Exception):
    """Something the person running this can put right."""
