"""Verb forms and locutions of saying, over the tenses; nouns and other uses of the same words are none."""

from __future__ import annotations

import pytest

from pipeline.attribution import cues
from pipeline.conjugation import conjugate
from pipeline.resources import lexicon


@pytest.mark.parametrize(
    ("text", "cue", "voice"),
    [
        ("Elle a souligné que", "a souligné", "active"),
        ("Elle souligne que", "souligne", "active"),
        ("Elles soulignaient que", "soulignaient", "active"),
        ("Il suggéra de", "suggéra", "active"),
        ("Il suggère de", "suggère", "active"),
        ("Ils n’ont pas encore précisé", "n’ont pas encore précisé", "active"),
        ("Ils ont, à deux reprises, rappelé", "ont, à deux reprises, rappelé", "active"),
        ("Elle a elle aussi appelé à la prudence", "a elle aussi appelé à", "active"),
        ("Elle a fait remarquer que", "a fait remarquer", "active"),
        ("Ils ont mis l’accent sur", "ont mis l’accent", "active"),
        ("Il s’est félicité de", "s’est félicité", "active"),
        ("Elle se félicite de", "se félicite", "active"),
        ("Ils se sont dits inquiets", "se sont dits", "active"),
        ("Il a été rappelé que", "a été rappelé", "passive"),
        ("Les pays étaient priés de", "étaient priés", "passive"),
        ("Elle est allée plus loin", "est allée plus loin", "active"),
        ("M. X, estimant que", "estimant", "participle"),
        ("Il y voyait une chance", "voyait une", "active"),
    ],
)
def test_found(text: str, cue: str, voice: str) -> None:
    found = [(text[c.start : c.end], c.voice) for c in cues.find(text)]
    assert (cue, voice) in found


@pytest.mark.parametrize(
    "text",
    [
        "La demande de visas croît",
        "une note en bas de page",
        "ce qui relève du maire",
        "Elle voyait la mer",
        "Je remercie la salle",
        "le rappel des faits",
    ],
)
def test_not_found(text: str) -> None:
    assert not cues.find(text)


def test_lexicon_is_broad_and_consistent() -> None:
    data = lexicon("speech_verbs")
    plain = [*data["say"], *data["evoke"], *data["human"]]
    assert len(plain) == len(set(plain))
    assert not set(plain) & set(data["conditional"])
    assert len({*plain, *data["conditional"], *data["pronominal"], *data["light"]}) >= 400
    assert set(data["pronominal_human"]) <= set(data["pronominal"])


@pytest.mark.parametrize(
    "infinitive",
    sorted(
        {
            v
            for key in ("say", "evoke", "human", "conditional", "pronominal", "light", "control")
            for v in lexicon("speech_verbs")[key]
        }
    ),
)
def test_every_verb_has_forms(infinitive: str) -> None:
    assert conjugate(infinitive)["participle"]


@pytest.mark.parametrize(
    ("infinitive", "forms"),
    [
        (
            "souligner",
            "souligne soulignent soulignait souligna soulignèrent soulignera soulignerait soulignée soulignant",
        ),
        ("considérer", "considère considèrent considérait considérera considéré"),
        ("appeler", "appelle appelait appellera appelé"),
        ("exiger", "exigeait exigea exigeant exigé"),
        ("annoncer", "annonçait annonça annonçant"),
        ("appuyer", "appuie appuyait appuiera"),
        ("dire", "dit disent disait dirent dira dirait dites disant"),
        ("reconnaître", "reconnaît reconnaissent reconnut reconnaîtra reconnue reconnaissant"),
        ("répondre", "répond répondit répondrait répondu"),
        ("maintenir", "maintient maintint maintiendra maintenu"),
        ("craindre", "craint craignent craignit craindra craignant"),
        ("enjoindre", "enjoint enjoignait enjoignit"),
        ("promettre", "promet promirent promettrait promis promise"),
        ("souscrire", "souscrit souscrivent souscrivait"),
        ("conclure", "conclut concluent concluait conclurent conclu"),
        ("voir", "voit voyait vit verra vu"),
        ("avertir", "avertit avertissent avertissait averti"),
        ("pressentir", "pressent pressentait pressenti"),
        ("accueillir", "accueille accueillait accueillera"),
        ("être", "est sont était fut fût sera été"),
    ],
)
def test_conjugation(infinitive: str, forms: str) -> None:
    made = {word for words in conjugate(infinitive).values() for word in words}
    assert set(forms.split()) <= made
