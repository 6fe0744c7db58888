/** How subjects of the policy can become cluster-admin, step by step. */
function drawPaths(panel) {
  panel.append(el("p", { text: "Subjects of the policy that can become cluster-admin by steps that are certain or likely, those with the fewest steps first." }));
  const paths = DATA.paths.map(({ path, start }) => ({ ...path, start, cuts: path.cuts.map((changes) => changes.join(", and ")) }))
    .sort((one, other) => one.steps.length - other.steps.length);
  const techniques = (path) => path.steps.map((step) => step.technique);
  filtered(panel, paths, [choice("First step", "technique", paths, (path) => techniques(path)[0] ?? "", (first) => first || "none: bound already"),
    search((path) => [path.subject, ...path.steps.map((step) => `${step.technique} ${step.how} ${step.gives}`)].join(" "))],
  el("div", { id: "paths-rows" }), pathArticle, 10);
}

function pathArticle(path) {
  const many = path.steps.length;
  const picture = el("div", { class: "picture" });
  picture.draw = (room = picture.clientWidth) => {
    const width = Math.min(room, 760);
    if (width > 0 && Math.abs(width - (picture.drawn ?? 0)) > 8) {
      picture.drawn = width;
      picture.replaceChildren(pathPicture(path, width));
    }
  };
  new ResizeObserver(() => picture.draw()).observe(picture);
  return el("article", { class: "rule" },
    el("h3", { text: path.subject }),
    el("p", { class: "note", text: many === 0 ? "is cluster-admin already, by its bindings" : `becomes cluster-admin in ${plural(many, "step")}` }),
    picture,
    path.cuts.length === 0 ? null : el("p", { text: path.cuts.length === 1 ? "To close it:" : "To close it, do one of these:" }),
    path.cuts.length === 0 ? null : el("ul", { class: "cuts" }, ...path.cuts.map((cut) => el("li", { text: cut }))),
    many === 0 ? null : details("What each step uses", () => el("ol", {}, ...path.steps.map(stepItem))));
}

function stepItem(step) {
  return el("li", {}, `${step.by} ${step.how} `,
    el("a", { class: "more", href: step.link, rel: "noreferrer", text: step.technique }),
    el("ul", {}, ...step.uses.map((use) => el("li", {},
      "may ", el("code", { text: use.request }),
      use.binding ? ` by ${use.binding} and ` : " by an earlier step", use.binding ? ruleLink(use) : null))));
}

const ruleLink = (use) => (objectAt(use.origin) === undefined ? titleOfRule(use) : el("a", { href: lineAt(use.origin), text: titleOfRule(use) }));

const RAIL = 26;

/** Boxes of what the subject has, and between them what it does. */
function pathPicture(path, width) {
  const parts = [];
  let y = 1;
  const box = (name, style) => {
    const lines = wrapped(name, width - 26, 600).map((line) => [line, "strong"]);
    const height = lines.length * LINE + 12;
    parts.push(svg("g", { class: `box ${style}` }, svg("rect", { x: 1, y, width: width - 2, height, rx: 6 }),
      svg("rect", { class: "edge", x: 1, y: y + 4, width: 4, height: height - 8 }), ...textLines(14, y + 6, lines)));
    y += height;
  };
  box(path.steps.length === 0 ? `${path.subject}: cluster-admin` : path.subject, path.steps.length === 0 ? "denied" : "unasked");
  path.steps.forEach((step, index) => {
    const before = index === 0 ? path.start : path.steps[index - 1].gives;
    const lines = [
      ...wrapped(step.how, width - RAIL - 34).map((line) => [line, "plain"]),
      ...wrapped(`${step.technique}, ${step.certainty.toLowerCase()}${step.by === before ? "" : `, as ${step.by}`}`, width - RAIL - 34).map((line) => [line, "soft"]),
    ];
    const height = lines.length * LINE + 16;
    const end = y + height;
    parts.push(
      svg("path", { class: "link lit", d: `M${RAIL},${y} V${end - 5}` }),
      svg("path", { class: "tip", d: `M${RAIL - 5},${end - 8} h10 l-5,8 z` }),
      svg("circle", { class: "number", cx: RAIL, cy: y + height / 2 - 2, r: 11 }),
      svg("text", { class: "number", x: RAIL, y: y + height / 2 + 2.5, "text-anchor": "middle" }, index + 1),
      ...textLines(RAIL + 22, y + 7, lines));
    y = end;
    const isLast = index === path.steps.length - 1;
    box(isLast ? `${step.gives}: cluster-admin` : step.gives, isLast ? "denied" : "both");
  });
  const label = [path.subject, ...path.steps.map((step, index) => `${index + 1}. ${step.how}, which gives ${step.gives}`)].join("; ");
  return svg("svg", { class: "graph path", width, height: y + 1, viewBox: `0 0 ${width} ${y + 1}`, role: "img", "aria-label": label }, ...parts);
}
