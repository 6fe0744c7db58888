// The data block, as PageData.java describes it. Equal objects of it are one and the same.
const DATA = unpacked(JSON.parse(document.getElementById("data").textContent));

/** Reads what HtmlReport.java packs. */
function unpacked([shared, whole]) {
  const read = shared.map((each) => (Array.isArray(each) ? undefined : each));
  const valueOf = (part) => (typeof part === "number" ? read[part] ??= made(shared[part]) : typeof part === "string" ? part : made(part));
  const made = (parts) => {
    const names = parts[0] === -1 ? null : valueOf(parts[0]);
    const value = names === null ? [] : {};
    for (let index = 1; index < parts.length; index++) {
      value[names === null ? index - 1 : names[index - 1]] = valueOf(parts[index]);
    }
    return value;
  };
  return made(whole);
}

const testNames = (tests) => tests.map((test) => test.name);

/** What is only needed once somebody looks at it. */
function once(make) {
  let made;
  return () => (made ??= make());
}

const isOpen = (finding) => finding.kind.isOpen;
const fileOf = (object) => documentOf(DATA.objects[object].origin);
const documentOf = ({ file, rendering }) => (rendering ? `${file} (${rendering})` : file);

/** The index of the object at a place; undefined if it is not in the policy. */
const objectAt = (origin) => (origin ? objectsByPlace().get(objectKey(origin)) : undefined);
const objectKey = (origin) => `${origin.object} ${documentOf(origin)}`;
const objectsByPlace = once(() => new Map(DATA.objects.map(({ origin }, index) => [objectKey(origin), index])));

/** The address of a line of the policy, which the page draws when it is followed. */
const lineAt = (origin) => `#o${objectAt(origin)}l${origin.line}`;

/** The mutants of each line of an object, by object and line. */
const mutantsOfLines = once(() => {
  const lines = new Map();
  for (const finding of DATA.findings) {
    if (mutantStatus(finding)) {
      const key = `${finding.place.object} ${finding.line}`;
      lines.set(key, [...(lines.get(key) ?? []), finding]);
    }
  }
  return lines;
});

/** The killed mutants of each test. */
const killedBy = once(() => {
  const killed = new Map(DATA.tests.map(({ test }) => [test, []]));
  DATA.findings.forEach((finding) => finding.tests.forEach((test) => killed.get(test).push(finding)));
  return killed;
});

/** The tests of each row of the access matrix. */
const testsOfAccess = once(() => {
  const tests = new Map(DATA.access.map((row) => [row, new Set()]));
  DATA.tests.forEach((test) => test.decisions.forEach(({ answer }) => tests.get(answer).add(test)));
  return tests;
});

/** As in "surviving"; null for what is no mutant. */
function mutantStatus(finding) {
  const [status, isMutant] = finding.kind.one.split(" ");
  return isMutant === "mutant" ? status : null;
}

/** A link to a line of the policy. */
function placeLink({ title, object }, line) {
  return object === undefined
    ? el("span", { class: "place", text: title })
    : el("a", { class: "place", href: `#o${object}l${line}`, text: `${fileOf(object)}:${line}` });
}

function findingItem(finding) {
  const { one, style, help } = finding.kind;
  return el("li", { class: "finding" },
    el("span", { class: `chip ${style}`, title: help, text: one }), " ",
    el("span", { class: "what", text: finding.text }), " ",
    placeLink(finding.place, finding.line), " ",
    finding.link?.startsWith("https://")
      ? el("a", { class: "more", href: finding.link, rel: "noreferrer", text: "Kubernetes documentation" }) : null,
    finding.suggestion ? suggestion(finding.suggestion.source, finding.suggestion.parameters.join(", ")) : null,
    finding.tests.length === 0 ? null
      : details(`killed by ${plural(finding.tests.length, "test")}`, () => textList(testNames(finding.tests))));
}
