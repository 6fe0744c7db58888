const ROWS_OF_MAP = 30;
const COLUMNS_OF_MAP = 40;
const CELL = { width: 40, height: 26, gap: 2 };
const LONGEST_HEAD = 120;
const SLOPE = Math.sqrt(3) / 2;
const CLUSTER_WIDE = "cluster-wide";

/** Roles or subjects by namespaces, where a graph is too large: how much of what they have there is covered. */
class HeatMap {
  constructor(panel) {
    this.rows = el("select", { name: "rows" }, el("option", { value: "roles", text: "roles" }), el("option", { value: "subjects", text: "subjects" }));
    this.text = el("input", { type: "search", name: "place" });
    this.note = el("p", { class: "note", "aria-live": "polite" });
    this.picture = el("div", { class: "scroll picture", id: "map-picture" });
    panel.append(el("h3", { text: "By namespace" }),
      el("p", { text: "How many percent of the permissions are covered, in each namespace that a binding grants them in: from red, for none, to green, for all. Press a cell to see its worst rule." }),
      el("form", { class: "filters", oninput: () => this.draw(), onsubmit: (event) => event.preventDefault() },
        el("label", {}, "Rows", this.rows), el("label", {}, "Name or namespace", this.text)),
      this.note, this.picture);
    this.width = 0;
    new ResizeObserver(() => {
      if (Math.abs(this.picture.clientWidth - this.width) > 8 && this.picture.clientWidth > 0) {
        this.draw();
      }
    }).observe(this.picture);
  }

  draw() {
    this.width = this.picture.clientWidth;
    const isOfRoles = this.rows.value === "roles";
    const words = this.text.value.toLowerCase();
    const cells = cellsOfMap(isOfRoles).filter((cell) => `${cell.row} ${cell.column}`.toLowerCase().includes(words));
    const rows = worstFirst(cells, "row");
    const shownRows = rows.slice(0, ROWS_OF_MAP);
    const rowOf = indexOf(shownRows);
    const columns = worstFirst(cells.filter((cell) => rowOf.has(cell.row)), "column");
    const lengthOf = (names, most) => Math.min(most, Math.max(...names.map((name) => widthOf(name, 400)), 0));
    const side = lengthOf(shownRows, this.width * 0.4) + 10;
    // Heads lean by 60 degrees.
    const head = lengthOf(columns, LONGEST_HEAD);
    const most = Math.floor((this.width - side - head / 2) / CELL.width);
    const shownColumns = columns.slice(0, Math.max(1, Math.min(COLUMNS_OF_MAP, most)));
    const top = head * SLOPE + 16;
    const left = [[rows.length, shownRows, isOfRoles ? "roles" : "subjects"], [new Set(cells.map((cell) => cell.column)).size, shownColumns, "namespaces"]]
      .filter(([all, shown]) => shown.length < all).map(([all, shown, what]) => `the worst ${shown.length} of ${all} ${what}`);
    this.note.textContent = left.length === 0 ? "" : `These are ${left.join(" and ")}. Search to see the others.`;
    this.cells = [];
    const columnOf = indexOf(shownColumns);
    const boxes = cells.filter((cell) => rowOf.has(cell.row) && columnOf.has(cell.column))
      .map((cell) => this.cell(cell, rowOf.get(cell.row), columnOf.get(cell.column), side, top));
    const height = top + shownRows.length * CELL.height;
    const width = side + shownColumns.length * CELL.width + head / 2;
    this.picture.replaceChildren(svg("svg", { class: "graph map", width, height, viewBox: `0 0 ${width} ${height}`, role: "group",
      "aria-label": `${isOfRoles ? "Roles" : "Subjects"} by namespaces`, onkeydown: (event) => this.move(event) },
      ...shownColumns.map((name, index) => headOfMap(name, `translate(${side + index * CELL.width + CELL.width / 2 + 2},${top - 6}) rotate(-60)`, head)),
      ...shownRows.map((name, index) => headOfMap(name, `translate(0,${top + index * CELL.height + 16})`, side - 10)),
      ...boxes));
    this.cells[0]?.element.setAttribute("tabindex", "0");
  }

