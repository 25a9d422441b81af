"""The small projects of the trust tests."""

from tests.trust.conftest import make_project, project

__all__ = ["make_project", "project"]
