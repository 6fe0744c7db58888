const COLUMNS = ["Subject", "Verb", "Resource", "Namespace", "Outcome", "Tests"];

/** The answers that subjects got, one by one. */
function drawAnswers(panel) {
  panel.append(el("p", { text: "The decisions recorded while the policy was in force." }));
  const names = COLUMNS.slice(0, 5).map((title) => title.toLowerCase());
  const fields = names.map((name, column) =>
    choice(COLUMNS[column], name, DATA.access, (row) => row[name], (value) => place(column, value)));
  filtered(panel, DATA.access, [...fields, search((row) => names.map((name) => row[name]).join(" "))], table(COLUMNS, "answers-rows"), answerRow, 100);
}

const place = (column, value) => (column === 3 && value === "" ? "cluster-wide" : value);

function answerRow(row) {
  const { subject, verb, resource, namespace, outcome } = row;
  const how = ["asserted", "requested", "inferred"].filter((each) => row[each] > 0).map((each) => `${row[each]} ${each}`);
  return el("tr", {},
    cell("Subject", subject), cell("Verb", verb), cell("Resource", el("code", { text: resource })),
    cell("Namespace", place(3, namespace)),
    cell("Outcome", el("span", { class: `chip ${outcome}`, text: outcome })),
    cell("Tests", details(how.join(", "), () => {
      const tests = [...testsOfAccess().get(row) ?? []].map(({ test }) => test.name).sort();
      return tests.length === 0 ? el("p", { text: "by no known test" }) : textList(tests);
    })));
}

/** Shows the answers that have some values in some fields. */
function showAnswers(wanted) {
  go("answers");
  const { form } = document.getElementById("answers").filter;
  form.reset();
  for (const [name, value] of Object.entries(wanted)) {
    form.elements[name].value = value;
  }
  form.dispatchEvent(new Event("input"));
  form.elements.subject.focus();
}
