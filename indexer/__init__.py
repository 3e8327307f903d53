"""Transcript files become episode folders that can be searched. Knows no web and no money."""
