const SHOWN_OF_A_PLACE = 10;
// As many as the style sheet leaves.
const ON_PAPER_OF_A_PLACE = 5;

/** What there is to say about each rule and binding, the worst first. */
function drawFindings(panel) {
  panel.append(el("p", { text: "What to improve in the policy or in its tests, rule by rule, worst first. A mutant is the policy with one change; it survives if no assertion would fail on it." }));
  const assertions = DATA.paste.flatMap(([, statements]) => statements);
  if (assertions.length > 0) {
    panel.append(details(`${plural(assertions.length, "assertion")} that would kill the surviving mutants and cover the rest`, () => {
      const source = DATA.paste.map(([signature, statements]) => text(signature) === ""
        ? statements.map((each) => `${text(each)}\n`).join("")
        : `@Test\n${text(signature)} {\n${statements.map((each) => `    ${text(each)}\n`).join("")}}\n`).join("\n");
      return el("div", {}, copyButton(() => source, "Copy all"), el("pre", { tabindex: 0 }, el("code", { text: source })));
    }, { class: "paste" }));
  }
  const kinds = {
    label: "Kind",
    control: el("select", { name: "kind" },
      el("option", { value: "open", selected: true, text: `to do (${FINDINGS.filter(isOpen).length})` }),
      ...DATA.kinds.map(([, several], kind) => [several, kind, FINDINGS.filter((finding) => finding.kind === kind).length])
        .filter(([, , many]) => many > 0)
        .map(([several, kind, many]) => el("option", { value: kind, text: `${several} (${many})` })),
      el("option", { value: "", text: `all (${FINDINGS.length})` })),
    matches: (finding, wanted) => wanted === "open" ? isOpen(finding) : finding.kind === Number(wanted),
  };
  const words = search((finding) =>
    `${placeTitle(finding.place)} ${finding.text} ${finding.source ?? ""} ${objectOf(finding.place) < 0 ? "" : fileOf(objectOf(finding.place))}`);
  filtered(panel, FINDINGS, [kinds, words], el("div", { id: "findings-rows" }), placeArticle, 10, byPlace);
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
    .map(([one, several], kind) => [findings.filter((finding) => finding.kind === kind).length, one, several])
    .filter(([many]) => many > 0)
    .map(([many, one, several]) => plural(many, one, several));
  const list = el("ul", {}, ...findings.slice(0, SHOWN_OF_A_PLACE).map(findingItem));
  const article = el("article", { class: "rule" },
    el("h3", { text: placeTitle(place) }), el("p", { class: "note", text: kinds.join(", ") }), list);
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
