// A print has the parts that say what to do, each up to a length that somebody reads; the others are in the page.
const ROWS_ON_PAPER = { summary: 0, paths: 3, denials: 5, findings: 10, needs: 5 };
const PAPER_WIDTH = 700;

function unfold() {
  for (const tab of TABS) {
    const isOnPaper = tab.id in ROWS_ON_PAPER && (tab.count !== 0 || tab.isShown === true);
    tab.panel.classList.toggle("off-paper", !isOnPaper);
    if (isOnPaper) {
      drawOnce(tab);
      (tab.panel.paper ?? tab.panel.rows)?.unfold(ROWS_ON_PAPER[tab.id]);
      tab.panel.querySelectorAll(".picture").forEach((picture) => picture.draw?.(PAPER_WIDTH));
    }
  }
}