  cell(cell, row, column, side, top) {
    const [x, y] = [side + column * CELL.width, top + row * CELL.height];
    const label = `${cell.row} in ${cell.column}: ${cell.total === 0 ? "not under test" : `${cell.covered} of ${cell.total} permissions covered`}`;
    const element = svg("g", { class: `box ${standingOf(cell)}`, tabindex: -1, role: "button", "aria-label": label, onclick: () => openRule(cell) },
      svg("title", {}, label),
      svg("rect", { x, y, width: CELL.width - CELL.gap, height: CELL.height - CELL.gap, rx: 3 }),
      svg("text", { x: x + (CELL.width - CELL.gap) / 2, y: y + 16, "text-anchor": "middle" }, cell.total === 0 ? "–" : String(percentOf(cell))));
    if (cell.total > 0) {
      element.querySelector("rect").style.fill = heatOf(percentOf(cell));
    }
    this.cells.push({ cell, row, column, element });
    return element;
  }

  move(event) {
    const now = this.cells.find((each) => each.element === document.activeElement);
    const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] ?? [0, 0];
    if (now === undefined) {
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      openRule(now.cell);
    } else if (down !== 0 || right !== 0) {
      event.preventDefault();
      const next = this.cells.filter((each) => (down === 0 ? each.row === now.row && (each.column - now.column) * right > 0 : each.column === now.column && (each.row - now.row) * down > 0))
        .sort((one, other) => Math.abs(one.row - now.row) + Math.abs(one.column - now.column) - Math.abs(other.row - now.row) - Math.abs(other.column - now.column))[0];
      if (next) {
        now.element.setAttribute("tabindex", "-1");
        next.element.setAttribute("tabindex", "0");
        next.element.focus();
      }
    }
  }
}

const percentOf = (cell) => Math.floor((100 * cell.covered) / cell.total);
const heatOf = (percent) => (percent < 50 ? `color-mix(in srgb, var(--half) ${2 * percent}%, var(--none))` : `color-mix(in srgb, var(--all) ${2 * percent - 100}%, var(--half))`);
const indexOf = (names) => new Map(names.map((name, index) => [name, index]));

/** As in "Role dev/reader": its kind, its namespace if it has one, and its name. */
function partsOf(title) {
  const [, kind, , namespace, name] = /^(\S+) ((.*?)\/)?(.*)$/.exec(title) ?? [title, "", "", undefined, title];
  return { kind, namespace, name };
}

/** A cell for each row and each namespace in which a binding grants it something. */
function cellsOfMap(isOfRoles) {
  const cells = new Map();
  for (const { subject, binding, role } of GRANTS()) {
    if (binding === null || (subject === null && !isOfRoles)) {
      continue;
    }
    const { kind, name } = partsOf(role.title);
    const row = isOfRoles ? `${kind} ${name}` : subject.name;
    const column = partsOf(binding.title).namespace ?? CLUSTER_WIDE;
    const key = JSON.stringify([row, column]);
    if (!cells.has(key)) {
      cells.set(key, { row, column, roles: new Set() });
    }
    cells.get(key).roles.add(role);
  }
  return [...cells.values()].map((cell) => {
    const rules = [...cell.roles].flatMap((role) => role.rules);
    const sum = (of) => rules.reduce((all, rule) => all + of(rule), 0);
    return { ...cell, rules, covered: sum((rule) => rule.covered), total: sum((rule) => rule.total) };
  });
}

/** The rows or columns of cells, those with the most permissions that are not covered first. */
function worstFirst(cells, side) {
  const lacking = new Map();
  cells.forEach((cell) => lacking.set(cell[side], (lacking.get(cell[side]) ?? 0) + cell.total - cell.covered));
  return [...lacking].sort(([, one], [, other]) => other - one).map(([name]) => name);
}

function headOfMap(name, transform, room) {
  let shown = name;
  while (shown.length > 1 && widthOf(shown, 400) > room + 1) {
    shown = `${shown.slice(0, -2)}…`;
  }
  return svg("g", { transform }, svg("title", {}, name), svg("text", { class: "soft" }, shown));
}

/** Leads to the rule of a cell with the most permissions that are not covered. */
function openRule({ rules, roles }) {
  const lines = rules.filter((rule) => objectAt(rule.origin) !== undefined)
    .sort((one, other) => other.total - other.covered - (one.total - one.covered));
  if (lines.length > 0) {
    location.hash = lineAt(lines[0].origin);
  } else {
    go(`graph-${[...roles][0].id}`);
  }
}
