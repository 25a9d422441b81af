"""The report page: a published dataset as one self-contained HTML file in French, or a small site of such pages.

``assembly`` turns the tables into what a page needs, ``overview`` counts, ``palette`` holds the colours, ``pages`` fills the
templates and writes the files.
"""
