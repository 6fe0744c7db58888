const BOX_GAP = 8;
const MOST_LINES = 4;

/** The picture of a graph, with a box to move the focus from and to. */
class GraphView {
  constructor(model, width, isNarrow, graph) {
    this.graph = graph;
    this.isNarrow = isNarrow;
    const height = isNarrow ? this.narrow(model, width) : this.wide(model, width);
    this.links = this.boxes.flatMap((from) => from.to.map((to) => ({ from, to, isUsed: from.uses.get(to.id), isStep: from.steps.has(to.id) })));
    this.links.forEach((link) => { link.element = this.line(link); });
    this.boxes.forEach((box) => { box.element = this.drawn(box); });
    // On a narrow screen a subject may stand in several places, so what a step leads to is said in words only.
    const leads = isNarrow ? [] : this.boxes.flatMap((from) => from.leads.filter((lead) => lead.box).map((lead) => leadLine(from, lead.box)));
    const heads = isNarrow ? [] : HEADS.map((head, column) => svg("text", { class: "head", x: column * this.step, y: 14 }, head));
    this.element = svg("svg", { class: "graph", width, height: height + 2, viewBox: `0 0 ${width} ${height + 2}`, role: "group",
      "aria-label": "Subjects, their bindings, the roles that these grant, and the permissions of the roles",
      onkeydown: (event) => this.move(event) },
      ...heads, ...this.links.map((link) => link.element), ...leads, ...this.boxes.map((box) => box.element));
    this.boxes[0]?.element.setAttribute("tabindex", "0");
  }

  wide(model, width) {
    const gap = Math.max(40, width * 0.05);
    const boxWidth = Math.floor((width - 2 - 3 * gap) / 4);
    this.step = boxWidth + gap;
    this.boxes = model.columns.flat();
    this.boxes.forEach((box) => {
      box.x = 1 + box.column * this.step;
      fit(box, boxWidth);
    });
    const height = this.boxes.length === 0 ? 0 : layered(model.columns, BOX_GAP);
    this.boxes.sort((one, other) => one.column - other.column || one.y - other.y);
    this.boxes.forEach((box) => { box.y += 24; });
    return height + 24;
  }

  narrow(model, width) {
    const roots = model.columns.flat().filter((box) => box.from.length === 0);
    roots.concat(model.columns.flat()).forEach((box) => { box.fit = (own) => fit(own, width - 2 - own.x); });
    const { boxes, height } = indented(roots, BOX_GAP, 14);
    this.boxes = boxes;
    boxes.forEach((box) => { box.x += 1; box.y += 1; });
    return height;
  }

  line({ from, to, isUsed, isStep }) {
    const style = ["link", isUsed === false ? "unused" : "", isStep ? "step" : ""].join(" ").trim();
    const middle = (box) => box.y + box.height / 2;
    if (this.isNarrow) {
      const x = from.x + 6;
      return svg("path", { class: style, d: `M${x},${from.y + from.height} V${middle(to)} H${to.x}` });
    }
    const [x1, x2] = [from.x + from.width, to.x];
    const bend = (x1 + x2) / 2;
    return svg("path", { class: style, d: `M${x1},${middle(from)} C${bend},${middle(from)} ${bend},${middle(to)} ${x2},${middle(to)}` });
  }

  drawn(box) {
    const linked = (boxes) => boxes.map((each) => `${each.head} ${each.name}`).join("; ");
    const label = [`${HEADS[box.column]}: ${box.head} ${box.name}`, box.foot, box.isStep ? "a step of an escalation path" : "",
      box.leads.length > 0 ? `leads to ${box.leads.map((lead) => lead.title).join("; ")}` : "",
      box.to.length > 0 ? `to ${linked(box.to)}` : "", box.from.length > 0 ? `from ${linked(box.from)}` : ""]
      .filter((each) => each !== "").join(", ");
    return svg("g", { class: `box ${box.style}`, tabindex: -1, role: "button", "data-id": box.id, "aria-label": label,
      "aria-pressed": String(box.id === this.graph.chosen),
      onclick: () => this.choose(box), onfocus: () => this.light(box), onblur: () => this.light(null),
      onmouseenter: () => this.light(box), onmouseleave: () => this.light(null) },
      svg("title", {}, `${box.head} ${box.name}`),
      svg("rect", { x: box.x, y: box.y, width: box.width, height: box.height, rx: 6 }),
      svg("rect", { class: "edge", x: box.x, y: box.y + 4, width: 4, height: box.height - 8 }),
      ...textLines(box.x + 12, box.y + 4, box.lines));
  }

