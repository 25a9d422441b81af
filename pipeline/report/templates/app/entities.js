// Lists of speakers, countries and organisations, and for each one everything said by it and about it.
const KINDS = {
  intervenant: {
    list: "intervenants", title: "Intervenants", map: voices, by: saidBy.voice, about: about.voice, filter: "orateur",
    lead: "Personnes, délégations et organismes auxquels un énoncé est attribué, ou que les textes nomment.",
    name: (id) => voices.get(id).name,
    note: (id) => {
      const voice = voices.get(id);
      return [voice.role, voice.organisation && bodyName(voice.organisation), voice.country && voice.kind === "person" && countries.get(voice.country).name]
        .filter(Boolean).join(", ");
    },
  },
  pays: {
    list: "pays", title: "Pays", map: countries, by: saidBy.country, about: about.country, to: receives.country, filter: "pays",
    lead: "Pays cités, ou dont un représentant s’exprime.",
    name: (id) => countries.get(id).name, note: (id) => countries.get(id).region || "",
  },
  organisation: {
    list: "organisations", title: "Organismes", map: organisations, by: saidBy.organisation, about: about.organisation,
    to: receives.organisation, filter: "organisation",
    lead: "Organisations, ministères, associations et entreprises cités, ou dont un représentant s’exprime.",
    name: bodyName, note: (id) => (organisations.get(id).acronym ? organisations.get(id).name : ""),
  },
};

const countOf = (map, id) => (map?.get(id) || []).length;

const showList = (kindName) => {
  const kind = KINDS[kindName];
  $("titre-liste").textContent = kind.title;
  $("chapeau-liste").textContent = kind.lead;
  $("filtre-liste").value = "";
  const entries = [...kind.map.keys()].map((id) => ({
    id, name: kind.name(id), note: kind.note(id), by: countOf(kind.by, id), about: countOf(kind.about, id),
  })).filter((e) => e.by || e.about).sort((a, b) => b.by + b.about - a.by - a.about || collator.compare(a.name, b.name));
  const body = el("tbody", {}, entries.map((e) => el("tr", {},
    el("th", { scope: "row" }, el("a", { href: `#${kindName}/${encodeURIComponent(e.id)}` }, e.name), e.note && el("span", { class: "note-line" }, e.note)),
    el("td", { class: "num" }, number.format(e.by)), el("td", { class: "num" }, number.format(e.about)))));
  $("contenu-liste").replaceChildren(el("table", { class: "list" },
    el("caption", { class: "sr" }, kind.title),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Nom"), el("th", { scope: "col", class: "num" }, "Énoncés dits"), el("th", { scope: "col", class: "num" }, "Énoncés qui en parlent"))),
    body));
  const filter = () => {
    const wanted = fold($("filtre-liste").value);
    let n = 0;
    entries.forEach((e, i) => {
      const keep = fold(`${e.name} ${e.note}`).includes(wanted);
      body.rows[i].hidden = !keep;
      n += keep;
    });
    $("compte-liste").textContent = plural(n, "nom", "noms");
  };
  $("filtre-liste").oninput = filter;
  filter();
};

const card = (unit) => el("li", { class: `card ${unit.label ? LABELS[unit.label].css : ""}` },
  el("p", {}, unit.label && [tag(unit), " "], marked(unit.text, unit.marks, mention)),
  el("p", { class: "meta" },
    unit.voices.length ? ["Dit par ", joined(unit.voices.map(voiceLink), ", "), " · "] : "",
    el("a", { href: sourceHref(unit), "data-unit": unit.id, "aria-label": `Lire dans le texte : ${citation(unit)}` }, citation(unit))));

const showEntity = (kindName, id) => {
  const kind = KINDS[kindName];
  if (!kind.map.has(id)) return false;
  $("fil-fiche").replaceChildren(el("a", { href: `#${kind.list}` }, `← ${kind.title}`));
  $("titre-fiche").textContent = kind.name(id);
  $("chapeau-fiche").textContent = kind.note(id);
  const parts = [
    ["dit", "Dit par", kind.by.get(id) || []],
    ["propos", "Dit à propos", kind.about.get(id) || []],
    ["recoit", "Recommandations reçues", kind.to?.get(id) || []],
  ];
  const out = [];
  const rowsHere = rows.filter((u) => (kindName === "intervenant" ? u.voices.includes(id) : u.named[kindName === "pays" ? "c" : "o"].has(id)));
  const facts = el("p", { class: "jump" }, parts.filter(([, , list]) => list.length).map(([key, title, list]) =>
    el("button", { type: "button", onclick: () => { $(`h-${key}`).focus(); $(`h-${key}`).scrollIntoView(); } }, `${title} (${number.format(list.length)})`)));
  if (rowsHere.length) facts.append(el("a", { class: "button", href: `#tableau?${new URLSearchParams({ [kind.filter]: id })}` }, `Ouvrir ${plural(rowsHere.length, "ligne", "lignes")} dans le tableau`));
  out.push(facts);
  if (kindName !== "intervenant") {
    const own = kindName === "pays" ? "country" : "organisation";
    const people = [...voices].filter(([v, voice]) => voice[own] === id && saidBy.voice.has(v)).map(([v]) => v);
    if (people.length) out.push(el("p", {}, "Au nom de ", kindName === "pays" ? "ce pays" : "cet organisme", " : ", joined(people.map((v) => [voiceLink(v), ` (${number.format(saidBy.voice.get(v).length)})`]).map((n) => el("span", {}, n)), ", "), "."));
  } else {
    const { country, organisation } = voices.get(id);
    const links = [country && countryLink(country), organisation && bodyLink(organisation)].filter(Boolean);
    if (links.length) out.push(el("p", {}, "Voir aussi : ", joined(links, ", "), "."));
  }
  for (const [key, title, list] of parts) {
    if (!list.length) continue;
    out.push(el("section", { "aria-labelledby": `h-${key}` },
      el("h2", { id: `h-${key}`, tabindex: "-1" }, title, " ", el("span", { class: "meta" }, plural(list.length, "énoncé", "énoncés"))),
      paged(list, 25, card, "énoncé")));
  }
  const elsewhere = data.documents.filter((d) => d.refers?.includes(id));
  if (elsewhere.length) out.push(el("p", { class: "notice" }, "Le détail, rapport par rapport : ", joined(elsewhere.map((d) => el("a", { href: `${d.page}#${kindName}/${encodeURIComponent(id)}` }, d.short)), ", "), "."));
  $("contenu-fiche").replaceChildren(...out);
  return true;
};
