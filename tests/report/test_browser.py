"""The page in a real Chromium: search, filter, follow a row to its source and come back, deep links, keyboard, print."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from pipeline.report.pages import write_report
from tests.report import reports
from tests.report.browser import Browser, chromium
from tests.report.small import write_dataset

pytestmark = pytest.mark.browser
ROWS = "#lignes tbody tr"


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def window(downloads: Path) -> Iterator[Browser]:
    with chromium(1360, 900, downloads=downloads) as browser:
        yield browser


@pytest.fixture(scope="module")
def phone() -> Iterator[Browser]:
    with chromium(390, 844, mobile=True) as browser:
        yield browser


@pytest.fixture
def browser(window: Browser, page: Path) -> Iterator[Browser]:
    """The page just opened; afterwards: no console error, no request but for the page itself, no script of a source run."""
    window.requests()
    window.errors()
    window.open(page)
    yield window
    assert window.js("return window.broken") is None
    assert window.errors() == []
    assert {url.partition("#")[0] for url in window.requests() if not url.startswith("blob:")} <= {page.as_uri()}


def count(browser: Browser) -> str:
    return browser.one("#compte").text.replace("\u202f", " ")


def test_first_page(browser):
    assert browser.one("h1").text == "Qui a dit quoi, et ce qui en est recommandé"
    assert browser.texts(".figure dd")[:3] == ["3", "1", "2"]
    assert len(browser.all(".documents > li")) == 3
    assert browser.texts(".meetings .when") == ["12–14 mars 2019", "1er juin 2021"]
    bars = [b.size["width"] for b in browser.all("#vue-accueil [aria-labelledby=t-intervenants] svg rect")]
    assert bars[0] > bars[1] > 0


def test_search_forgets_accents_and_follows_the_reader(browser):
    browser.go("#tableau")
    assert count(browser) == "6 énoncés sur 6"
    browser.one("#q").send_keys("SECHERESSE œuvre")
    browser.wait(lambda: count(browser) == "1 énoncé sur 6")
    assert browser.texts(f"{ROWS} mark") == ["œuvre", "sécheresse"]
    assert browser.hash == "#tableau?q=SECHERESSE+%C5%93uvre"
    browser.one("#q").clear()
    browser.one("#q").send_keys("« fonds commun »")
    browser.wait(lambda: browser.texts(f"{ROWS} mark") == ["fonds commun"])
    browser.one("#q").send_keys(" introuvable")
    browser.wait(lambda: count(browser).startswith("Aucun énoncé"))
    assert browser.one("#compte").get_attribute("aria-live") == "polite"
    browser.one("#effacer").click()
    browser.wait(lambda: count(browser) == "6 énoncés sur 6")
    assert browser.focused.get_attribute("id") == "q"


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("type=recommendation", 3),
        ("type=recommendation&type=finding", 5),
        ("document=atelier-puits", 4),
        ("orateur=per-adama-keita", 2),
        ("orateur=delegation-KEN", 1),
        ("pays=KEN", 1),
        ("pays=MLI", 2),
        ("organisation=fonds-de-l-eau", 1),
        ("destinataire=pays+d+origine", 2),
        ("force=must", 1),
        ("score=0.8", 2),
        ("type=recommendation&destinataire=pays+d+origine&force=should", 1),
    ],
)
def test_filters_stand_in_the_address(browser, query, n):
    browser.go(f"#tableau?{query}")
    assert len(browser.all(ROWS)) == n
    browser.js("document.getElementById('filtres').dispatchEvent(new Event('change'))")
    assert sorted(browser.hash.partition("?")[2].split("&")) == sorted(query.split("&"))


def test_filters_without_an_answer_are_not_shown(window, tmp_path):
    data = write_dataset(tmp_path / "out", [reports.bare()])
    window.open(write_report(data, tmp_path / "r.html").page, "#tableau")
    assert not window.one("#f-force").is_displayed()
    assert not window.one("#f-destinataire").is_displayed()
    assert window.one("#f-document").is_displayed()


def test_choosing_a_filter(browser):
    browser.go("#tableau")
    browser.one("input[value=recommendation]").click()
    assert count(browser) == "3 énoncés sur 6"
    browser.one("#f-pays").find_element(By.CSS_SELECTOR, "option[value=KEN]").click()
    assert count(browser) == "1 énoncé sur 6"
    assert browser.hash == "#tableau?type=recommendation&pays=KEN"


def test_a_row_leads_to_its_passage_and_back(browser):
    browser.go("#tableau?type=recommendation&document=atelier-puits")
    browser.all(f"{ROWS} .cite a")[1].click()
    browser.wait(lambda: browser.hash == "#texte/atelier-puits-u6")
    chosen = browser.one("#corps .chosen")
    assert "le Kenya et le Fonds de l’eau" in chosen.text
    assert chosen.is_displayed()
    assert browser.focused == chosen
    assert browser.texts("#corps .chosen .m-c") == ["Kenya"]
    assert browser.texts("#corps .chosen .m-o") == ["Fonds de l’eau"]
    sheet = browser.one("#fiche").text
    for part in ("Recommandation", "obligation", "Délégation : Kenya", "Kenya, Pays d’origine", "EAU/2019/4, p. 3"):
        assert part in sheet
    browser.driver.back()
    browser.wait(lambda: browser.hash == "#tableau?type=recommendation&document=atelier-puits")
    browser.wait(lambda: browser.focused.get_attribute("data-unit") == "atelier-puits-u6")
    assert len(browser.all(ROWS)) == 2
    browser.focused.send_keys(Keys.ENTER)
    browser.wait(lambda: browser.hash == "#texte/atelier-puits-u6")
    browser.one("#fiche .back").click()
    browser.wait(lambda: browser.focused.get_attribute("data-unit") == "atelier-puits-u6")


def test_deep_link_to_a_passage(window, page):
    window.open(page, "#texte/atelier-puits-u1")
    assert window.one("#corps .chosen .m-p").text == "Adama Keïta"
    assert window.one("#corps .chosen .m-q").text == "a dit"
    assert window.driver.title == "Atelier sur l’eau des villages — greffier"
    top, bottom, height = window.js(
        "const r = document.querySelector('#corps .chosen').getBoundingClientRect(); return [r.top, r.bottom, innerHeight]"
    )
    assert 0 < top < bottom < height


def test_addresses_that_lead_nowhere_show_a_list_or_the_first_page(browser):
    for wrong, title in (("#texte/rien", "Qui a dit"), ("#pays/XYZ", "Pays"), ("#%E0%A4%A", "Qui a dit")):
        browser.go(wrong)
        browser.wait(lambda title=title: browser.all("h1") and browser.all("h1")[0].text.startswith(title))


def test_source_to_the_character(browser):
    browser.go("#texte/atelier-puits-u1")
    browser.one("input[value=source]").click()
    shown = browser.js(
        "const c = document.querySelector('#corps .raw').cloneNode(true);"
        "c.querySelectorAll('.tag').forEach((t) => t.remove()); return c.textContent"
    )
    assert shown == reports.ordinary().text
    assert browser.texts("#corps .chosen .m-c") == ["Mali"]
    assert "".join(e.text for e in browser.all("#corps .chosen .m-p")) == "AdamaKeïta"
    browser.one("input[value=lecture]").click()
    assert browser.texts("#corps .chosen .m-p") == ["Adama Keïta"]


def test_notes_are_dimmed_and_highlights_can_be_hidden(browser):
    browser.go("#texte/atelier-puits")
    assert browser.texts("#corps .note") == ["12 Voir l’annexe."]
    assert browser.texts("#corps .items .marker") == ["a)", "b)"]
    browser.one("[data-hide=dim]").click()
    assert browser.texts("#corps .note") == []
    browser.one("[data-hide=rec]").click()
    assert browser.texts("#corps .l-rec > .tag") == []
    for box in ("dim", "rec"):
        browser.one(f"[data-hide={box}]").click()


def test_everything_by_and_about_a_country(browser):
    browser.go("#pays/KEN")
    assert browser.texts("#contenu-fiche h2") == [
        "Dit par 1 énoncé",
        "Dit à propos 1 énoncé",
        "Recommandations reçues 1 énoncé",
    ]
    assert "Délégation : Kenya" in browser.one("#contenu-fiche").text
    browser.go("#pays/MLI")
    assert browser.texts("#contenu-fiche h2") == ["Dit par 2 énoncés", "Dit à propos 1 énoncé"]


def test_everything_by_and_about_a_speaker(browser):
    browser.go("#intervenants")
    browser.one("#filtre-liste").send_keys("keita")
    browser.wait(lambda: browser.texts("#contenu-liste tbody th a") == ["Adama Keïta"])
    assert browser.one("#compte-liste").text == "1 nom"
    browser.one("#contenu-liste tbody a[href='#intervenant/per-adama-keita']").click()
    browser.wait(lambda: browser.texts("#contenu-fiche h2") == ["Dit par 2 énoncés", "Dit à propos 1 énoncé"])
    assert browser.one("#chapeau-fiche").text == "Ministre de l’hydraulique, Mali"


def test_a_hostile_report_is_text(browser):
    for route in ("#accueil", "#tableau", "#texte/rapport-hostile-u1", "#intervenants", "#intervenant/per-pirate",
                  "#organisations", "#organisation/pirates", "#pays/PER"):  # fmt: skip
        browser.go(route)
        assert browser.js("return document.querySelectorAll('img, iframe, main script, b').length") == len(
            browser.driver.find_elements(By.CSS_SELECTOR, ".documents b")
        )
    browser.go("#texte/rapport-hostile-u1")
    for part in (reports.SCRIPT, reports.IMAGE, reports.CLOSING):
        assert part in browser.one("#corps .chosen").text
    assert browser.texts("#corps .chosen .m-c") == ["Pérou"]
    assert reports.SCRIPT in browser.one("#titre-texte").text
    browser.go("#tableau?q=%3Cscript%3E.*%2B%5B")
    assert count(browser) == "1 énoncé sur 6"  # punctuation does not count
    assert "script" in browser.texts(f"{ROWS} mark")


def test_keyboard_alone(browser):
    browser.one("body").send_keys(Keys.TAB)
    assert browser.focused.text == "Aller au contenu"
    browser.focused.send_keys(Keys.ENTER)
    assert browser.focused.tag_name == "h1"
    browser.js("document.querySelector('[data-nav=tableau]').focus()")
    browser.focused.send_keys(Keys.ENTER)
    browser.wait(lambda: browser.focused.get_attribute("id") == "titre-tableau")
    assert browser.one("[data-nav=tableau]").get_attribute("aria-current") == "page"
    browser.go("#texte/atelier-puits-u1")
    browser.wait(lambda: browser.one("#fiche").is_displayed())
    browser.focused.send_keys(Keys.ESCAPE)
    assert not browser.one("#fiche").is_displayed()
    assert browser.focused.get_attribute("class") == "tag good"


def test_search_from_the_first_page(browser):
    browser.one("#q-accueil").send_keys("forages" + Keys.ENTER)
    browser.wait(lambda: browser.hash == "#tableau?q=forages")
    assert count(browser) == "1 énoncé sur 6"


def test_every_control_has_a_name_and_every_view_a_heading(browser):
    for route in ("#accueil", "#tableau", "#texte/atelier-puits-u1", "#intervenants", "#pays/KEN"):
        browser.go(route)
        browser.wait(lambda: len(browser.all("h1")) == 1)
        for control in browser.all("a, button, input, select, summary"):
            assert control.accessible_name.strip(), control.get_attribute("outerHTML")
    assert [e.tag_name for e in browser.all("header.masthead, nav[aria-label=Rubriques], main, footer")] == [
        "header",
        "nav",
        "main",
        "footer",
    ]


def test_export(browser, downloads):
    browser.go("#tableau?document=atelier-puits&type=recommendation")
    browser.one("#exporter").click()
    browser.wait(lambda: (downloads / "enonces.csv").exists())
    lines = (downloads / "enonces.csv").read_text(encoding="utf-8-sig").split("\n")
    assert lines[0].startswith("identifiant;document;paragraphe")
    assert lines[1].split(";")[4:7] == ["Recommandation", "conseil", "0,7"]
    assert len(lines) == 4


def test_on_paper(browser):
    browser.go("#tableau")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not browser.all("nav, #filtres, #exporter")
        assert len(browser.all(ROWS)) == 6
        browser.go("#tableau?q=fonds&type=recommendation&pays=KEN")
        assert browser.one("#criteres").text == "Chercher : « fonds » · Recommandations · Pays : Kenya (1)"
        pdf = base64.b64decode(browser.driver.print_page())
        assert pdf.startswith(b"%PDF")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize(
    "route", ["#accueil", "#tableau", "#texte/atelier-puits-u1", "#texte/rapport-hostile-u1", "#pays", "#pays/KEN"]
)
def test_nothing_overflows_a_phone(phone, page, route):
    phone.open(page, route)
    assert phone.js("return document.documentElement.scrollWidth") <= 390
    assert phone.errors() == []


def test_a_site_of_pages(window, small, tmp_path):
    done = write_report(small, tmp_path / "r.html", max_bytes=70_000)
    window.errors()
    window.open(done.page, "#tableau?type=recommendation&document=atelier-puits")
    window.all(f"{ROWS} .cite a")[0].click()
    window.wait(lambda: "r-pages/atelier-puits.html#texte/atelier-puits-u5" in window.driver.current_url)
    window.wait(lambda: window.all("#corps .chosen"))
    window.one(".brand a").click()
    window.wait(lambda: window.driver.current_url == done.page.as_uri())
    assert window.js("return window.broken") is None
    assert window.errors() == []
