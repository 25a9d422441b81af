// The data of the page and what is looked up in it. Everything below is derived once, when the page opens.
const data = JSON.parse(document.getElementById("donnees").textContent);

const LABELS = {
  recommendation: { letter: "R", css: "rec", name: "Recommandation" },
  good_practice: { letter: "B", css: "good", name: "Bonne pratique" },
  finding: { letter: "C", css: "find", name: "Constat" },
};
const STRENGTHS = { must: "obligation", should: "conseil", may: "possibilité" };
const BY = { rule: "règle", human: "relu" };
const HOW = {
  explicit: "nommément", role: "par sa fonction", pronoun: "par un pronom",
  list: "dans une liste de sources", continuation: "suite de ses propos",
};
const number = new Intl.NumberFormat("fr-FR");
const decimal = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

// Case, accents, ligatures, apostrophes and punctuation do not count in a search.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const collator = new Intl.Collator("fr", { sensitivity: "base", numeric: true });
const plural = (n, one, many) => `${number.format(n)} ${n < 2 ? one : many}`;

const documents = new Map();
const units = [];
const unitById = new Map();
const voices = new Map(Object.entries(data.voices));
const countries = new Map(Object.entries(data.countries));
const organisations = new Map(Object.entries(data.organisations));
const bodyName = (id) => organisations.get(id).acronym || organisations.get(id).name;

for (const doc of data.documents) {
  documents.set(doc.id, doc);
  for (const unit of doc.units) {
    unit.doc = doc;
    unit.order = units.length;
    unit.said ||= [];
    unit.marks ||= [];
    units.push(unit);
    unitById.set(unit.id, unit);
  }
}

// Articles and quantifiers before an addressee: kept in step with addressee_key in overview.py.
const ARTICLES = /^(?:(?:aux?|à|des?|du|d|tous|toutes|les|le|la|l|leurs?|ces|ce|cette|nos|notre)\s)+/;
const addresseeKey = (stated) => {
  const folded = fold(stated);
  return (`${folded} `).replace(ARTICLES, "").trim() || folded;
};

// For each voice, country and organisation: the units it says, those about it, the recommendations it receives.
const saidBy = { voice: new Map(), country: new Map(), organisation: new Map() };
const about = { voice: new Map(), country: new Map(), organisation: new Map() };
const receives = { country: new Map(), organisation: new Map() };
const put = (map, key, unit) => {
  const list = map.get(key);
  if (!list) map.set(key, [unit]);
  else if (list[list.length - 1] !== unit) list.push(unit);
};

for (const unit of units) {
  unit.voices = [...new Set(unit.said.map((s) => s[0]))];
  const named = { c: new Set(), o: new Set() };
  for (const voice of unit.voices) {
    const { country, organisation } = voices.get(voice);
    put(saidBy.voice, voice, unit);
    if (country) { put(saidBy.country, country, unit); named.c.add(country); }
    if (organisation) { put(saidBy.organisation, organisation, unit); named.o.add(organisation); }
  }
  for (const [, , kind, reference] of unit.marks) {
    if (kind === "p") put(about.voice, reference, unit);
    if (kind === "c") { put(about.country, reference, unit); named.c.add(reference); }
    if (kind === "o") { put(about.organisation, reference, unit); named.o.add(reference); }
  }
  for (const country of unit.countries || []) {
    if (unit.label === "recommendation") put(receives.country, country, unit);
    named.c.add(country);
  }
  for (const body of unit.organisations || []) {
    if (unit.label === "recommendation") put(receives.organisation, body, unit);
    named.o.add(body);
  }
  unit.named = named;
  unit.addressees = new Set((unit.to || []).map(addresseeKey));
}
const rows = units.filter((unit) => unit.label);

const citation = (unit) => [
  unit.doc.short, unit.par && `par. ${unit.par}`, unit.page && `p. ${unit.page}`,
].filter(Boolean).join(", ");
// In a site of pages the source stands in the page of its document.
const sourceHref = (unit) => `${unit.doc.page || ""}#texte/${encodeURIComponent(unit.id)}`;
