// On paper nothing can be opened, so all parts are open, each up to a length that somebody reads. What stands in two
// parts is open in one.
const ROWS_ON_PAPER = 30;
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
  // They are filled at once, for their event would come after the printing.
  unfolded = [...document.querySelectorAll("details:not([open], .mutants, .paste, .finding details)")];
  unfolded.forEach((each) => {
    each.fill();
    each.open = true;
  });
}

function fold() {
  unfolded.forEach((each) => { each.open = false; });
  unfolded = [];
  TABS.forEach((tab) => tab.panel.graph?.draw());
}
