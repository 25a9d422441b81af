"""The reports of these tests: an ordinary one, one that tries to break out of the page, and one with no date and little else."""

from __future__ import annotations

import datetime as dt

from tests.report.small import Report

SCRIPT = "<script>window.broken = 1</script>"
IMAGE = '"><img src=x onerror="window.broken = 2">'
CLOSING = "</script><script>window.broken = 3</script><!-- ]]> {{ 7 * 7 }} {% raw %} ${window.broken = 4}"
HOSTILE_ID = "rapport-hostile"


def ordinary() -> Report:
    r = Report(
        "atelier-puits.txt",
        {
            "title": "Atelier sur l’eau des villages",
            "symbol": "EAU/2019/4",
            "place": "Bamako",
            "date_start": dt.date(2019, 3, 12),
            "date_end": dt.date(2019, 3, 14),
        },
    )
    keita = r.speaker(
        "adama-keita", name="Adama Keïta", honorific="M.", role="Ministre de l’hydraulique", country="MLI"
    )
    kenya = r.speaker("ken", "delegate", country="KEN")
    everyone = r.speaker("collectif", "collective")
    fund = r.organisation("fonds-de-l-eau", "Fonds de l’eau", "FDE")
    r.section("Débat")
    r.unit("Débat", unit_type="heading")
    r.unit(
        "M. Adama Keïta a dit que le Mali avait ouvert quarante forages.",
        "good_practice",
        said=((keita, "a dit"),),
        mentions=(("Adama Keïta", "person", keita), ("Mali", "country", "MLI")),
        source="M. Adama\nKeïta a dit que le Mali avait\nouvert quarante forages.",
        content={"countries": ["MLI"]},
        paragraph="1",
        page="2",
    )
    r.unit(
        "L’œuvre reste à achever, car la sécheresse s’étend.",
        "finding",
        said=((keita, None),),
        same_block=True,
        paragraph="1",
        page="2",
    )
    r.unit("12  Voir l’annexe.", unit_type="footnote")
    lead = r.unit("Les participants ont recommandé :", said=((everyone, "ont recommandé"),), page="3")
    r.unit(
        "que les pays d’origine créent un fonds commun ;",
        "recommendation",
        "list_item",
        said=((everyone, None),),
        lead_in_id=lead,
        marker="a)",
        content={
            "context": "Les participants ont recommandé :",
            "strength": "should",
            "addressees": ["les pays d’origine"],
        },
        page="3",
    )
    r.unit(
        "que le Kenya et le Fonds de l’eau publient leurs relevés.",
        "recommendation",
        "list_item",
        said=((everyone, None), (kenya, None)),
        lead_in_id=lead,
        marker="b)",
        mentions=(("Kenya", "country", "KEN"), ("Fonds de l’eau", "organisation", fund)),
        content={
            "strength": "must",
            "addressees": ["Kenya", "Pays d’origine"],
            "addressee_countries": ["KEN"],
            "addressee_organisations": [fund],
        },
        page="3",
    )
    return r


def hostile() -> Report:
    r = Report(
        f"{HOSTILE_ID}.txt",
        {"title": f"Compte rendu {SCRIPT}", "place": IMAGE, "event": CLOSING, "date_start": dt.date(2021, 6, 1)},
    )
    one = r.speaker("pirate", name=f"Zoé {IMAGE}", role=CLOSING, country="PER")
    body = r.organisation("pirates", f"Ligue {SCRIPT}", 'L"><b>G')
    r.section(CLOSING)
    r.unit(f"Titre {SCRIPT}", unit_type="heading")
    text = f"Zoé 𝒜🙂 a dit {SCRIPT} au Pérou, {IMAGE} et {CLOSING} puis la Ligue."
    r.unit(
        text,
        "recommendation",
        source=text.replace(" puis", "\u2028puis"),
        said=((one, "a dit"),),
        mentions=(("Zoé", "person", one), ("Pérou", "country", "PER"), ("Ligue", "organisation", body)),
        content={"context": SCRIPT, "strength": "may", "addressees": [IMAGE]},
        paragraph=SCRIPT,
        page=IMAGE,
    )
    return r


def bare() -> Report:
    r = Report("notes.txt")
    r.section("")
    r.unit("La pluie manque depuis trois ans.", "finding")
    return r
