
"use strict";
(() => {
  const all = (query, of = document) => [...of.querySelectorAll(query)];
  for (const part of all(".js")) part.hidden = false;

  // The picture: what a unit needs, and what needs it.
  const svg = document.querySelector(".estate"), note = document.getElementById("focus");
  const nodes = new Map(all(".n", svg).map(node => [node.id.slice(1), node]));
  const needs = new Map(), users = new Map(), lines = [];
  const add = (map, key, value) => map.has(key) ? map.get(key).push(value) : map.set(key, [value]);
  for (const line of all(".e", svg)) {
    const { a, b } = line.dataset;
    add(needs, a, b);
    add(users, b, a);
    lines.push([a, b, line]);
  }
  const reach = (start, map) => {
    const seen = new Set(), open = [...(map.get(start) || [])];
    while (open.length) {
      const next = open.pop();
      if (next === start || seen.has(next)) continue;
      seen.add(next);
      open.push(...(map.get(next) || []));
    }
    return seen;
  };
  let pinned = null, shown = null, marked = [];
  const mark = (element, ...names) => { element.classList.add(...names); marked.push(element); };
  // Lines share their tracks: the marked ones must be drawn last.
  const raise = (line, ...names) => { mark(line, ...names); line.parentNode.append(line); };
  const show = id => {
    if (id === shown) return;
    for (const element of marked) element.classList.remove("sel", "up", "down", "one");
    marked = [];
    shown = id;
    svg.classList.toggle("dim", id !== null);
    note.hidden = id === null;
    if (id === null) return;
    const up = reach(id, needs), down = reach(id, users);
    mark(nodes.get(id), "sel");
    for (const other of up) mark(nodes.get(other), "up");
    for (const other of down) mark(nodes.get(other), "down");
    for (const [a, b, line] of lines) {
      if ((a === id || up.has(a)) && up.has(b)) a === id ? raise(line, "up", "one") : raise(line, "up");
      else if ((b === id || down.has(b)) && down.has(a)) b === id ? raise(line, "down", "one") : raise(line, "down");
    }
    const name = document.createElement("b"), link = document.createElement("a");
    name.textContent = document.querySelector(`#u${id} .path`).textContent;
    link.href = `#u${id}`;
    link.textContent = "show in the table";
    const part = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text });
    const direct = map => new Set(map.get(id)).size;
    note.replaceChildren(
      name, " needs ", part("up", `${up.size} unit${up.size === 1 ? "" : "s"}`), ` (${direct(needs)} directly), is needed by `,
      part("down", `${down.size}`), ` (${direct(users)} directly) · `, link);
  };
  const idOf = event => event.target.closest?.(".n")?.id.slice(1) ?? null;
  svg.addEventListener("pointerover", event => show(idOf(event) ?? pinned));
  svg.addEventListener("pointerleave", () => show(pinned));
  svg.addEventListener("focusin", event => show(idOf(event) ?? pinned));
  svg.addEventListener("focusout", () => show(pinned));
  svg.addEventListener("click", event => {
    const id = idOf(event);
    if (id !== null) event.preventDefault();
    pinned = id === pinned ? null : id;
    show(id ?? pinned);
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") show(pinned = null);
  });
  const fromHash = () => {
    const id = /^#n(\d+)$/.exec(location.hash)?.[1];
    if (nodes.has(id)) show(pinned = id);
  };
  addEventListener("hashchange", fromHash);
  fromHash();

  // The table: filter by all words, sort by a column.
  const table = document.getElementById("units"), body = table.tBodies[0], rows = [...body.rows];
  const texts = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
  const filter = document.getElementById("filter"), count = document.getElementById("count");
  const sift = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let hits = 0;
    for (const row of rows) {
      const hit = words.every(word => texts.get(row).includes(word));
      row.hidden = !hit;
      nodes.get(row.id.slice(1))?.classList.toggle("hit", hit);
      hits += hit;
    }
    svg.classList.toggle("sift", words.length > 0);
    count.textContent = words.length ? `${hits} of ${rows.length}` : "";
  };
  filter.addEventListener("input", sift);
  sift();
  const value = (row, at) => {
    const cell = row.cells[at];
    return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
  };
  [...table.tHead.rows[0].cells].forEach((cell, at) => {
    const button = document.createElement("button");
    button.textContent = cell.textContent;
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      const numeric = cell.classList.contains("num");
      const old = cell.getAttribute("aria-sort");
      const descending = old ? old === "ascending" : numeric;
      for (const other of all("th", table.tHead)) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const sign = descending ? -1 : 1;
      const order = (one, two) => (one < two ? -1 : one > two ? 1 : 0) * sign;
      body.append(...[...rows].sort((one, two) => order(value(one, at), value(two, at))));
    });
  });
})();
