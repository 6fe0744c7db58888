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
  // What is opened may have details of its own. It is filled at once, for the event would come after the printing.
  for (let closed = closedDetails(); closed.length > 0; closed = closedDetails()) {
    closed.forEach((each) => {
      each.fill();
      each.open = true;
    });
    unfolded.push(...closed);
  }
}

const closedDetails = () => [...document.querySelectorAll("details:not([open])")];

function fold() {
  unfolded.forEach((each) => { each.open = false; });
  unfolded = [];
  TABS.forEach((tab) => tab.panel.graph?.draw());
}
