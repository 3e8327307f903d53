"""The tests of the transcript formats, one module for each part."""
