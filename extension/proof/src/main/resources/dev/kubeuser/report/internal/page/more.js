/** What each test contributed; those that failed come first. */
function drawTests(panel) {
  panel.append(el("p", { text: "For each test: recorded decisions, permissions covered and mutants killed. Failed tests come first." }));
  const tests = [...DATA.tests].sort((one, other) =>
    (other.failure !== undefined) - (one.failure !== undefined) || one.test.name.localeCompare(other.test.name, "en"));
  filtered(panel, tests, [search(({ test }) => test.name)], el("div", { id: "tests-rows" }), testDetails, 100);
}

function testDetails({ test, failure, decisions, covered }) {
  const killed = killedBy().get(test);
  const counts = [plural(decisions.length, "decision"), `${plural(covered.length, "permission")} covered`, `${plural(killed.length, "mutant")} killed`];
  const mark = failure === undefined ? [] : [el("span", { class: "chip bad", text: "failed" }), " "];
  const element = details([...mark, el("b", { text: test.name }), " ", el("span", { class: "note", text: counts.join(", ") })], () => [
    ...(failure === undefined ? [] : [el("pre", { tabindex: 0 }, el("code", { text: failure }))]),
    ...headed("Decisions", decisions.map(decisionItem)),
    ...headed("Permissions covered", covered.map(({ permission, place }) => el("li", { text: `${permission} of ${place.title}` }))),
    ...headed("Mutants killed", killed.map((finding) =>
      el("li", {}, `${finding.place.title}: ${finding.text} `, placeLink(finding.place, finding.line)))),
  ], { class: "test" });
  element.open = failure !== undefined;
  return element;
}

const headed = (title, items) => (items.length === 0 ? [] : [el("h4", { text: title }), el("ul", {}, ...items)]);

function decisionItem({ answer: { subject, verb, resource, namespace }, allowed, how }) {
  const outcome = allowed ? "allowed" : "denied";
  return el("li", {}, el("span", { class: `chip ${outcome}`, text: outcome }), ` ${subject}: `,
    el("code", { text: `${verb} ${resource}` }), namespace === "" ? " cluster-wide" : ` in ${namespace}`, " ",
    el("span", { class: "note", text: how }));
}

/** What was refused to subjects, and what would have allowed it. */
function drawDenials(panel) {
  panel.append(el("p", { text: "Requests of subjects under test that were refused although no test expected it, and the rule that would have allowed each." }));
  const words = search((denial) => [denial.sentence, denial.test?.name ?? "", ...denial.lines].join(" "));
  filtered(panel, DATA.denials, [words], el("div", { id: "denials-rows" }), denialArticle, 50);
}

function denialArticle(denial) {
  return el("article", { class: "rule" },
    el("h3", { text: denial.sentence }),
    el("p", { class: "note", text: denial.test ? `in ${denial.test.name}` : "in no known test" }),
    el("pre", { tabindex: 0 }, el("code", { text: denial.lines.join("\n") })),
    denial.rule === "" ? null : copyButton(() => denial.rule, "Copy the rule"));
}

/** The narrowed policy, the smallest roles, and what the policy grants beyond them. */
function drawNeeds(panel) {
  drawNarrowed(panel);
  const roles = el("div", { class: "off-paper" }, el("h3", { text: "The smallest roles" }));
  panel.append(roles);
  roles.append(el("p", { text: "The smallest roles that allow what each subject needs: its requests or, if it sent none, what assertions say it can do. least-privilege.yaml has all of them." }));
  filtered(roles, DATA.needs, [search((each) => each.subject)], el("div", { id: "needs-rows" }), needsDetails, 100);
}

function needsDetails({ subject, yaml: lines, excess, inferred }) {
  const granted = excess.reduce((sum, { permissions }) => sum + permissions.length, 0);
  return details([el("b", { text: subject }), " ", el("span", { class: "note", text: plural(granted, "excess permission") })], () => {
    const yaml = lines.join("\n");
    return [
      ...headed("Excess permissions", excess.map(({ binding, rule, neededInPart, permissions }) =>
        el("li", {}, el("code", { text: permissions.join(", ") }),
          ` of ${rule} by ${binding}${neededInPart ? ", needed in part" : ""}`))),
      el("h4", { text: "The smallest roles" }),
      inferred.length === 0 ? "" : el("p", { text: `Inferred, for additional checks that requests passed: ${inferred.join(", ")}` }),
      el("div", {}, copyButton(() => yaml), el("pre", { tabindex: 0 }, el("code", { text: yaml }))),
    ];
  }, { class: "test" });
}

/** How users got their certificates. */
function drawCertificates(panel) {
  panel.append(el("p", { text: "How each user got its certificate, from the signed request to the extracted certificate, by the clock of the tests." }));
  filtered(panel, DATA.certificates, [search(({ user }) => user)],
    table(["User", "Begin (UTC)", "Steps", "Total"], "certificates-rows"), certificateRow, 50);
}

const millis = (micros) => `${(micros / 1000).toFixed(1)} ms`;

function certificateRow({ user, begin, steps }) {
  const total = Math.max(1, steps.at(-1).micros);
  const marks = steps.map(({ micros }) => svg("rect", { class: "step", x: (100 * micros) / total, width: 1, height: 6 }));
  return el("tr", {},
    cell("User", user), cell("Begin (UTC)", el("time", { datetime: begin, text: begin.slice(11, 19) })),
    cell("Steps", el("div", { class: "timeline" },
      svg("svg", { viewBox: "0 0 101 6", preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { class: "track", width: 101, height: 2, y: 2 }), ...marks),
      el("ol", {}, ...steps.map(({ name, micros }) => el("li", {}, `${name} `, el("span", { class: "note", text: millis(micros) })))))),
    cell("Total", millis(steps.at(-1).micros)));
}
