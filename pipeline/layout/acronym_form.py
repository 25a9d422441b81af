"""What an acronym looks like."""

# Two capitals at least, no spaces; letters and figures, parts joined by a hyphen, a slash, a period.
ACRONYM = r"(?=[^\s()]*[A-Z][^\s()]*[A-Z])[A-Z][A-Za-z0-9]{0,9}(?:[-/&.][A-Z0-9][A-Za-z0-9]{0,7})*"
