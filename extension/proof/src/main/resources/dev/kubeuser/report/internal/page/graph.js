const SUBJECTS_OF_GRAPH = 50;
const SUBJECTS_ON_PHONE = 8;
const RULES_OF_GRAPH = 120;
const RULES_OF_ROLE = 8;
const NARROW = 760;
const HEADS = ["Subject", "Binding", "Role", "Permissions"];
const SIGNS = { allowed: "✓", denied: "✗", both: "◐", unasked: "–" };

/** Who gets what through what, as a picture; above it, a map of what is more than a picture can show. */
function drawGraph(panel) {
  if (new Set(GRANTS().map((grant) => grant.subject?.id)).size > SUBJECTS_OF_GRAPH) {
    panel.map = new HeatMap(panel);
    panel.append(el("h3", { text: "By subject" }));
  }
  panel.graph = new Graph(panel);
}

class Graph {
  constructor(panel) {
    this.grants = GRANTS();
    this.chosen = null;
    this.status = el("p", { class: "note", role: "status" });
    this.picture = el("div", { class: "scroll picture", id: "graph-picture" });
    const fields = [
      choice("Subject", "subject", this.grants, (grant) => grant.subject?.name ?? "", (title) => title || "nobody"),
      choice("Role", "role", this.grants, (grant) => grant.role.title),
      search((grant) => [grant.subject?.name, grant.binding?.title, grant.role.title,
        ...grant.role.rules.map((rule) => `${rule.verbs} ${rule.resources}`)].join(" ")),
    ];
    this.filter = new Filter(this.grants, fields, () => this.draw());
    panel.append(
      el("p", { text: "Who gets what through what. The arrow keys go from box to box, Enter shows only what is linked with a box, and Escape shows all again." }),
      el("ul", { class: "legend", "aria-label": "Signs" },
        ...[["allowed", "used or covered"], ["both", "partly covered"], ["denied", "never used, not covered, or not bound"], ["unasked", "of the cluster, and not under test"]]
          .map(([style, title]) => el("li", { class: style }, el("span", { class: "sign", text: SIGNS[style] }), ` ${title}`)),
        DATA.paths.some(({ path }) => path.steps.length > 0) ? el("li", { class: "step" }, el("span", { class: "sign", text: "━" }), " a step of an escalation path, and what it leads to") : null),
      this.filter.form, this.status, this.picture);
    this.width = 0;
    new ResizeObserver(() => {
      if (Math.abs(this.picture.clientWidth - this.width) > 8 && this.picture.clientWidth > 0) {
        this.draw();
      }
    }).observe(this.picture);
  }

  /** Shows only what is linked with a box, or all. */
  choose(id) {
    this.chosen = id;
    this.draw();
    this.picture.querySelector(id === null ? "[tabindex='0']" : `[data-id="${CSS.escape(id)}"]`)?.focus();
  }

  draw(width = this.picture.clientWidth) {
    const isNarrow = width < NARROW;
    const found = this.filter.matching().filter((grant) => this.isOfChosen(grant));
    const subjects = [...new Set(found.map((grant) => grant.subject?.id))];
    const shown = new Set(subjects.slice(0, isNarrow ? SUBJECTS_ON_PHONE : SUBJECTS_OF_GRAPH));
    this.width = width;
    this.status.replaceChildren(...this.saying(subjects.length, shown.size));
    const model = new GraphModel(found.filter((grant) => shown.has(grant.subject?.id)), this.chosen);
    const view = new GraphView(model, this.width, isNarrow, this);
    this.picture.replaceChildren(view.element);
  }

  isOfChosen({ subject, binding, role }) {
    const id = this.chosen?.replace(/^p(\d+)-.*/, "r$1");
    const route = STEPS().routes.get(this.grants.find((grant) => grant.subject?.id === id)?.subject.name);
    return this.chosen === null || [subject?.id, binding?.id, role.id].includes(id) || route?.has(subject?.name) === true;
  }

  saying(many, shown) {
    const all = el("button", { type: "button", text: "Show all", onclick: () => go("graph") });
    return [
      shown < many ? `The first ${shown} of ${many} subjects. Choose a subject or a role, or search, to see the others. ` : "",
      this.chosen === null ? "" : "Only what is linked with the chosen box. ",
      this.chosen === null ? "" : all,
    ].filter((each) => each !== "");
  }
}

