const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
const OUTCOMES = [["allowed", "✓"], ["denied", "✗"], ["both", "◐"], ["never asked", "–"]];
const COLUMNS_OF_GRID = 40;

/** Subjects by resources: in each namespace, the verbs that a subject is allowed, is denied, and was never asked about. */
function drawGrid(panel) {
  panel.append(
    el("p", { text: "What each subject was answered for each resource, in each namespace that it was asked about. Press a cell to see the answers and their tests." }),
    el("ul", { class: "legend", "aria-label": "Signs" }, ...OUTCOMES.map(([outcome, sign]) =>
      el("li", { class: styleOf(outcome) }, el("span", { class: "sign", text: sign }), ` ${titleOf(outcome)}`))));
  const answers = DATA.access.map(gridAnswer);
  const rows = gridRows(answers);
  const grid = new Grid();
  const fields = [
    choice("Subject", "subject", rows, (row) => row.subject),
    choice("Namespace", "namespace", rows, (row) => row.namespace, (value) => place(3, value)),
    resourceField(answers),
    search((row) => `${row.subject} ${place(3, row.namespace)} ${[...row.cells.keys()].join(" ")}`),
  ];
  const filter = new Filter(rows, fields, (found) => grid.show(found, fields[2].control.value));
  panel.append(filter.form, grid.note, grid.region, grid.rows.button);
  panel.rows = grid.rows;
  grid.show(filter.matching(), "");
}

const styleOf = (outcome) => (outcome === "never asked" ? "unasked" : outcome);
const titleOf = (outcome) => (outcome === "both" ? "both, for the policy changed" : outcome);

function gridAnswer({ subject, verb, resource, namespace, outcome }) {
  const [, kind, name] = /^(.*?)(?: "(.*)")?$/.exec(resource);
  return resource.startsWith("/")
    ? { subject, verb: `${verb} ${resource}`, column: "URLs", namespace, outcome }
    : { subject, verb: name === undefined ? verb : `${verb} "${name}"`, column: kind, namespace, outcome };
}

/** A row for each subject and namespace; its cells have the outcome of each verb. */
function gridRows(answers) {
  const rows = new Map();
  for (const { subject, namespace, column, verb, outcome } of answers) {
    const key = JSON.stringify([subject, namespace]);
    if (!rows.has(key)) {
      rows.set(key, { subject, namespace, cells: new Map() });
    }
    const { cells } = rows.get(key);
    if (!cells.has(column)) {
      cells.set(column, new Map());
    }
    cells.get(column).set(verb, outcome);
  }
  return [...rows.values()];
}

function resourceField(answers) {
  const columns = [...new Set(answers.map((answer) => answer.column))].sort();
  return {
    label: "Resource",
    control: el("select", { name: "resource" }, el("option", { value: "", text: "all" }),
      ...columns.map((column) => el("option", { value: column, text: column }))),
    matches: (row, wanted) => row.cells.has(wanted),
  };
}

const rankOf = (verb) => (VERBS.indexOf(verb) + VERBS.length + 1) % (VERBS.length + 1);
const byVerb = (one, other) => rankOf(one) - rankOf(other) || one.localeCompare(other, "en");

class Grid {
  constructor() {
    this.note = el("p", { class: "note", role: "status" });
    this.head = el("thead");
    this.body = el("tbody", { id: "grid-rows" });
    this.table = el("table", { class: "grid", "aria-label": "Subjects by resources" }, this.head, this.body);
    this.region = el("div", { class: "scroll", role: "region", "aria-label": "Subjects by resources", tabindex: 0,
      onkeydown: (event) => this.move(event) }, this.table);
    this.rows = new Rows(this.body, (row) => this.row(row), 40);
  }

  show(rows, column) {
    const verbs = new Map();
    rows.forEach((row) => row.cells.forEach((outcomes, each) => {
      if (column === "" || each === column) {
        verbs.set(each, new Set([...(verbs.get(each) ?? []), ...outcomes.keys()]));
      }
    }));
    const columns = [...verbs.keys()].sort();
    this.columns = columns.slice(0, COLUMNS_OF_GRID);
    // Of one object by name only some are asked, so only verbs for any name are missed.
    this.verbs = new Map(this.columns.map((each) => [each, [...verbs.get(each)].filter((verb) => !/[ "]/.test(verb)).sort(byVerb)]));
    this.note.textContent = columns.length > this.columns.length
      ? `The first ${this.columns.length} of ${columns.length} resources. Choose one to see the others.` : "";
    this.head.replaceChildren(el("tr", {}, el("th", { scope: "col", text: "Subject" }), el("th", { scope: "col", text: "Namespace" }),
      ...this.columns.map((each) => el("th", { scope: "col", text: each }))));
    this.before = null;
    this.rows.show(rows);
    this.body.querySelector("button")?.setAttribute("tabindex", "0");
  }

  row(row) {
    const isSame = this.before === row.subject;
    this.before = row.subject;
    return el("tr", { class: isSame ? "same" : false },
      el("th", { scope: "row" }, el("span", { text: row.subject })),
      el("td", { class: "where", "data-label": "Namespace", text: place(3, row.namespace) }),
      ...this.columns.map((column) => this.cell(row, column)));
  }

  cell(row, column) {
    const outcomes = row.cells.get(column);
    if (outcomes === undefined) {
      return el("td", { class: "unasked empty", "data-label": column },
        el("span", { "aria-hidden": "true", text: "–" }), el("span", { class: "hidden", text: "never asked" }));
    }
    const verbsOf = (outcome) => (outcome === "never asked"
      ? this.verbs.get(column).filter((verb) => !outcomes.has(verb))
      : [...outcomes].filter(([, each]) => each === outcome).map(([verb]) => verb).sort(byVerb));
    const lines = OUTCOMES.map(([outcome, sign]) => [outcome, sign, verbsOf(outcome)]).filter(([, , verbs]) => verbs.length > 0);
    return el("td", { "data-label": column },
      el("button", { type: "button", class: "cell", tabindex: -1, onclick: () => this.open(row, column) },
        ...lines.map(([outcome, sign, verbs]) => el("span", { class: `verbs ${styleOf(outcome)}` },
          el("span", { class: "sign", "aria-hidden": "true", text: sign }),
          el("span", { class: "hidden", text: `${outcome}: ` }), verbs.join(", "), el("span", { class: "hidden", text: ". " })))));
  }

  /** The answers of a cell. */
  open(row, column) {
    showAnswers({ subject: `=${row.subject}`, namespace: `=${row.namespace}`, text: column === "URLs" ? "/" : column });
  }

  /** The arrows go from cell to cell. */
  move(event) {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    const cell = document.activeElement.closest("td");
    if (step === undefined || cell === null || !this.body.contains(cell)) {
      return;
    }
    event.preventDefault();
    let [row, column] = [cell.parentElement, cell.cellIndex];
    do {
      row = step[0] === 0 ? row : step[0] > 0 ? row.nextElementSibling : row.previousElementSibling;
      column += step[1];
      const next = row?.cells[column]?.querySelector("button");
      if (next) {
        document.activeElement.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
        return;
      }
    } while (row !== null && row.cells[column] !== undefined);
  }
}
