"""The stages, each a pure function over records; they never import each other."""
