// The table of recommendations, good practices and findings: filters, rows, export. The filters stand in the address.
const form = $("filtres");
const STEP = 50;
let found = [];
let shownRows = 0;

const texts = new Map();
const searchText = (unit) => {
  if (!texts.has(unit)) {
    const names = unit.voices.map((v) => voices.get(v).name);
    texts.set(unit, ` ${fold([unit.text, unit.context || "", ...names, ...(unit.to || [])].join(" "))} `);
  }
  return texts.get(unit);
};

// « words between quotes » are looked for as they stand, others each for itself.
const wordsOf = (query) => {
  const out = [];
  const rest = query.replace(/["«“]([^"»”]*)["»”]/g, (_, phrase) => { out.push(fold(phrase)); return " "; });
  out.push(...fold(rest).split(" "));
  return out.filter(Boolean);
};

const fillSelect = (select, all, options) => {
  const sorted = options.filter((o) => o.n).sort((a, b) => collator.compare(a.name, b.name));
  select.replaceChildren(
    el("option", { value: "" }, all),
    ...sorted.map((o) => el("option", { value: o.value }, `${o.name} (${number.format(o.n)})`)),
  );
};

const counted = (keysOf) => {
  const counts = new Map();
  for (const row of rows) for (const key of keysOf(row)) counts.set(key, (counts.get(key) || 0) + 1);
  return counts;
};

const setUpFilters = () => {
  const options = (counts, name) => [...counts].map(([value, n]) => ({ value, n, name: name(value) }));
  fillSelect($("f-document"), "Tous", options(counted((u) => [u.doc.id]), (id) => documents.get(id).short));
  fillSelect($("f-orateur"), "Tous", options(counted((u) => u.voices), (id) => voices.get(id).name));
  fillSelect($("f-pays"), "Tous", options(counted((u) => u.named.c), (id) => countries.get(id).name));
  fillSelect($("f-organisation"), "Tous", options(counted((u) => u.named.o), bodyName));
  const forms = new Map();
  for (const row of rows) for (const stated of row.to || []) {
    const key = addresseeKey(stated);
    if (!forms.has(key)) forms.set(key, new Map());
    forms.get(key).set(stated, (forms.get(key).get(stated) || 0) + 1);
  }
  const commonest = (key) => [...forms.get(key)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0];
  fillSelect($("f-destinataire"), "Tous", options(counted((u) => u.addressees), commonest));
  for (const option of [...$("f-force").options].slice(1)) {
    option.hidden = option.disabled = !rows.some((u) => u.label === "recommendation" && (u.strength || "none") === option.value);
  }
  // A question that this dataset cannot answer is not asked.
  $("f-destinataire").parentElement.hidden = !forms.size;
  $("f-force").parentElement.hidden = !rows.some((u) => u.strength);
};

const filtersNow = () => {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name === "score" ? Number(value) > 0 : value.trim()) chosen.append(name, value);
  }
  return chosen;
};

const readFilters = (params) => {
  form.reset();
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    box.checked = params.getAll(box.name).includes(box.value);
  }
  for (const name of ["q", "document", "orateur", "pays", "organisation", "destinataire", "force", "score", "tri"]) {
    const value = params.get(name);
    if (value !== null) form.elements[name].value = value;
  }
};

const matching = (params) => {
  const words = wordsOf(params.get("q") || "");
  const types = params.getAll("type");
  const is = (name) => params.get(name);
  const least = Number(is("score") || 0);
  const kept = rows.filter((u) =>
    (!types.length || types.includes(u.label))
    && (!is("document") || u.doc.id === is("document"))
    && (!is("orateur") || u.voices.includes(is("orateur")))
    && (!is("pays") || u.named.c.has(is("pays")))
    && (!is("organisation") || u.named.o.has(is("organisation")))
    && (!is("destinataire") || u.addressees.has(is("destinataire")))
    && (!is("force") || (u.label === "recommendation" && (u.strength || "none") === is("force")))
    && (!least || (u.score !== undefined && u.score >= least))
    && words.every((word) => searchText(u).includes(word)));
  if (is("tri")) {
    const sign = is("tri") === "score" ? -1 : 1;
    kept.sort((a, b) => sign * ((a.score ?? 0.5) - (b.score ?? 0.5)) || a.order - b.order);
  }
  return { kept, words };
};

