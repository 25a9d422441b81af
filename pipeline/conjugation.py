"""The third-person forms of French verbs, by the ending of the infinitive.

Reports are written in the third person, so nothing else is made. Keys of the tables: ``singular`` and ``plural`` (present),
``past_singular`` and ``past_plural`` (imperfect, past historic, imperfect subjunctive), ``future_singular`` and
``future_plural`` (with the conditional), ``participle`` (every agreement), ``present_participle``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

Forms = dict[str, list[str]]


class _Model(NamedTuple):
    """Endings put after the stem: present singular and plural, stem of the imperfect, past historic singular and its vowel,
    stem of the future, participle."""

    present: str
    present_plural: str
    imperfect: str
    historic: str
    historic_plural: str
    future: str
    participle: str


# Ending of the infinitive -> endings; the longest ending that fits is taken.
_MODELS: dict[str, _Model] = {
    "ir": _Model("it", "issent", "iss", "it", "irent", "ir", "i"),
    "dire": _Model("dit", "disent", "dis", "dit", "dirent", "dir", "dit"),
    "rire": _Model("rit", "rient", "ri", "rit", "rirent", "rir", "ri"),
    "crire": _Model("crit", "crivent", "criv", "crivit", "crivirent", "crir", "crit"),
    "uire": _Model("uit", "uisent", "uis", "uisit", "uisirent", "uir", "uit"),
    "mettre": _Model("met", "mettent", "mett", "mit", "mirent", "mettr", "mis"),
    "battre": _Model("bat", "battent", "batt", "battit", "battirent", "battr", "battu"),
    "tenir": _Model("tient", "tiennent", "ten", "tint", "tinrent", "tiendr", "tenu"),
    "venir": _Model("vient", "viennent", "ven", "vint", "vinrent", "viendr", "venu"),
    "prendre": _Model("prend", "prennent", "pren", "prit", "prirent", "prendr", "pris"),
    "endre": _Model("end", "endent", "end", "endit", "endirent", "endr", "endu"),
    "ondre": _Model("ond", "ondent", "ond", "ondit", "ondirent", "ondr", "ondu"),
    "indre": _Model("int", "ignent", "ign", "ignit", "ignirent", "indr", "int"),
    "aître": _Model("aît", "aissent", "aiss", "ut", "urent", "aîtr", "u"),
    "clure": _Model("clut", "cluent", "clu", "clut", "clurent", "clur", "clu"),
    "croire": _Model("croit", "croient", "croy", "crut", "crurent", "croir", "cru"),
    "taire": _Model("tait", "taisent", "tais", "tut", "turent", "tair", "tu"),
    "faire": _Model("fait", "font", "fais", "fit", "firent", "fer", "fait"),
    "voir": _Model("voit", "voient", "voy", "vit", "virent", "verr", "vu"),
    "cevoir": _Model("çoit", "çoivent", "cev", "çut", "çurent", "cevr", "çu"),
    "mouvoir": _Model("meut", "meuvent", "mouv", "mut", "murent", "mouvr", "mu"),
    "vouloir": _Model("veut", "veulent", "voul", "voulut", "voulurent", "voudr", "voulu"),
    "pouvoir": _Model("peut", "peuvent", "pouv", "put", "purent", "pourr", "pu"),
    "savoir": _Model("sait", "savent", "sav", "sut", "surent", "saur", "su"),
    "devoir": _Model("doit", "doivent", "dev", "dut", "durent", "devr", "dû"),
    "courir": _Model("court", "courent", "cour", "courut", "coururent", "courr", "couru"),
    "entir": _Model("ent", "entent", "ent", "entit", "entirent", "entir", "enti"),
    "partir": _Model("part", "partent", "part", "partit", "partirent", "partir", "parti"),
    "servir": _Model("sert", "servent", "serv", "servit", "servirent", "servir", "servi"),
    "ouvrir": _Model("ouvre", "ouvrent", "ouvr", "ouvrit", "ouvrirent", "ouvrir", "ouvert"),
    "offrir": _Model("offre", "offrent", "offr", "offrit", "offrirent", "offrir", "offert"),
    "frir": _Model("fre", "frent", "fr", "frit", "frirent", "frir", "fert"),
    "cueillir": _Model("cueille", "cueillent", "cueill", "cueillit", "cueillirent", "cueiller", "cueilli"),
    "quérir": _Model("quiert", "quièrent", "quér", "quit", "quirent", "querr", "quis"),
    "suivre": _Model("suit", "suivent", "suiv", "suivit", "suivirent", "suivr", "suivi"),
    "soudre": _Model("sout", "solvent", "solv", "solut", "solurent", "soudr", "solu"),
    "aller": _Model("va", "vont", "all", "alla", "allèrent", "ir", "allé"),
}
_AUXILIARIES: dict[str, Forms] = {
    "avoir": {
        "singular": ["a", "ait"],
        "plural": ["ont", "aient"],
        "past_singular": ["avait", "eut", "eût"],
        "past_plural": ["avaient", "eurent"],
        "future_singular": ["aura", "aurait"],
        "future_plural": ["auront", "auraient"],
        "participle": ["eu", "eue", "eus", "eues"],
        "present_participle": ["ayant"],
    },
    "être": {
        "singular": ["est", "soit"],
        "plural": ["sont", "soient"],
        "past_singular": ["était", "fut", "fût"],
        "past_plural": ["étaient", "furent"],
        "future_singular": ["sera", "serait"],
        "future_plural": ["seront", "seraient"],
        "participle": ["été"],
        "present_participle": ["étant"],
    },
}
_LONGEST_FIRST = sorted(_MODELS, key=lambda e: (-len(e), e))


@lru_cache(maxsize=4096)
def _first_group(infinitive: str) -> Forms:
    stem = infinitive[:-2]
    soft = stem
    if stem.endswith("g"):
        soft = stem + "e"
    elif stem.endswith("c"):
        soft = stem[:-1] + "ç"
    grave = (
        re.sub(r"[eé]([bcdfglmnprstv]+)$", r"è\1", stem)
        if re.search(r"[eé](?:[bcdfglmnprstv]|[bcdfgptv][lr])$", stem)
        else stem
    )
    if stem.endswith(("appel", "jet")):
        grave = stem + stem[-1]
    if stem.endswith(("oy", "uy")):
        grave = stem[:-1] + "i"
    return {
        "singular": [grave + "e"],
        "plural": [grave + "ent"],
        "past_singular": [soft + "ait", soft + "a", soft + "ât"],
        "past_plural": [soft + "aient", stem + "èrent", soft + "assent"],
        "future_singular": [grave + "era", grave + "erait", stem + "era", stem + "erait"],
        "future_plural": [grave + "eront", grave + "eraient", stem + "eront", stem + "eraient"],
        "participle": [stem + e for e in ("é", "ée", "és", "ées")],
        "present_participle": [soft + "ant"],
    }


def conjugate(infinitive: str) -> Forms:
    """The forms of ``infinitive``; one whose ending is unknown has none."""
    if infinitive.endswith("er") and infinitive != "aller":
        return _first_group(infinitive)
    if infinitive in _AUXILIARIES:
        return _AUXILIARIES[infinitive]
    ending = next((e for e in _LONGEST_FIRST if infinitive.endswith(e)), None)
    if ending is None:
        return {}
    stem = infinitive[: -len(ending)]
    m = _MODELS[ending]
    historic = stem + m.historic
    written = re.sub(r"([aiu])(n?t)$", lambda x: {"a": "â", "i": "î", "u": "û"}[x.group(1)] + x.group(2), historic)
    feminine = m.participle.replace("û", "u")
    agreements = [m.participle, feminine + "e", feminine + "es"]
    if not m.participle.endswith("s"):
        agreements.append(feminine + "s")
    return {
        "singular": [stem + m.present],
        "plural": [stem + m.present_plural],
        "past_singular": list(dict.fromkeys([stem + m.imperfect + "ait", historic, written])),
        "past_plural": [stem + m.imperfect + "aient", stem + m.historic_plural],
        "future_singular": [stem + m.future + "a", stem + m.future + "ait"],
        "future_plural": [stem + m.future + "ont", stem + m.future + "aient"],
        "participle": [stem + p for p in agreements],
        "present_participle": [stem + m.imperfect + "ant"],
    }
