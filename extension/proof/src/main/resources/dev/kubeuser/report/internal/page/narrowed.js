const LINES_OF_FILE = 40;
// As many as the style sheet leaves.
const LINES_ON_PAPER = 20;
const FILES_OPEN = 5;
const MARKS_OF_CHANGE = { "-": "mark-unused", "+": "mark-covered" };

/** The files of the policy before and after: what no test needed goes. */
function drawNarrowed(panel) {
  panel.append(el("h3", { text: "The narrowed policy" }));
  if (DATA.narrowed.length === 0) {
    panel.append(el("p", { text: "No file has anything that no test needed." }));
    return;
  }
  panel.append(el("p", { text: "Each file before (−) and after (+): it loses what no test needed. narrowed-policy.diff has the same as a patch." }));
  const files = el("div", { id: "narrowed-files" });
  // What is below them is to be reached, so more come by the button only.
  const rows = new Rows(files, narrowedFile, 20, false);
  panel.append(files, rows.button);
  rows.show(DATA.narrowed);
  [...files.children].slice(0, FILES_OPEN).forEach((file) => {
    file.fill();
    file.open = true;
  });
  panel.paper = rows;
}

function narrowedFile({ path, note, lines }) {
  const count = (sign) => lines.filter((line) => line.sign === sign).length;
  return details([el("b", { text: path }), " ", el("span", { class: "note", text: `−${count("-")} +${count("+")}` })],
    () => changesOfFile(path, note, numberedLines(lines)), { class: "test change" });
}

function changesOfFile(path, note, lines) {
  const list = el("ol", { class: "code" }, ...lines.slice(0, LINES_OF_FILE).map(changeItem));
  const rest = lines.slice(LINES_OF_FILE);
  const button = el("button", { type: "button", text: `Show ${plural(rest.length, "more line", "more lines")}`, onclick: () => {
    list.append(...rest.map(changeItem));
    button.remove();
  } });
  const onPaper = Math.max(0, lines.length - LINES_ON_PAPER);
  return [
    note === "" ? "" : el("p", { class: "note", text: note }),
    el("div", { class: "scroll", role: "region", "aria-label": `Changes of ${path}`, tabindex: 0 }, list),
    rest.length === 0 ? "" : button,
    el("p", { class: "paper", text: onPaper === 0 ? "" : `And ${plural(onPaper, "more line", "more lines")} in the page.` }),
  ];
}

/** The lines with their numbers in the file before; what is new has none. */
function numberedLines(lines) {
  let number = 0;
  return lines.map(({ sign, text: line }) => {
    if (sign === "@") {
      number = Number(/-(\d+)/.exec(line)[1]);
      return { sign, line: "", number: "" };
    }
    return { sign, line, number: sign === " " || sign === "-" ? number++ : "" };
  }).filter((each, index) => each.sign !== "@" || index > 0);
}

function changeItem({ sign, line, number }) {
  return el("li", { class: sign === "@" ? "hunk" : MARKS_OF_CHANGE[sign] ?? false },
    el("span", { class: "number", text: number }), el("span", { class: "sign", text: sign === "@" ? "⋮" : sign.trim().replace("-", "−") }), el("code", { text: line }));
}
