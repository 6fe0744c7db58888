/** Rows of which only those are in the document that somebody scrolled to, or asked for, so that many stay quick. */
class Rows {
  constructor(container, draw, size, isScrolled = true) {
    this.container = container;
    this.draw = draw;
    this.size = size;
    this.button = el("button", { type: "button", class: "more-rows", text: "Show more", onclick: () => this.more() });
    this.seen = new IntersectionObserver((entries) => {
      if (isScrolled && entries.some((entry) => entry.isIntersecting)) {
        this.more();
      }
    }, { rootMargin: "800px" });
  }

  show(rows) {
    this.rows = rows;
    this.drawn = 0;
    this.container.replaceChildren();
    this.more();
  }

  /** On paper nobody scrolls, so there is the beginning, which says how much is left out. */
  unfold(most) {
    this.more(Math.max(0, most - this.drawn));
    [...this.container.children].forEach((row, index) => row.classList.toggle("off-paper", index >= most));
    const rest = this.rows.length - most;
    this.button.after(el("p", { class: "paper", text: rest > 0 ? `And ${rest} more in the page.` : "" }));
    this.button.parentElement.querySelectorAll(".paper ~ .paper").forEach((old) => old.remove());
  }

  more(size = this.size) {
    const rows = this.rows.slice(this.drawn, this.drawn + size);
    this.drawn += rows.length;
    this.container.append(...rows.map(this.draw));
    this.button.hidden = this.drawn === this.rows.length;
    this.seen.unobserve(this.button);
    if (!this.button.hidden) {
      this.seen.observe(this.button);
    }
  }
}

/** A form that says which of the items are wanted; each field has a name and says of an item whether it matches. */
class Filter {
  constructor(items, fields, changed) {
    this.items = items;
    this.fields = fields;
    this.output = el("output", { class: "count" });
    this.form = el("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
      ...fields.map((field) => el("label", {}, field.label, field.control)),
      el("button", { type: "reset", text: "Clear" }), this.output);
    const apply = () => changed(this.matching());
    this.form.addEventListener("input", apply);
    this.form.addEventListener("reset", () => setTimeout(apply));
  }

  matching() {
    const wanted = this.fields.filter((field) => field.control.value !== "");
    const found = this.items.filter((item) => wanted.every((field) => field.matches(item, field.control.value)));
    this.output.textContent = found.length === this.items.length
      ? `${found.length} shown` : `${found.length} of ${this.items.length} shown`;
    return found;
  }
}

/** A field with the values that the items have. "=" keeps the empty value apart from no choice. */
function choice(label, name, items, value, show = (each) => each) {
  const values = [...new Set(items.map(value))].sort();
  return {
    label,
    control: el("select", { name }, el("option", { value: "", text: "all" }),
      ...values.map((each) => el("option", { value: `=${each}`, text: show(each) }))),
    matches: (item, wanted) => `=${value(item)}` === wanted,
  };
}

function search(textOf) {
  const texts = new Map();
  return {
    label: "Text",
    control: el("input", { type: "search", name: "text" }),
    matches: (item, wanted) => {
      if (!texts.has(item)) {
        texts.set(item, textOf(item).toLowerCase());
      }
      return texts.get(item).includes(wanted.toLowerCase());
    },
  };
}

/** A filter above its rows, in a panel of the page. */
function filtered(panel, items, fields, container, draw, size, arrange = (found) => found) {
  const body = container.matches("table") ? container.tBodies[0] : container;
  const rows = new Rows(body, draw, size);
  const filter = new Filter(items, fields, (found) => rows.show(arrange(found)));
  panel.append(filter.form, container, rows.button);
  panel.rows = rows;
  panel.filter = filter;
  rows.show(arrange(filter.matching()));
}

function table(titles, id) {
  return el("table", {},
    el("thead", {}, el("tr", {}, ...titles.map((title) => el("th", { scope: "col", text: title })))),
    el("tbody", { id }));
}

/** A cell; on a narrow screen, its title stands before it. */
const cell = (title, ...children) => el("td", { "data-label": title }, ...children);
