// On paper nothing can be opened, so all parts are open, each up to a length that somebody reads.
const ROWS_ON_PAPER = 200;
const PAPER_WIDTH = 700;
let unfolded = [];

function unfold() {
  for (const tab of TABS) {
    drawOnce(tab);
    tab.panel.rows?.unfold(ROWS_ON_PAPER);
    tab.panel.policy?.unfold(ROWS_ON_PAPER);
    tab.panel.graph?.draw(PAPER_WIDTH);
    tab.panel.querySelectorAll(".picture").forEach((picture) => picture.draw?.(PAPER_WIDTH));
  }
  const closed = [...document.querySelectorAll("details:not([open])")];
  closed.forEach((each) => { each.open = true; });
  unfolded.push(...closed);
}

function fold() {
  unfolded.forEach((each) => { each.open = false; });
  unfolded = [];
  TABS.forEach((tab) => tab.panel.graph?.draw());
}