  choose(box) {
    if (objectAt(box.origin) !== undefined && box.id === this.graph.chosen) {
      location.hash = lineAt(box.origin);
    } else {
      go(`graph-${box.id}`);
    }
  }

  /** Marks what is linked with a box, on both sides. */
  light(box) {
    const lit = new Set();
    const follow = (from, next, seen = new Set()) => {
      if (!seen.has(from)) {
        seen.add(from);
        lit.add(from);
        next(from).forEach((each) => follow(each, next, seen));
      }
    };
    if (box !== null) {
      follow(box, (each) => [...each.to, ...each.leads.flatMap((lead) => lead.box ?? [])]);
      follow(box, (each) => each.from);
    }
    this.element.classList.toggle("lighting", box !== null);
    this.boxes.forEach((each) => each.element.classList.toggle("lit", lit.has(each)));
    this.links.forEach((link) => link.element.classList.toggle("lit", lit.has(link.from) && lit.has(link.to)));
  }

  move(event) {
    const box = this.boxes.find((each) => each.element === document.activeElement);
    if (box === undefined) {
      return;
    }
    if (event.key === "Escape") {
      go("graph");
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(box);
    } else {
      const next = this.next(box, event.key);
      if (next) {
        event.preventDefault();
        box.element.setAttribute("tabindex", "-1");
        next.element.setAttribute("tabindex", "0");
        next.element.focus();
      }
    }
  }

  next(box, key) {
    const beside = this.isNarrow ? this.boxes : this.boxes.filter((each) => each.column === box.column);
    const index = beside.indexOf(box);
    return { ArrowDown: beside[index + 1], ArrowUp: beside[index - 1], ArrowRight: box.to[0], ArrowLeft: box.from[0],
      Home: this.boxes[0], End: this.boxes.at(-1) }[key];
  }
}

/** From a permission back to the subject that it leads to, behind the boxes. */
function leadLine(from, to) {
  const [x1, y1, x2, y2] = [from.x, from.y + from.height - 10, to.x + to.width, to.y + to.height - 10];
  const bend = (x1 - x2) / 3;
  return svg("g", { class: "lead" },
    svg("path", { d: `M${x1},${y1} C${x1 - bend},${y1} ${x2 + bend},${y2} ${x2 + 8},${y2}` }),
    svg("path", { class: "tip", d: `M${x2 + 9},${y2 - 5} v10 l-9,-5 z` }));
}

/** Gives a box its lines, and with them its height. */
function fit(box, width) {
  const room = width - 20;
  const head = box.column === 3 ? wrapped(box.head, room, 600) : [box.head];
  const name = wrapped(box.name, room, box.column === 3 ? 400 : 600);
  const shown = name.length > MOST_LINES ? [...name.slice(0, MOST_LINES - 1), "… choose it to see all"] : name;
  box.width = width;
  box.lines = [
    ...(box.column === 3 ? head.map((line) => [line, "strong"]) : [[box.head, "soft"]]),
    ...(box.isWhole ? name : shown).map((line) => [line, box.column === 3 ? "plain" : "strong"]),
    ...wrapped(`${SIGNS[box.style]} ${box.foot}`, room).map((line) => [line, "foot"]),
    ...box.leads.flatMap((lead) => wrapped(`→ ${lead.title}`, room)).map((line) => [line, "foot"]),
  ];
  box.height = box.lines.length * LINE + 8;
}
