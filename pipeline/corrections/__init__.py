"""Corrections by people, laid over the stages' results when the dataset is published; the stages never see them.

``corrections/*.jsonl`` holds one correction a line: the sentence it is for, a hash of that sentence and its two neighbours as
they were read when the correction was made, and what is to hold instead. Where the sentence is gone or something around it
reads differently, the correction is reported and not applied: what it was made for is no longer there.

Speakers and entities are written as in the annotation guidelines: ``Awa Diop`` a person, ``^la Présidente`` a person known by
function, ``@KEN`` an unnamed delegate (or, in a link, the country), ``#OIM`` an organisation, ``*`` the meeting as a whole.
"""
