// A sign of each mark, its title, and its class in the style sheet.
const MARKS = {
  NOTHING: ["", "", "mark-nothing"],
  COVERED: ["✓", "covered", "mark-covered"],
  PARTLY: ["◐", "partly covered", "mark-partly"],
  UNUSED: ["✗", "not covered", "mark-unused"],
  REDUNDANT: ["=", "redundant", "mark-redundant"],
};

/** The policy file by file; of a file, the objects that somebody scrolled to. */
class Policy {
  constructor(panel) {
    const legend = Object.values(MARKS).filter(([sign]) => sign !== "").map(([sign, title, style]) =>
      el("li", { class: style }, el("span", { class: "sign", text: sign }), ` ${title}`));
    this.files = new Map();
    DATA.objects.forEach((_, index) => {
      const file = fileOf(index);
      this.files.set(file, [...(this.files.get(file) ?? []), index]);
    });
    this.select = el("select", { name: "file", onchange: () => this.showFile(this.select.value) },
      ...[...this.files.keys()].map((file) => el("option", { value: file, text: file })));
    this.body = el("div", { id: "policy-file" });
    panel.append(el("ul", { class: "legend", "aria-label": "Signs" }, ...legend),
      el("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
        el("label", {}, "File", this.select), el("span", { class: "count", text: plural(this.files.size, "file") })),
      this.body);
    this.seen = new IntersectionObserver((entries) =>
      entries.filter((entry) => entry.isIntersecting).forEach((entry) => this.fill(entry.target)), { rootMargin: "800px" });
    if (this.files.size > 0) {
      this.showFile(this.select.value);
    }
  }

  showFile(file) {
    this.select.value = file;
    this.showObjects(this.files.get(file));
  }

  showObjects(objects) {
    this.articles = new Map();
    this.seen.disconnect();
    this.body.replaceChildren(...objects.map((index) => {
      const { title, lines } = DATA.objects[index];
      const code = el("ol", { class: "code", "aria-label": `Lines of ${title}` });
      code.style.minHeight = `${lines.length * 1.5}em`;
      const article = el("article", { class: "source" }, el("h3", { text: title }),
        el("div", { class: "scroll", role: "region", "aria-label": `Source of ${title}`, tabindex: 0 }, code));
      article.object = index;
      this.articles.set(index, article);
      this.seen.observe(article);
      return article;
    }));
  }

  fill(article) {
    this.seen.unobserve(article);
    const code = article.querySelector(".code");
    if (code.childElementCount === 0) {
      const { origin, lines } = DATA.objects[article.object];
      code.append(...lines.map((line, offset) => lineItem(article.object, origin.line + offset, line)));
      code.style.minHeight = "";
    }
  }

  /** Shows a line, wherever it is. */
  show(object, line) {
    const file = fileOf(object);
    if (!this.articles?.has(object)) {
      this.showFile(file);
    }
    this.fill(this.articles.get(object));
    document.querySelectorAll(".code .target").forEach((old) => old.classList.remove("target"));
    const item = document.getElementById(`o${object}l${line}`);
    item?.classList.add("target");
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }
}

function lineItem(object, number, { text, mark, note }) {
  const [sign, title, style] = MARKS[mark];
  return el("li", { id: `o${object}l${number}`, class: style, tabindex: -1 },
    el("span", { class: "number", text: number }), el("span", { class: "sign", "aria-hidden": "true", text: sign }),
    el("span", { class: "hidden", text: title }), el("code", { text }),
    note === "" ? null : noteOfLine(note),
    mutantsOfLine(mutantsOfLines().get(`${object} ${number}`) ?? []));
}

const LONG = 160;

/** A long note is a list of permissions, of which the beginning is enough. */
function noteOfLine(note) {
  return note.length <= LONG
    ? el("span", { class: "note", text: note })
    : details(`${note.slice(0, LONG - 40)}…`, () => el("p", { text: note }), { class: "note" });
}

function mutantsOfLine(mutants) {
  const of = (status) => mutants.filter((mutant) => mutantStatus(mutant) === status).length;
  if (of("surviving") + of("killed") === 0) {
    return null;
  }
  const survived = el("span", { class: of("surviving") > 0 ? "some" : "none", text: `${of("surviving")} survived` });
  return details([`${plural(of("surviving") + of("killed"), "mutant")}: ${of("killed")} killed, `, survived],
    () => el("ul", {}, ...mutants.map(findingItem)), { class: "mutants" });
}
