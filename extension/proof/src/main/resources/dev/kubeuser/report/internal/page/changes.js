/** What a change of the policy gives to whom, and takes from whom. */
function drawChanges(panel) {
  const { before, after, summary, ranks, rows } = DATA.changes;
  panel.append(el("p", {}, "What the policy gives and takes, from ", el("code", { text: before }), " to ", el("code", { text: after }), `: ${summary}.`));
  if (rows.length === 0) {
    return;
  }
  const changes = rows.map(([isGain, rank, line, place, isAgreed, notes, details]) => ({ change: isGain ? "gained" : "lost", rank: ranks[rank],
    line: text(line), place: place < 0 ? "" : text(place), isAgreed, notes: notes.map(text), details: details.map(text) }));
  filtered(panel, changes, [choice("Change", "change", changes, (each) => each.change), choice("Kind", "rank", changes, (each) => each.rank[0]),
    choice("Agreed", "agreed", changes, (each) => (each.isAgreed ? "yes" : "no")),
    search((each) => [each.line, each.place, ...each.notes, ...each.details].join(" "))],
  el("div", { id: "changes-rows" }), changeArticle, 50);
}

function changeArticle(change) {
  const [rank, style, help] = change.rank;
  const isGood = change.isAgreed || change.change === "lost";
  return el("article", { class: "rule" },
    el("h3", { text: change.line }),
    el("p", { class: "note" }, el("span", { class: `chip ${isGood ? "none" : style}`, title: help, text: `${rank} ${change.change}` }),
      change.isAgreed ? " agreed" : "", change.place === "" ? "" : ` ${change.place}`),
    change.notes.length === 0 ? null : textList(change.notes),
    change.details.length === 0 ? null : el("pre", { tabindex: 0 }, el("code", { text: change.details.join("\n") })));
}
