// The editor of the SQL page: Ctrl+Enter runs, a selection runs alone, names of the catalog are offered.
"use strict";
(() => {
  const editor = document.getElementById("sql");
  const offers = document.getElementById("offers");
  const form = document.getElementById("editor");
  const run = document.getElementById("run");
  if (!editor) return;
  const MOST = 40;
  const WORDS = (
    "select from where group by order having limit offset with as distinct union intersect except all join left right " +
    "inner full outer cross on using and or not in exists between like is null case when then else end cast try_cast " +
    "values unnest over partition insert into create table external database view show tables databases partitions " +
    "describe drop alter add msck repair unload explain prepare execute deallocate count sum avg min max approx_distinct " +
    "approx_percentile array_agg map_agg coalesce nullif date_trunc date_diff date_add date_parse date_format " +
    "from_unixtime to_unixtime from_iso8601_timestamp current_date current_timestamp json_extract json_extract_scalar " +
    "json_parse split split_part substr replace regexp_extract regexp_like regexp_replace lower upper trim length concat " +
    "row_number rank lag lead cardinality contains element_at round abs greatest least"
  ).split(" ");
  let names = { databases: [], tables: {} };
  let asked = null;
  let chosen = -1;
  let cell = null;

  const load = async () => {
    const database = form.elements.database.value;
    if (asked === database) return;
    asked = database;
    try {
      const answer = await fetch(`/sql/names?database=${encodeURIComponent(database)}`);
      if (answer.ok) names = await answer.json();
    } catch {
      asked = null; // asked for anew at the next focus
    }
  };
  editor.addEventListener("focus", load);
  if (document.activeElement === editor) load(); // somebody was faster than this script
  form.elements.database.addEventListener("change", load);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === form) asked = null; // a statement may have made a table
  });

  const selected = () => editor.value.slice(editor.selectionStart, editor.selectionEnd);
  document.addEventListener("selectionchange", () => {
    const text = document.activeElement === editor ? selected() : form.elements.selection.value;
    form.elements.selection.value = text;
    run.textContent = text.trim() ? "Run the selection" : "Run";
  });
  editor.addEventListener("input", () => { form.elements.selection.value = ""; run.textContent = "Run"; });

  const word = () => /[\w.]*$/.exec(editor.value.slice(0, editor.selectionStart))[0];
  const fitting = (typed) => {
    const dot = typed.lastIndexOf(".");
    const prefix = typed.slice(dot + 1).toLowerCase();
    const owner = typed.slice(0, Math.max(dot, 0)).split(".").pop().toLowerCase();
    const text = editor.value.toLowerCase();
    const tables = Object.keys(names.tables);
    let from;
    if (dot >= 0) from = names.tables[owner] || (names.databases.includes(owner) ? tables : tables.flatMap((t) => names.tables[t]));
    else {
      const meant = tables.filter((table) => text.includes(table.toLowerCase()));
      from = [...(meant.length ? meant : tables).flatMap((table) => names.tables[table]), ...tables, ...names.databases, ...WORDS];
    }
    return [...new Set(from)].filter((name) => name.toLowerCase().startsWith(prefix) && name.toLowerCase() !== prefix).slice(0, MOST);
  };

  const close = () => {
    offers.hidden = true;
    chosen = -1;
    editor.removeAttribute("aria-activedescendant");
  };
  const mark = (number) => {
    chosen = number;
    [...offers.children].forEach((offer, at) => offer.setAttribute("aria-selected", String(at === number)));
    const offer = offers.children[number];
    if (!offer) return;
    editor.setAttribute("aria-activedescendant", offer.id);
    offer.scrollIntoView({ block: "nearest" });
  };
  const measure = () => {
    const context = document.createElement("canvas").getContext("2d");
    const style = getComputedStyle(editor);
    context.font = `${style.fontSize} ${style.fontFamily}`;
    return { width: context.measureText("0".repeat(100)).width / 100, height: parseFloat(style.lineHeight), left: parseFloat(style.paddingLeft), top: parseFloat(style.paddingTop) };
  };
  const place = (typed) => {
    cell = cell || measure();
    const before = editor.value.slice(0, editor.selectionStart - typed.length).split("\n");
    const left = cell.left + before[before.length - 1].length * cell.width - editor.scrollLeft;
    const top = cell.top + before.length * cell.height - editor.scrollTop + 4;
    offers.style.left = `${Math.max(0, Math.min(left, editor.clientWidth - 200))}px`;
    offers.style.top = `${Math.max(0, Math.min(top, editor.offsetHeight))}px`;
  };
  const offer = (always) => {
    const typed = word();
    const found = typed || always ? fitting(typed) : [];
    if (!found.length || (!always && typed.replace(/.*\./, "").length < 2 && !typed.endsWith("."))) return close();
    offers.replaceChildren(...found.map((name, at) => {
      const item = document.createElement("li");
      item.id = `offer-${at}`;
      item.setAttribute("role", "option");
      item.textContent = name;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); mark(at); take(); });
      return item;
    }));
    place(typed);
    offers.hidden = false;
    mark(always ? 0 : -1);
  };
  const take = () => {
    const name = offers.children[chosen].textContent;
    const typed = word().replace(/.*\./, "");
    const quoted = /^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
    editor.setRangeText(quoted, editor.selectionStart - typed.length, editor.selectionStart, "end");
    close();
  };

  editor.addEventListener("input", () => offer(false));
  editor.addEventListener("blur", close);
  editor.addEventListener("scroll", close);
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      close();
      form.requestSubmit(run);
    } else if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      offer(true);
    } else if (!offers.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const count = offers.children.length;
      mark(event.key === "ArrowDown" ? (chosen + 1) % count : (Math.max(chosen, 0) - 1 + count) % count);
    } else if (!offers.hidden && (event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take();
    } else if (event.key === "Escape" && !offers.hidden) {
      event.preventDefault();
      close();
    }
  });
})();
