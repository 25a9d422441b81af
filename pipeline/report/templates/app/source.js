// A document as text: read (units in paragraphs) or as in the source (its characters and line ends), with the same marks.
let openDocument = null;
let openMode = null;
let openUnit = null;
const DIM = new Set(["footnote", "boilerplate"]);

const unitElement = (unit, children) => {
  const label = LABELS[unit.label];
  const classes = ["u", label ? `l-${label.css}` : "", DIM.has(unit.type) ? "dim" : ""].filter(Boolean).join(" ");
  return el("span", { class: classes, id: `u-${unit.id}`, "data-unit": unit.id },
    label && el("a", {
      class: `tag ${label.css}`, href: `#texte/${encodeURIComponent(unit.id)}`,
      "aria-label": `${label.name} : ouvrir la fiche de cet énoncé`,
    }, label.letter), children);
};

const BLOCKS = { footnote: "p.note", boilerplate: "p.furniture", agenda: "p.agenda", question: "p.question" };

const readingBody = (doc) => {
  const out = [];
  let list = null;
  let page = null;
  let paragraph = null;
  for (let i = 0; i < doc.units.length;) {
    const first = doc.units[i];
    const nodes = [];
    let j = i;
    // The sentences of one list item stay in it.
    const joins = (unit) => unit.block === first.block
      && (unit.type === first.type || (first.type === "list_item" && unit.type === "sentence"));
    for (; j < doc.units.length && joins(doc.units[j]); j += 1) {
      const unit = doc.units[j];
      if (unit.page && unit.page !== page) {
        nodes.push(el("span", { class: "folio" }, `p. ${unit.page}`), " ");
        page = unit.page;
      }
      nodes.push(unitElement(unit, marked(unit.text, unit.marks, mention)), " ");
    }
    i = j;
    const marker = first.marker || (first.par && first.par !== paragraph ? `${first.par}.` : "");
    if (first.par) paragraph = first.par;
    if (marker && first.type !== "list_item") nodes.unshift(el("span", { class: "marker" }, marker), " ");
    if (first.type === "list_item") {
      if (!list) { list = el("ul", { class: "items" }); out.push(list); }
      const own = marker && !/^[\p{P}\p{S}\s]$/u.test(marker);
      list.append(el("li", { class: own ? "own" : null }, own && el("span", { class: "marker" }, `${marker} `), nodes));
      continue;
    }
    list = null;
    if (first.type === "heading") {
      const level = Math.min(2 + Math.max(0, doc.sections[first.section].level - 1), 5);
      out.push(el(`h${level}`, { id: `s-${first.section}-${first.order}` }, nodes));
    } else {
      const [name, css] = (BLOCKS[first.type] || "p").split(".");
      out.push(el(name, { class: css }, nodes));
    }
  }
  return out;
};

// The source with every character in its place. What the units leave out (markers, hyphens) stands between their pieces.
const sourceBody = (doc) => {
  const pieces = [];
  for (const unit of doc.units) {
    const inner = (unit.places || []).filter((p) => p[2]);
    for (const [start, end, kind] of unit.places || []) {
      if (!kind) pieces.push({ start, end, unit, inner });
    }
  }
  pieces.sort((a, b) => a.start - b.start);
  const out = [];
  const begun = new Set();
  let at = 0;
  for (const { start, end, unit, inner } of pieces) {
    if (start > at) out.push(el("span", { class: "between" }, doc.text.slice(at, start)));
    const own = inner.filter((m) => m[0] < end && m[1] > start)
      .map((m) => [Math.max(m[0], start) - start, Math.min(m[1], end) - start, m[2], m[3]])
      .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const children = marked(doc.text.slice(start, end), own, mention);
    const node = unitElement(unit, children);
    if (begun.has(unit)) { node.removeAttribute("id"); node.querySelector(":scope > .tag")?.remove(); }
    begun.add(unit);
    out.push(node);
    at = end;
  }
  if (at < doc.text.length) out.push(el("span", { class: "between" }, doc.text.slice(at)));
  return [el("div", { class: "raw" }, out)];
};

const showDocument = (doc, mode) => {
  if (openDocument === doc && openMode === mode) return;
  openDocument = doc;
  openMode = mode;
  openUnit = null;
  $("titre-texte").textContent = doc.title;
  $("choix-texte").value = doc.id;
  const facts = [doc.symbol, doc.event, doc.dates, doc.place, doc.issuer, doc.path, doc.rights].filter(Boolean);
  $("meta-texte").replaceChildren(joined([...new Set(facts)].map((f) => el("span", {}, f)), " · ").reduce((all, n) => (all.append(n), all), document.createDocumentFragment()));
  $("corps").replaceChildren(...(mode === "source" ? sourceBody(doc) : readingBody(doc)));
  const headings = doc.units.filter((u) => u.type === "heading");
  $("plan").hidden = headings.length < 3;
  $("plan-liste").replaceChildren(...headings.map((u) => el("li", {
    class: `level-${Math.min(doc.sections[u.section].level, 4)}`,
  }, el("a", { href: `#texte/${encodeURIComponent(u.id)}` }, u.text.length > 90 ? `${u.text.slice(0, 89)}…` : u.text))));
  for (const radio of document.querySelectorAll("input[name=mode]")) {
    radio.checked = radio.value === mode;
    radio.disabled = radio.value === "source" && !doc.text;
  }
};

const neighbour = (unit, step) => {
  const labelled = unit.doc.units.filter((u) => u.label);
  return step > 0 ? labelled.find((u) => u.order > unit.order) : labelled.findLast((u) => u.order < unit.order);
};

