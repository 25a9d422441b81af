"""Persons: where a text names one, with which function, and which mentions are the same person."""
