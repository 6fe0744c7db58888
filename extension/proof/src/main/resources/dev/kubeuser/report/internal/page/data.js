// The rows of the data block, as PageData.java describes them.
const DATA = JSON.parse(document.getElementById("data").textContent);

const text = (number) => DATA.texts[number];
const testName = (number) => text(DATA.tests[number][0]);
const testNames = (list) => DATA.lists[list].map(testName);

/** What is only needed once somebody looks at it. */
function once(make) {
  let made;
  return () => (made ??= make());
}

const FINDINGS = DATA.findings.map(([kind, place, what, line, source, link, list, parameters], index) =>
  ({ index, kind, place, text: text(what), line, source: source < 0 ? null : text(source), parameters: parameters < 0 ? null : text(parameters), link: link < 0 ? null : text(link), list }));

const isOpen = (finding) => DATA.kinds[finding.kind][3];
const placeTitle = (place) => text(DATA.places[place][0]);
const objectOf = (place) => (place < 0 ? -1 : DATA.places[place][1]);
const fileOf = (object) => text(DATA.objects[object][1]);

/** The mutants of each line of an object, by object and line. */
const mutantsOfLines = once(() => {
  const lines = new Map();
  for (const finding of FINDINGS) {
    if (mutantStatus(finding)) {
      const key = `${objectOf(finding.place)} ${finding.line}`;
      lines.set(key, [...(lines.get(key) ?? []), finding]);
    }
  }
  return lines;
});

/** The killed mutants of each test. */
const killedBy = once(() => {
  const killed = DATA.tests.map(() => []);
  FINDINGS.filter((finding) => finding.list >= 0)
    .forEach((finding) => DATA.lists[finding.list].forEach((test) => killed[test].push(finding)));
  return killed;
});

/** The tests of each row of the access matrix. */
const testsOfAccess = once(() => {
  const tests = DATA.access.map(() => new Set());
  DATA.tests.forEach(([, decisions], test) => decisions.forEach(([row]) => tests[row].add(test)));
  return tests;
});

/** As in "surviving"; null for what is no mutant. */
function mutantStatus(finding) {
  const [status, isMutant] = DATA.kinds[finding.kind][0].split(" ");
  return isMutant === "mutant" ? status : null;
}

/** A link to a line of the policy, which the page draws when it is followed. */
function placeLink(place, line) {
  const object = objectOf(place);
  return object < 0
    ? el("span", { class: "place", text: placeTitle(place) })
    : el("a", { class: "place", href: `#o${object}l${line}`, text: `${fileOf(object)}:${line}` });
}

function findingItem(finding) {
  const [one, , style, , help] = DATA.kinds[finding.kind];
  return el("li", { class: "finding" },
    el("span", { class: `chip ${style}`, title: help, text: one }), " ",
    el("span", { class: "what", text: finding.text }), " ",
    placeLink(finding.place, finding.line), " ",
    finding.link?.startsWith("https://")
      ? el("a", { class: "more", href: finding.link, rel: "noreferrer", text: "Kubernetes documentation" }) : null,
    finding.source === null ? null : suggestion(finding.source, finding.parameters),
    finding.list < 0 ? null
      : details(`killed by ${plural(DATA.lists[finding.list].length, "test")}`, () => textList(testNames(finding.list))));
}
