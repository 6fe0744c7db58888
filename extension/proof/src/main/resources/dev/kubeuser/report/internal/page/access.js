// Who gets what through what: subject -> binding -> role -> rule.
const BOUND = "bound";
const OF_THE_CLUSTER = "role of the cluster";

const ROLES = once(() => DATA.graph.roles.map((role, index) =>
  ({ ...role, id: `r${index}`, rules: role.rules.map((rule, number) => ({ ...rule, id: `p${index}-${number}` })) })));

const BINDINGS = once(() => {
  const ids = new Map();
  const idOf = (name) => ids.get(name) ?? ids.set(name, `s${ids.size}`).get(name);
  return DATA.graph.bindings.map((binding, index) => ({
    ...binding, id: `b${index}`, role: ROLES()[binding.role],
    subjects: binding.subjects.map((subject) => ({ ...subject, id: idOf(subject.name) })),
  }));
});

/** Each subject of each binding; a binding without subjects, and a role without bindings, by itself. */
const GRANTS = once(() => {
  const bound = new Set(BINDINGS().map((binding) => binding.role));
  return [
    ...BINDINGS().flatMap((binding) => (binding.subjects.length === 0 ? [null] : binding.subjects)
      .map((subject) => ({ subject, binding, role: binding.role }))),
    ...ROLES().filter((role) => !bound.has(role)).map((role) => ({ subject: null, binding: null, role })),
  ];
});

/**
 * What escalation paths use: subjects by their titles, bindings likewise, and rules by their titles and places, with what they lead to.
 * Routes have all subjects on the way of a path, by the subject that it begins with.
 */
const STEPS = once(() => {
  const steps = { subjects: new Set(), bindings: new Set(), rules: new Map(), routes: new Map() };
  for (const { path } of DATA.paths) {
    const route = new Set([path.subject]);
    path.steps.forEach(({ by, gives, uses }, index) => {
      const lead = { to: gives, isLast: index === path.steps.length - 1 };
      steps.subjects.add(path.subject).add(by);
      route.add(by).add(gives);
      uses.filter((use) => use.binding).forEach((use) => {
        const rule = keyOf(titleOfRule(use), use.origin);
        steps.bindings.add(use.binding);
        steps.rules.set(rule, (steps.rules.get(rule) ?? new Map()).set(gives, lead));
      });
    });
    steps.routes.set(path.subject, route);
  }
  return steps;
});

const titleOfRule = ({ role, index }) => `rule ${index + 1} of ${role}`;
const keyOf = (title, origin) => JSON.stringify([title, origin]);

const standingOf = (rule) => (rule.total === 0 ? "unasked" : rule.covered === 0 ? "denied" : rule.covered < rule.total ? "both" : "allowed");