const fact = (name, value) => (value && value.length !== 0 ? [el("dt", {}, name), el("dd", {}, value)] : []);

const drawSheet = (unit) => {
  const label = LABELS[unit.label];
  const section = unit.doc.sections[unit.section];
  const lead = unit.lead === undefined ? null : unit.doc.units[unit.lead];
  const own = (unit.places || []).filter((p) => !p[2]);
  const said = unit.said.map(([voice, how, cue]) => el("li", {}, voiceLink(voice),
    el("span", { class: "meta" }, ` ${HOW[how]}`, cue ? ` : « ${cue} »` : "")));
  const previous = neighbour(unit, -1);
  const next = neighbour(unit, 1);
  const role = unit.label === "recommendation" ? "adressée à" : "mise en œuvre par";
  const target = [...(unit.countries || []).map(countryLink), ...(unit.organisations || []).map(bodyLink)];
  $("fiche").replaceChildren(
    el("p", { class: "crumb" }, el("a", { href: lastTable, class: "back" }, "← Retour aux énoncés")),
    el("div", { class: "sheet-head" },
      el("h2", { tabindex: "-1", id: "titre-enonce" }, label ? [tag(unit), ` ${label.name}`] : "Énoncé sans étiquette"),
      el("button", { type: "button", class: "close", "aria-label": "Fermer la fiche", onclick: closeSheet }, "×")),
    el("blockquote", {}, unit.text),
    el("dl", {},
      fact("Dit par", said.length ? el("ul", {}, said) : "le rapport lui-même"),
      fact("Introduit par", lead && el("a", { href: `#texte/${encodeURIComponent(lead.id)}` }, lead.text)),
      fact("Degré", STRENGTHS[unit.strength]),
      fact("Destinataires", unit.to && unit.to.join(", ")),
      fact(unit.label ? `Pays, organismes : ${role}` : "", unit.label && target.length ? joined(target, ", ") : null),
      fact("Mentions", joined([...new Set(unit.marks.filter((m) => m[2] === "c").map((m) => m[3]))].map(countryLink)
        .concat([...new Set(unit.marks.filter((m) => m[2] === "o").map((m) => m[3]))].map(bodyLink))
        .concat([...new Set(unit.marks.filter((m) => m[2] === "p").map((m) => m[3]))].map(voiceLink)), ", ")),
      fact("Années", unit.years && unit.years.join(", ")),
      fact("Section", [section.number, section.title].filter(Boolean).join(" ")),
      fact("Référence", citation(unit)),
      fact("Score", unit.score === undefined ? BY[unit.by] : [decimal.format(unit.score), BY[unit.by] ? ` (${BY[unit.by]})` : ""]),
      fact("Caractères du fichier", own.length ? `${number.format(own[0][0])} à ${number.format(own[own.length - 1][1])}` : null)),
    el("p", { class: "sheet-nav" },
      previous && el("a", { href: `#texte/${encodeURIComponent(previous.id)}`, rel: "prev" }, "← précédent"),
      el("a", { href: `#texte/${encodeURIComponent(unit.id)}` }, "lien permanent"),
      next && el("a", { href: `#texte/${encodeURIComponent(next.id)}`, rel: "next" }, "suivant →")));
  $("fiche").hidden = false;
};

const chosenElements = () => document.querySelectorAll("#corps .chosen");
const closeSheet = () => {
  const back = openUnit && $(`u-${openUnit.id}`)?.querySelector(".tag");
  for (const node of chosenElements()) node.classList.remove("chosen");
  $("fiche").hidden = true;
  if (openUnit) history.replaceState(null, "", `#texte/${encodeURIComponent(openUnit.doc.id)}`);
  openUnit = null;
  (back || $("titre-texte")).focus({ preventScroll: true });
};

const chooseUnit = (unit) => {
  for (const node of chosenElements()) node.classList.remove("chosen");
  openUnit = unit;
  for (const node of document.querySelectorAll(`#corps [data-unit="${CSS.escape(unit.id)}"]`)) node.classList.add("chosen");
  drawSheet(unit);
  const node = $(`u-${unit.id}`);
  if (!node) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block: matchMedia("(max-width: 60em)").matches ? "start" : "center", behavior: still ? "auto" : "instant" });
  node.setAttribute("tabindex", "-1");
  node.focus({ preventScroll: true });
};

const setUpSource = () => {
  $("choix-texte").replaceChildren(...[...documents.values()].filter((d) => !d.page)
    .map((d) => el("option", { value: d.id }, d.title.length > 90 ? `${d.title.slice(0, 89)}…` : d.title)));
  $("choix-texte").addEventListener("change", (event) => { location.hash = `#texte/${encodeURIComponent(event.target.value)}`; });
  for (const box of document.querySelectorAll("[data-hide]")) {
    box.addEventListener("change", () => $("corps").classList.toggle(`hide-${box.dataset.hide}`, !box.checked));
  }
  for (const radio of document.querySelectorAll("input[name=mode]")) {
    radio.addEventListener("change", () => {
      const unit = openUnit;
      showDocument(openDocument, radio.value);
      if (unit) { chooseUnit(unit); radio.focus({ preventScroll: true }); }
    });
  }
  $("legende").open = matchMedia("(min-width: 60em)").matches;
  // A click anywhere in a passage opens its sheet; the tag before it does the same from the keyboard.
  $("corps").addEventListener("click", (event) => {
    const node = event.target.closest(".u");
    if (!node || event.target.closest("a") || String(getSelection())) return;
    location.hash = `#texte/${encodeURIComponent(node.dataset.unit)}`;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !$("fiche").hidden && !$("vue-texte").hidden) closeSheet();
  });
};
