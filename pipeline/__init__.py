"""greffier: French reports of international meetings in, validated Parquet tables out."""

__version__ = "0.1.0"
