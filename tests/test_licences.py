"""Every installed distribution that the lock file names has a licence of the allowlist; read offline from its metadata."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from tests.conftest import ROOT

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General|Unlicense|Public Domain|Zlib|0BSD|HPND|CC0",
    re.IGNORECASE,
)
# Tools and data whose metadata name no licence of the list, each looked up by hand.
KNOWN: dict[str, str] = {}


def test_licences():
    names = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(names) > 50
    wrong = {}
    for name in names:
        try:
            read = metadata(name)
        except PackageNotFoundError:
            continue  # for another system
        said = [
            read.get("License-Expression") or "",
            *(c for c in read.get_all("Classifier") or [] if "License ::" in c),
        ]
        said.append((read.get("License") or "")[:200])
        if name not in KNOWN and not any(ALLOWED.search(text) for text in said):
            wrong[name] = said
    assert wrong == {}


def test_the_lock_file_is_pinned_hashed_and_names_no_host():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
