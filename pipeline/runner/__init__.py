"""Runs the stages over many documents and publishes: all the reading, writing and process handling is here."""
