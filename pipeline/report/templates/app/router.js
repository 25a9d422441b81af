// Addresses after # choose what is shown; going back finds the scroll position and the focus again.
const views = document.querySelectorAll("[data-view]");
const siteTitle = document.title;
const positions = new Map();
let lastHash = null;
let lastTable = "#tableau";
let followed = false; // whether the change of address comes from a link, not from the back button

const rememberTable = () => { lastTable = location.hash; lastHash = location.hash; document.querySelector(".source-bar .back").href = lastTable; };

const show = (name, nav, title) => {
  for (const view of views) view.hidden = view.dataset.view !== name;
  for (const link of document.querySelectorAll("[data-nav]")) {
    if (link.dataset.nav === nav) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = title ? `${title} — greffier` : siteTitle;
};

const heading = () => [...views].find((view) => !view.hidden)?.querySelector("h1");

const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };

// Returns whether the view placed the focus itself.
const draw = (hash, known) => {
  const [path, query = ""] = hash.slice(1).split(/\?(.*)/s);
  const slash = path.indexOf("/");
  const place = slash < 0 ? path : path.slice(0, slash);
  const rest = slash < 0 ? "" : decode(path.slice(slash + 1));
  const kindName = Object.keys(KINDS).find((k) => k === place || KINDS[k].list === place);
  if (place === "tableau") {
    const params = new URLSearchParams(query);
    readFilters(params);
    drawTable(params, known?.rows || STEP);
    rememberTable();
    show("tableau", "tableau", "Énoncés");
  } else if (place === "texte" || place === "textes") {
    const unit = unitById.get(rest);
    const here = [...documents.values()].find((d) => !d.page);
    const doc = unit ? unit.doc : documents.get(rest) || (rest ? null : here);
    if (!doc) return draw("#accueil");
    if (doc.page) { location.href = `${doc.page}#texte/${encodeURIComponent(rest)}`; return true; }
    show("texte", "texte", doc.title);
    showDocument(doc, openDocument === doc && openMode ? openMode : "lecture");
    if (unit) { chooseUnit(unit); return !known; }
    $("fiche").hidden = true;
    for (const node of chosenElements()) node.classList.remove("chosen");
    openUnit = null;
  } else if (kindName && rest) {
    if (!showEntity(kindName, rest)) return draw(`#${KINDS[kindName].list}`);
    show("fiche", kindName, KINDS[kindName].name(rest));
  } else if (kindName) {
    showList(kindName);
    show("liste", kindName, KINDS[kindName].title);
  } else {
    show("accueil", "accueil");
  }
  return false;
};

const leave = () => {
  if (lastHash === null) return;
  positions.set(lastHash, {
    y: scrollY, rows: shownRows,
    unit: document.activeElement?.closest("[data-unit]")?.dataset.unit, id: document.activeElement?.id,
  });
};

const route = () => {
  const known = followed ? null : positions.get(location.hash);
  const first = lastHash === null;
  followed = false;
  lastHash = location.hash;
  const placed = draw(location.hash || "#accueil", known);
  if (known) {
    const view = [...views].find((v) => !v.hidden);
    const again = (known.unit && view.querySelector(`a[data-unit="${CSS.escape(known.unit)}"]`)) || (known.id && $(known.id));
    (again && view.contains(again) ? again : heading())?.focus({ preventScroll: true });
    scrollTo(0, known.y);
  } else if (!placed) {
    scrollTo(0, 0);
    if (!first) heading()?.focus({ preventScroll: true });
  }
};

history.scrollRestoration = "manual";
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.classList.contains("skip")) {
    event.preventDefault();
    heading()?.focus();
    return;
  }
  link.focus({ preventScroll: true }); // some browsers do not focus a clicked link
  leave();
  followed = !link.classList.contains("back");
  if (link.hash === location.hash) { event.preventDefault(); followed = false; draw(link.hash); }
});
addEventListener("popstate", () => { if (!followed && lastHash !== location.hash) leave(); });
addEventListener("hashchange", route);
// On paper everything that was found is printed, not the first page of it.
addEventListener("beforeprint", () => {
  if (!$("vue-tableau").hidden) showRows(found.length);
  for (const list of document.querySelectorAll(".view:not([hidden]) .cards")) list.showAll();
  for (const details of document.querySelectorAll(".legend")) details.open = true;
});
$("recherche-accueil").addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
  followed = true;
  location.hash = `#tableau?${new URLSearchParams({ q: $("q-accueil").value.trim() })}`;
});
if (data.documents.every((d) => d.page)) document.querySelector("[data-nav=texte]").closest("li").remove();
setUpFilters();
setUpSource();
$("plus-de-filtres").open = matchMedia("(min-width: 60em)").matches;
route();