/** The boxes of the grants, in four columns, with what leads to what. */
class GraphModel {
  constructor(grants, chosen) {
    this.columns = [[], [], [], []];
    this.boxes = new Map();
    this.chosen = chosen;
    const many = [...new Set(grants.map((grant) => grant.role))].reduce((sum, role) => sum + role.rules.length, 0);
    for (const { subject, binding, role } of grants) {
      const path = [
        subject && this.box(0, subject.id, () => this.subjectBox(subject, grants)),
        binding && this.box(1, binding.id, () => bindingBox(binding)),
        this.box(2, role.id, () => roleBox(role)),
      ];
      const { subjects, bindings, rules } = STEPS();
      const isStep = bindings.has(binding?.title);
      this.link(path[0], path[1], subject?.used, isStep && subjects.has(subject?.name));
      this.link(path[1], path[2], binding?.used, isStep);
      this.rulesOf(role, many).forEach((rule) =>
        this.link(path[2], this.box(3, rule.id, () => ruleBox(rule)), rule.total === 0 || rule.covered > 0, rules.has(keyOf(rule.title, rule.origin))));
    }
    this.columns[3].forEach((rule) => rule.leads.forEach((lead) => {
      lead.box = this.columns[0].find((subject) => `${subject.head} ${subject.name}` === lead.to);
    }));
  }

  /** The rules of a role, or one box for many. */
  rulesOf(role, many) {
    const isChosen = this.chosen === role.id || this.chosen?.startsWith(`p${role.id.slice(1)}-`);
    const most = role.standing === OF_THE_CLUSTER ? 3 : many > RULES_OF_GRAPH ? 1 : RULES_OF_ROLE;
    if (isChosen || role.rules.length <= most) {
      return role.rules;
    }
    const sum = (of) => role.rules.reduce((all, rule) => all + of(rule), 0);
    return [{ id: `p${role.id.slice(1)}-all`, verbs: `${role.rules.length} rules`, resources: "choose the role to see them",
      covered: sum((rule) => rule.covered), total: sum((rule) => rule.total) }];
  }

  subjectBox(subject, grants) {
    const isUsed = grants.some((grant) => grant.subject?.id === subject.id && grant.subject.used);
    return titled(subject.name, isUsed ? "allowed" : "denied", isUsed ? "used" : "never used");
  }

  box(column, id, make) {
    if (!this.boxes.has(id)) {
      const box = { id, column, isWhole: id === this.chosen, from: [], to: [], uses: new Map(), steps: new Set(), leads: [], ...make() };
      this.boxes.set(id, box);
      this.columns[column].push(box);
    }
    return this.boxes.get(id);
  }

  link(from, to, isUsed, isStep) {
    if (from && to && !from.to.includes(to)) {
      from.to.push(to);
      to.from.push(from);
      from.uses.set(to.id, isUsed);
    }
    if (from && to && isStep) {
      from.steps.add(to.id);
      to.isStep = true;
    }
  }
}

function titled(title, style, foot) {
  const blank = title.indexOf(" ");
  return { head: title.slice(0, blank), name: title.slice(blank + 1), style, foot };
}

const bindingBox = (binding) => titled(binding.title, binding.used ? "allowed" : "denied", binding.used ? "used" : "never used");

function roleBox(role) {
  const sum = (of) => role.rules.reduce((all, rule) => all + of(rule), 0);
  const [covered, total] = [sum((rule) => rule.covered), sum((rule) => rule.total)];
  const style = role.standing === OF_THE_CLUSTER ? "unasked" : role.standing === BOUND ? standingOf({ covered, total }) : "denied";
  return titled(role.title, style, role.standing === BOUND ? `${covered} of ${total} covered` : role.standing);
}

function ruleBox(rule) {
  const foot = rule.total === 0 ? (!rule.origin ? "not under test" : "not counted") : `${rule.covered} of ${rule.total} covered`;
  const leads = [...STEPS().rules.get(keyOf(rule.title, rule.origin))?.values() ?? []].map((lead) => ({ ...lead, title: lead.to + (lead.isLast ? ": cluster-admin" : "") }));
  return { head: rule.verbs, name: rule.resources, style: standingOf(rule), foot, origin: rule.origin, leads };
}