let words = [];
const drawRow = (unit) => {
  const label = LABELS[unit.label];
  const speakers = unit.voices.map(voiceLink);
  const places = [...[...unit.named.c].map(countryLink), ...[...unit.named.o].map(bodyLink)];
  const few = places.slice(0, 5);
  if (places.length > few.length) few.push(el("span", { class: "meta" }, `+ ${places.length - few.length}`));
  return el("tr", { class: label.css },
    el("td", { class: "type" }, tag(unit), " ", el("span", { class: "type-name" }, label.name),
      unit.strength && el("span", { class: "strength" }, STRENGTHS[unit.strength])),
    el("td", { class: "said" },
      unit.context && el("p", { class: "context" }, unit.context),
      el("p", {}, withMatches(unit.text, words)),
      unit.to && el("p", { class: "to" }, "Destinataires : ", unit.to.join(", "))),
    el("td", { class: "who", "data-head": "Qui parle" }, speakers.length ? joined(speakers, ", ") : el("span", { class: "none" }, "le rapport")),
    el("td", { class: "where", "data-head": "Pays et organismes" }, joined(few, ", ")),
    el("td", { class: "cite" }, el("a", {
      href: sourceHref(unit), "data-unit": unit.id, "aria-label": `Lire dans le texte : ${citation(unit)}`,
    }, citation(unit))),
    el("td", { class: "num" }, unit.score === undefined ? el("span", { class: "none" }, BY[unit.by] || "–")
      : [el("span", {}, decimal.format(unit.score)), scoreBar(unit.score)]));
};

const showRows = (n) => {
  const body = $("lignes").tBodies[0];
  const first = shownRows;
  body.append(...found.slice(shownRows, shownRows + n).map(drawRow));
  shownRows = Math.min(found.length, shownRows + n);
  const left = found.length - shownRows;
  $("suite").hidden = !left;
  $("suite").textContent = `Afficher ${plural(Math.min(STEP, left), "ligne de plus", "lignes de plus")}`;
  return body.rows[first];
};

const drawTable = (params, atLeast = STEP) => {
  const result = matching(params);
  found = result.kept;
  words = result.words;
  shownRows = 0;
  $("lignes").tBodies[0].replaceChildren();
  $("lignes").hidden = !found.length;
  $("valeur-score").textContent = decimal.format(Number(form.elements.score.value));
  showRows(atLeast);
  const folded = ["document", "orateur", "pays", "organisation", "destinataire", "force", "score", "tri"].filter((n) => params.get(n)).length;
  $("actifs").textContent = folded ? ` (${plural(folded, "actif", "actifs")})` : "";
  $("compte").textContent = found.length
    ? `${plural(found.length, "énoncé", "énoncés")} sur ${number.format(rows.length)}`
    : "Aucun énoncé ne répond à ces critères. Retirez un filtre ou cherchez moins de mots.";
  $("criteres").textContent = [...form.elements].filter((field) => field.name && params.getAll(field.name).includes(field.value))
    .map((field) => {
      const value = field.tagName === "SELECT" ? field.selectedOptions[0].textContent : field.type === "checkbox" ? "" : `« ${field.value} »`;
      return [field.labels[0].textContent.replace(/^[RBC] /, "").trim(), value].filter(Boolean).join(" : ");
    }).join(" · ");
  $("effacer").hidden = ![...params.keys()].length;
  $("exporter").hidden = !found.length;
};

const csvCell = (value) => {
  let text = String(value ?? "");
  if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`; // a spreadsheet must not run it
  return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const exportRows = () => {
  const head = ["identifiant", "document", "paragraphe", "page", "type", "degré", "score", "qui parle", "destinataires",
    "pays", "organismes", "contexte", "texte"];
  const lines = found.map((u) => [u.id, u.doc.title, u.par, u.page, LABELS[u.label].name, STRENGTHS[u.strength] || "",
    u.score === undefined ? "" : String(u.score).replace(".", ","), u.voices.map((v) => voices.get(v).name).join(", "),
    (u.to || []).join(", "), [...u.named.c].map((c) => countries.get(c).name).join(", "),
    [...u.named.o].map(bodyName).join(", "), u.context || "", u.text]);
  const text = `\ufeff${[head, ...lines].map((line) => line.map(csvCell).join(";")).join("\r\n")}\r\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  el("a", { href: url, download: "enonces.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};

let waiting = 0;
const filtersChanged = () => {
  const params = filtersNow();
  const text = params.toString();
  history.replaceState(null, "", text ? `#tableau?${text}` : "#tableau");
  rememberTable();
  drawTable(params);
};
form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (event.target.type === "search" || event.target.type === "range") waiting = setTimeout(filtersChanged, 150);
});
form.addEventListener("change", filtersChanged);
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); filtersChanged(); });
$("effacer").addEventListener("click", () => { readFilters(new URLSearchParams()); filtersChanged(); $("q").focus(); });
$("suite").addEventListener("click", () => showRows(STEP)?.querySelector(".cite a")?.focus());
$("exporter").addEventListener("click", exportRows);
