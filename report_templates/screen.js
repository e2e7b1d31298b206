// Findings are sorted, filtered and drilled down to; without it the report is whole. Texts of records are read, never run.
"use strict";
(() => {
  const FEW = 10;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // What scrolls sideways is reached with the keyboard too.
  function reach() {
    for (const wide of all(".wide")) {
      const scrolls = wide.scrollWidth > wide.clientWidth;
      if (scrolls) wide.tabIndex = 0;
      else wide.removeAttribute("tabindex");
      wide.role = scrolls ? "group" : null;
      wide.ariaLabel = scrolls ? document.getElementById("main").dataset.table : null;
    }
  }
  addEventListener("resize", reach);
  reach();

  // ---- sorting: by what a cell says, or by data-v where that is not its text -----------------------------------------
  const plain = (cell) => cell.textContent.replaceAll("\u200b", "");
  const texts = new Intl.Collator(document.documentElement.lang, { numeric: true });
  function compared(one, other) {
    const [a, b] = [one.dataset.v, other.dataset.v];
    if (a !== undefined && b !== undefined) return a - b;
    if (a !== undefined || b !== undefined) return a === undefined ? 1 : -1;
    return texts.compare(plain(one), plain(other));
  }
  function sorted(rows, head, rowOf) {
    const down = head.ariaSort === "ascending";
    for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
    head.ariaSort = down ? "descending" : "ascending";
    const cell = (one) => rowOf(one).cells[head.cellIndex];
    return rows.sort((a, b) => (down ? -1 : 1) * compared(cell(a), cell(b)));
  }
  function sortable(heads, sort) {
    for (const head of heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(head));
      head.append(button);
    }
  }
  // Groups; the line of all that have no finding stays the last. What columns mean stands in the row.
  for (const table of all("table.groups")) {
    const body = table.tBodies[0];
    const heads = all("th:not(.c-bar)", table.tHead);
    for (const row of all("tr:not(.rest)", body))
      row.dataset.v.split(" ").forEach((value, place) => { row.cells[place + 1].dataset.v = value; });
    if (all("tr:not(.rest)", body).length > 1)
      sortable(heads, (head) => body.prepend(...sorted(all("tr:not(.rest)", body), head, (row) => row)));
  }

  const bar = document.getElementById("filter");
  if (!bar) return;
  const say = (name, numbers = {}) =>
    bar.dataset[name].replace(/\{(\w+)\}/g, (_, key) => numbers[key].toLocaleString(document.documentElement.lang));
  const controls = all("input, select", bar);
  const text = controls[0];
  const said = document.getElementById("shown");
  const clear = document.getElementById("clear");
  const tables = all("table[data-o]").map((table) => ({
    table,
    block: table.closest(".listed"),
    part: table.closest("article, .appended"),
    body: table.tBodies[0],
    open: false,
    rows: [...table.tBodies[0].rows].map((row) => ({ row, text: plain(row).toLowerCase(), groups: (row.dataset.g || "").split(" ") })),
  }));
  const parts = all("#found article, #appendix .appended");
  const number = tables.reduce((sum, one) => sum + one.rows.length, 0);

  // ---- which findings are seen -------------------------------------------------------------------------------------
  const asked = () => controls.filter((one) => one.value).map((one) => [one.name, one.value]);
  function fits(one, { row, text: content, groups }, wanted) {
    return wanted.every(([name, value]) =>
      name === "q" && /^".+"$/.test(value) ? plain(row.cells[0]) === value.slice(1, -1)
      : name === "q" ? value.toLowerCase().split(/\s+/).every((word) => content.includes(word))
      : name === "c" ? one.table.dataset.c === value
      : name === "o" ? one.table.dataset.o === value
      : groups.includes(name + "." + value));
  }
  function show(whole = false) {
    const wanted = asked();
    let seen = 0;
    for (const one of tables) {
      let own = 0;
      for (const { row, ...more } of one.rows) {
        const fit = !wanted.length || fits(one, { row, ...more }, wanted);
        own += fit;
        row.hidden = !fit || (!wanted.length && !one.open && !whole && own > FEW);
        if (!row.hidden) link(row);
      }
      seen += own;
      one.block.hidden = wanted.length > 0 && !own;
      one.more.hidden = wanted.length > 0 || one.rows.length <= FEW;
    }
    const among = new Set(tables.filter((one) => !one.block.hidden).map((one) => one.part));
    for (const part of parts) part.hidden = wanted.length > 0 && !among.has(part);
    document.body.classList.toggle("filtered", wanted.length > 0);
    clear.hidden = !wanted.length;
    reach();
    said.textContent = seen || !wanted.length ? say("shown", { shown: seen, all: number }) : say("none");
  }
  // A record's id leads to all that was found for it; only rows that are seen get the button.
  function link(row) {
    const cell = row.cells[0];
    if (cell.firstElementChild || !plain(cell).trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "record";
    button.title = bar.dataset.record;
    button.append(...cell.childNodes);
    button.addEventListener("click", () => go(new URLSearchParams({ q: `"${plain(button)}"` })));
    cell.append(button);
  }

  // ---- what is seen stands in the address ----------------------------------------------------------------------------
  const address = () => new URLSearchParams(asked()).toString();
  function go(wanted) {
    if ("#" + wanted === location.hash) arrive();
    else location.hash = wanted;
  }
  function arrive() {
    const hash = location.hash.slice(1);
    const wanted = new URLSearchParams(hash.includes("=") ? hash : "");
    for (const one of controls) {
      one.value = wanted.get(one.name) || "";
      if (one.tagName === "SELECT" && one.selectedIndex < 0) one.value = "";
    }
    show();
    if (asked().length) return document.getElementById("found").scrollIntoView();
    const place = hash && document.getElementById(hash);
    if (place) place.scrollIntoView();
  }
  function choose() {
    try {
      history.replaceState(null, "", "#" + address());
    } catch { /* some viewers of attachments let no page change its address */ }
    show();
  }
  let waiting = 0;
  text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(choose, 120); });
  for (const one of controls.slice(1)) one.addEventListener("change", choose);
  clear.addEventListener("click", () => { for (const one of controls) one.value = ""; choose(); text.focus(); });
  addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-g]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const [name, value] = link.dataset.g.split(".");
    go(new URLSearchParams({ c: link.hash.slice(1), [name]: value }));
    text.focus({ preventScroll: true });
  });

  // ---- findings are sorted, and shown in part ------------------------------------------------------------------------
  function sort(one, head) {
    sorted(one.rows, head, ({ row }) => row);
    one.body.append(...one.rows.map(({ row }) => row));
    show();
  }
  for (const one of tables) {
    sortable(all("th:not(.e-fields)", one.table.tHead), (head) => sort(one, head));
    one.more = document.createElement("button");
    one.more.type = "button";
    one.more.className = "more";
    const told = () => { one.more.textContent = say(one.open ? "fewer" : "more", { few: FEW, all: one.rows.length }); };
    one.more.addEventListener("click", () => { one.open = !one.open; told(); show(); });
    told();
    one.block.append(one.more);
  }

  addEventListener("beforeprint", () => show(true));
  addEventListener("afterprint", () => show());
  bar.hidden = false;
  arrive();
})();
