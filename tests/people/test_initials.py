"""Initials that stand for people where the minutes define them."""

from collections import Counter

from pipeline.people import initials
from pipeline.people.register import NameHit, Person


def found(texts, *names):
    people = [Person(name, Counter([name])) for name in names]
    hits = [
        [NameHit(i, at, at + len(name), p, "pattern") for p, name in enumerate(names) if (at := text.find(name)) >= 0]
        for i, text in enumerate(texts)
    ]
    return [
        [(text[s.start : s.end], names[s.person]) for s in row]
        for text, row in zip(texts, initials.find(texts, hits, people), strict=True)
    ]


def test_defined_beside_the_name_and_used_alone():
    texts = ["Mme Awa Diop (AD), M. Karim Ben-Salah (KBS)", "AD rappelle le délai, KBS aussi.", "L’ADN et AD/12"]
    assert found(texts, "Awa Diop", "Karim Ben-Salah") == [[], [("AD", "Awa Diop"), ("KBS", "Karim Ben-Salah")], []]


def test_before_the_name():
    texts = ["AD : Awa Diop", "KS = Karim Salah", "AD et KS s’opposent."]
    assert found(texts, "Awa Diop", "Karim Salah")[2] == [("AD", "Awa Diop"), ("KS", "Karim Salah")]


def test_a_body_in_the_bracket_or_a_single_definition_defines_nothing():
    assert found(["Awa Diop (OIM), Karim Salah (HCR)", "OIM demande"], "Awa Diop", "Karim Salah")[1] == []
    assert found(["Awa Diop (AD)", "AD demande"], "Awa Diop")[1] == []


def test_initials_of_two_people_are_nobodys():
    texts = ["Awa Diop (AD), Anne Dubois (AD), Karim Salah (KS), Luc Petit (LP)", "AD, KS et LP"]
    assert [code for code, _ in found(texts, "Awa Diop", "Anne Dubois", "Karim Salah", "Luc Petit")[1]] == ["KS", "LP"]


def test_defined_in_a_cell_of_the_row_that_names_the_person():
    texts = ["DIOP Awa", "Cheffe de division, OIM", "AD", "P", "SALAH Karim", "Juriste", "KS E", "AD et KS s’opposent."]
    assert found(texts, "DIOP Awa", "SALAH Karim") == [[]] * 7 + [[("AD", "DIOP Awa"), ("KS", "SALAH Karim")]]


def test_a_body_or_initials_far_below_define_nothing():
    texts = ["DIOP Awa", "OIM", "SALAH Karim", "Juriste", "Chef", "P", "KS", "HCR", "AD demande un vote à KS."]
    assert found(texts, "DIOP Awa", "SALAH Karim")[-1] == []


def test_defined_in_the_last_cells_of_a_row_that_is_one_unit():
    texts = [
        "DIOP Awa (Mme) Directrice, ministère des finances AD P",
        "BEN SALAH Karim Conseiller, OIM KBS -",
        "KBS appuie AD.",
    ]
    assert found(texts, "DIOP Awa", "BEN SALAH Karim")[2] == [("KBS", "BEN SALAH Karim"), ("AD", "DIOP Awa")]
