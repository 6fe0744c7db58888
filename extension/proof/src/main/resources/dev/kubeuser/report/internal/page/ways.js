/** How subjects of the policy can become cluster-admin, step by step. */
function drawWays(panel) {
  panel.append(el("p", { text: "Subjects of the policy that can become cluster-admin by steps that are certain or likely, those with the fewest steps first." }));
  const ways = DATA.ways.map(([subject, start, steps]) => ({ subject: text(subject), start: text(start), steps: steps.map(wayStep) }))
    .sort((one, other) => one.steps.length - other.steps.length);
  const techniques = (way) => way.steps.map((step) => step.technique);
  filtered(panel, ways, [choice("First step", "technique", ways, (way) => techniques(way)[0] ?? "", (first) => first || "none: bound already"),
    search((way) => [way.subject, ...way.steps.map((step) => `${step.technique} ${step.how} ${step.gives}`)].join(" "))],
  el("div", { id: "ways-rows" }), wayArticle, 10);
}

function wayStep([technique, certainty, by, how, gives, link, uses]) {
  return { technique: text(technique), certainty: text(certainty), by: text(by), how: text(how), gives: text(gives), link: text(link), uses };
}

function wayArticle(way) {
  const many = way.steps.length;
  const picture = el("div", { class: "picture" });
  picture.draw = (room = picture.clientWidth) => {
    const width = Math.min(room, 760);
    if (width > 0 && Math.abs(width - (picture.drawn ?? 0)) > 8) {
      picture.drawn = width;
      picture.replaceChildren(wayPicture(way, width));
    }
  };
  new ResizeObserver(() => picture.draw()).observe(picture);
  return el("article", { class: "rule" },
    el("h3", { text: way.subject }),
    el("p", { class: "note", text: many === 0 ? "is cluster-admin already, by its bindings" : `becomes cluster-admin in ${plural(many, "step")}` }),
    picture,
    many === 0 ? null : details("What each step uses", () => el("ol", {}, ...way.steps.map(stepItem))));
}

function stepItem(step) {
  return el("li", {}, `${step.by} ${step.how} `,
    el("a", { class: "more", href: step.link, rel: "noreferrer", text: step.technique }),
    el("ul", {}, ...step.uses.map(([request, binding, rule, where, line]) => el("li", {},
      "may ", el("code", { text: text(request) }),
      binding < 0 ? " by an earlier step" : ` by ${text(binding)} and `,
      binding < 0 ? null : where >= 0 && objectOf(where) >= 0 ? el("a", { href: `#o${objectOf(where)}l${line}`, text: text(rule) }) : text(rule)))));
}

const RAIL = 26;

/** Boxes of what the subject has, and between them what it does. */
function wayPicture(way, width) {
  const parts = [];
  let y = 1;
  const box = (name, style) => {
    const lines = wrapped(name, width - 26, 600).map((line) => [line, "strong"]);
    const height = lines.length * LINE + 12;
    parts.push(svg("g", { class: `box ${style}` }, svg("rect", { x: 1, y, width: width - 2, height, rx: 6 }),
      svg("rect", { class: "edge", x: 1, y: y + 4, width: 4, height: height - 8 }), ...textLines(14, y + 6, lines)));
    y += height;
  };
  box(way.steps.length === 0 ? `${way.subject}: cluster-admin` : way.subject, way.steps.length === 0 ? "denied" : "unasked");
  way.steps.forEach((step, index) => {
    const before = index === 0 ? way.start : way.steps[index - 1].gives;
    const lines = [
      ...wrapped(step.how, width - RAIL - 34).map((line) => [line, "plain"]),
      ...wrapped(`${step.technique}, ${step.certainty}${step.by === before ? "" : `, as ${step.by}`}`, width - RAIL - 34).map((line) => [line, "soft"]),
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
    const isLast = index === way.steps.length - 1;
    box(isLast ? `${step.gives}: cluster-admin` : step.gives, isLast ? "denied" : "both");
  });
  const label = [way.subject, ...way.steps.map((step, index) => `${index + 1}. ${step.how}, which gives ${step.gives}`)].join("; ");
  return svg("svg", { class: "graph way", width, height: y + 1, viewBox: `0 0 ${width} ${y + 1}`, role: "img", "aria-label": label }, ...parts);
}
