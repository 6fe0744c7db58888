// Who gets what through what, as PageData has it: subject -> binding -> role -> rule.
const BOUND = "bound";
const OF_THE_CLUSTER = "role of the cluster";
const UNKNOWN_ROLE = { id: "r-1", title: "no role", standing: "not in the policy", rules: [] };

const ROLES = once(() => DATA.roles.map(([title, standing, rules], index) => ({
  id: `r${index}`, title: text(title), standing: text(standing),
  rules: rules.map(([verbs, resources, where, line, covered, total], number) =>
    ({ id: `p${index}-${number}`, verbs: text(verbs), resources: text(resources), where, line, covered, total })),
})));

const BINDINGS = once(() => DATA.bindings.map(([title, where, line, role, isUsed, subjects], index) => ({
  id: `b${index}`, title: text(title), where, line, role: ROLES()[role] ?? UNKNOWN_ROLE, isUsed,
  subjects: subjects.map(([name, isUsedBy]) => ({ id: `s${name}`, title: text(name), isUsed: isUsedBy })),
})));

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
 * What escalation paths use: subjects by their titles, bindings likewise, and rules by their places, with what they lead to.
 * Routes have all subjects on the way of a path, by the subject that it begins with.
 */
const STEPS = once(() => {
  const steps = { subjects: new Set(), bindings: new Set(), rules: new Map(), routes: new Map() };
  for (const [subject, , path] of DATA.paths) {
    const route = new Set([text(subject)]);
    path.forEach(([, , by, , gives, , uses], index) => {
      const lead = { to: text(gives), isLast: index === path.length - 1 };
      steps.subjects.add(text(subject)).add(text(by));
      route.add(text(by)).add(lead.to);
      uses.filter(([, binding]) => binding >= 0).forEach(([, binding, , where]) => {
        steps.bindings.add(text(binding));
        steps.rules.set(where, (steps.rules.get(where) ?? new Map()).set(lead.to, lead));
      });
    });
    steps.routes.set(text(subject), route);
  }
  return steps;
});

const standingOf = (rule) => (rule.total === 0 ? "unasked" : rule.covered === 0 ? "denied" : rule.covered < rule.total ? "both" : "allowed");
