const SHOWN_OF_A_PLACE = 10;
// As many as the style sheet leaves.
const ON_PAPER_OF_A_PLACE = 5;

/** What there is to say about each rule and binding, the worst first. */
function drawFindings(panel) {
  panel.append(el("p", { text: "What to improve in the policy or in its tests, rule by rule, worst first. A mutant is the policy with one change; it survives if no assertion would fail on it." }));
  const assertions = DATA.paste.flatMap(({ statements }) => statements);
  if (assertions.length > 0) {
    panel.append(details(`${plural(assertions.length, "assertion")} that would kill the surviving mutants and cover the rest`, () => {
      const source = DATA.paste.map(({ signature, statements }) => signature === ""
        ? statements.map((each) => `${each}\n`).join("")
        : `@Test\n${signature} {\n${statements.map((each) => `    ${each}\n`).join("")}}\n`).join("\n");
      return el("div", {}, copyButton(() => source, "Copy all"), el("pre", { tabindex: 0 }, el("code", { text: source })));
    }, { class: "paste" }));
  }
  const kinds = {
    label: "Kind",
    control: el("select", { name: "kind" },
      el("option", { value: "open", selected: true, text: `to do (${DATA.findings.filter(isOpen).length})` }),
      ...DATA.kinds.map((kind, index) => [kind.several, index, DATA.findings.filter((finding) => finding.kind === kind).length])
        .filter(([, , many]) => many > 0)
        .map(([several, index, many]) => el("option", { value: index, text: `${several} (${many})` })),
      el("option", { value: "", text: `all (${DATA.findings.length})` })),
    matches: (finding, wanted) => wanted === "open" ? isOpen(finding) : finding.kind === DATA.kinds[wanted],
  };
  const words = search((finding) =>
    `${finding.place.title} ${finding.text} ${finding.suggestion?.source ?? ""} ${finding.place.object === undefined ? "" : fileOf(finding.place.object)}`);
  filtered(panel, DATA.findings, [kinds, words], el("div", { id: "findings-rows" }), placeArticle, 10, byPlace);
}

/** The findings are in the order of their places already. */
function byPlace(found) {
  const places = new Map();
  for (const finding of found) {
    if (!places.has(finding.place)) {
      places.set(finding.place, []);
    }
    places.get(finding.place).push(finding);
  }
  return [...places];
}

function placeArticle([place, findings]) {
  const kinds = DATA.kinds
    .map((kind) => [findings.filter((finding) => finding.kind === kind).length, kind.one, kind.several])
    .filter(([many]) => many > 0)
    .map(([many, one, several]) => plural(many, one, several));
  const list = el("ul", {}, ...findings.slice(0, SHOWN_OF_A_PLACE).map(findingItem));
  const article = el("article", { class: "rule" },
    el("h3", { text: place.title }), el("p", { class: "note", text: kinds.join(", ") }), list);
  const rest = findings.slice(SHOWN_OF_A_PLACE);
  if (findings.length > ON_PAPER_OF_A_PLACE) {
    article.append(el("p", { class: "paper", text: `And ${findings.length - ON_PAPER_OF_A_PLACE} more in the page.` }));
  }
  if (rest.length > 0) {
    const button = el("button", { type: "button", text: `Show ${rest.length} more`, onclick: () => {
      const first = findingItem(rest[0]);
      list.append(first, ...rest.slice(1).map(findingItem));
      first.querySelector("a")?.focus();
      button.remove();
    } });
    article.append(button);
  }
  return article;
}
