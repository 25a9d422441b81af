// Elements are made, never parsed from text: nothing of a source can become markup.
const $ = (id) => document.getElementById(id);

const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
  return node;
};

const tag = (unit) => {
  const label = LABELS[unit.label];
  return el("span", { class: `tag ${label.css}` }, label.letter);
};

const MARKS = { p: "personne", c: "pays", o: "organisme", q: "introduit des paroles" };

// Text with its marks as nested elements; where two marks cross, the second ends with the first.
const marked = (text, marks, wrap) => {
  let next = 0;
  const inside = (from, to) => {
    const out = [];
    let at = from;
    while (next < marks.length && marks[next][0] < to) {
      const mark = marks[next];
      next += 1;
      const start = Math.max(mark[0], at);
      const end = Math.min(mark[1], to);
      if (end <= start) continue;
      if (start > at) out.push(text.slice(at, start));
      out.push(wrap(mark, inside(start, end)));
      at = end;
    }
    if (at < to) out.push(text.slice(at, to));
    return out;
  };
  return inside(0, text.length);
};

const mention = ([, , kind, reference], children) =>
  el("span", { class: `m m-${kind}`, "data-ref": reference || null, title: MARKS[kind] }, children);

// The text of a unit with the words searched for marked; folding may change lengths, so it is done character by character.
const withMatches = (text, words) => {
  if (!words.length) return [text];
  let folded = "";
  const from = [];
  for (let i = 0; i < text.length; i += 1) {
    const plain = text[i].normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae");
    const kept = plain.replace(/[^\p{L}\p{N}]/gu, " ");
    for (const char of kept) { folded += char; from.push(i); }
  }
  const hits = [];
  for (const word of words) {
    const pattern = new RegExp(word.split(" ").join(" +"), "g"); // folded words: letters, digits, spaces only
    for (const found of folded.matchAll(pattern)) {
      hits.push([from[found.index], from[found.index + found[0].length - 1] + 1]);
    }
  }
  hits.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return marked(text, hits, (_, children) => el("mark", {}, children));
};

const scoreBar = (score) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "score-bar");
  svg.setAttribute("aria-hidden", "true");
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  bar.setAttribute("width", `${Math.round(score * 100)}%`);
  bar.setAttribute("height", "100%");
  svg.append(bar);
  return svg;
};

const voiceLink = (id) => el("a", { href: `#intervenant/${encodeURIComponent(id)}` }, voices.get(id).name);
const countryLink = (iso3) => el("a", { href: `#pays/${iso3}`, class: "c" }, countries.get(iso3).name);
const bodyLink = (id) => el("a", {
  href: `#organisation/${encodeURIComponent(id)}`, class: "o", title: organisations.get(id).name,
}, bodyName(id));

const joined = (nodes, separator) => nodes.flatMap((node, i) => (i ? [separator, node] : [node]));

// A list that shows `step` items at a time; the button keeps the focus on the first new item.
const paged = (items, step, draw, what) => {
  const list = el("ul", { class: "cards" });
  const more = el("button", { type: "button", class: "more-button" });
  let shown = 0;
  const show = (n) => {
    const first = shown;
    list.append(...items.slice(shown, shown + n).map(draw));
    shown = Math.min(items.length, shown + n);
    more.hidden = shown >= items.length;
    more.textContent = `Afficher ${plural(Math.min(step, items.length - shown), `${what} de plus`, `${what}s de plus`)}`;
    return list.children[first];
  };
  more.addEventListener("click", () => show(step)?.querySelector("a")?.focus());
  list.showAll = () => show(items.length);
  show(step);
  return [list, more];
};
