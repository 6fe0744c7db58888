// The parts of the page. Each is drawn when somebody looks at it for the first time.
const TABS = [
  { id: "summary", title: "Summary" },
  { id: "paths", title: "Escalation paths", count: DATA.paths.length, draw: drawPaths },
  { id: "denials", title: "Denials", count: DATA.denials.length, draw: drawDenials },
  { id: "findings", title: "Findings", count: DATA.findings.filter(isOpen).length, draw: drawFindings },
  { id: "grid", title: "Grid", draw: drawGrid, isEmpty: DATA.access.length === 0 },
  { id: "graph", title: "Graph", draw: drawGraph, isEmpty: DATA.graph.roles.length === 0 },
  { id: "answers", title: "Answers", count: DATA.access.length, draw: drawAnswers },
  { id: "policy", title: "Policy", count: DATA.objects.length, draw: (panel) => { panel.policy = new Policy(panel); } },
  { id: "needs", title: "Least privilege", count: DATA.needs.length, draw: drawNeeds, isShown: DATA.narrowed.length > 0 },
  { id: "tests", title: "Tests", count: DATA.tests.length, draw: drawTests },
  { id: "certificates", title: "Certificates", count: DATA.certificates.length, draw: drawCertificates },
];

const main = document.getElementById("main");

for (const tab of TABS) {
  tab.panel = document.getElementById(tab.id) ?? el("section", { id: tab.id }, el("h2", { text: tab.title }));
  tab.panel.setAttribute("role", "tabpanel");
  tab.panel.setAttribute("aria-labelledby", `tab-${tab.id}`);
  tab.panel.tabIndex = 0;
  tab.panel.hidden = true;
  main.append(tab.panel);
  tab.button = el("button", { type: "button", role: "tab", id: `tab-${tab.id}`, "aria-controls": tab.id, "aria-selected": "false",
    tabindex: -1, onclick: () => go(tab.id) }, tab.title,
    tab.count === undefined ? null : el("span", { class: "count", text: ` ${tab.count}` }));
}

document.getElementById("tabs").append(el("div", { role: "tablist", "aria-label": "Parts of the report", onkeydown: moveFocus },
  ...TABS.map((tab) => tab.button)));

function moveFocus(event) {
  const now = TABS.findIndex((tab) => tab.button === document.activeElement);
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: TABS.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    const tab = TABS[(next + TABS.length) % TABS.length];
    tab.button.focus();
    go(tab.id);
  }
}

/** Shows a part under its address. To set location.hash would take the focus from the tab. */
function go(id) {
  history.pushState(null, "", `#${id}`);
  route();
}

/** Shows a part, and the others not. */
function show(id) {
  const wanted = TABS.find((tab) => tab.id === id) ?? TABS[0];
  for (const tab of TABS) {
    const isWanted = tab === wanted;
    tab.panel.hidden = !isWanted;
    tab.button.setAttribute("aria-selected", String(isWanted));
    tab.button.tabIndex = isWanted ? 0 : -1;
  }
  drawOnce(wanted);
  wanted.button.scrollIntoView({ block: "nearest", inline: "nearest" });
  return wanted;
}

function drawOnce(wanted) {
  if (wanted.draw && !wanted.isDrawn) {
    wanted.isDrawn = true;
    if ((wanted.count === 0 && !wanted.isShown) || wanted.isEmpty) {
      wanted.panel.append(el("p", { text: wanted.id === "paths" ? "No subject of the policy can become cluster-admin by steps that are certain or likely." : "Nothing was recorded of this." }));
    } else {
      wanted.draw(wanted.panel);
    }
  }
}

/** The address says which part is shown, or which line of the policy, or which box of the graph. */
function route() {
  const id = location.hash.slice(1);
  const line = /^o(\d+)l(\d+)$/.exec(id);
  if (line && DATA.objects[line[1]]) {
    show("policy").panel.policy.show(Number(line[1]), Number(line[2]));
  } else if (id.startsWith("graph-")) {
    show("graph").panel.graph?.choose(id.slice("graph-".length));
  } else if (id === "main" && TABS.some((tab) => !tab.panel.hidden)) {
    main.focus();
  } else {
    const { panel } = show(id);
    if (id === "graph" && panel.graph && panel.graph.chosen !== null) {
      panel.graph.choose(null);
    }
    scrollTo(0, 0);
  }
}

addEventListener("hashchange", route);
addEventListener("beforeprint", unfold);
matchMedia("print").addEventListener("change", (event) => event.matches && unfold());
route();
