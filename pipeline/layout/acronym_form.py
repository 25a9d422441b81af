"""What an acronym looks like."""

# Two capitals at least, no spaces; letters and figures, parts joined by a hyphen, a slash, a period.
ACRONYM = r"(?=[^\s()]{0,14}[A-Z][^\s()]{0,14}[A-Z])[A-Z][A-Za-z0-9]{0,9}(?:[-/&.][A-Z0-9][A-Za-z0-9]{0,7})*"
