"""What an acronym looks like."""

import re

# Two capitals at least, no spaces; letters and figures, parts joined by a hyphen, a slash, a period.
ACRONYM = r"[A-Z](?=[^\s()]{0,14}[A-Z])[A-Za-z0-9]{0,9}(?:[-/&.][A-Z0-9][A-Za-z0-9]{0,7})*"

# In a list of them accents, a figure in front and one capital beside a figure do too: ÉFP, 3RP, G-5.
LISTED = (
    r"(?=[^\s()]{0,14}[A-ZÀ-ÖØ-Þ])(?=[^\s()]{0,14}[A-ZÀ-ÖØ-Þ0-9][^\s()]{0,14}[A-ZÀ-ÖØ-Þ0-9])"
    r"(?:[A-ZÀ-ÖØ-Þ]|\d{1,2}(?=[A-Z]))[A-Za-zÀ-ÖØ-öø-ÿ0-9]{0,9}(?:[-/&.][A-ZÀ-ÖØ-Þ0-9][A-Za-z0-9]{0,7})*"
)

# « OIM  Organisation internationale pour les migrations », above a title or in a list.
LETTERHEAD = re.compile(rf"^(?P<acronym>{ACRONYM})\s+(?P<name>[A-ZÀ-Þ].+)$")
