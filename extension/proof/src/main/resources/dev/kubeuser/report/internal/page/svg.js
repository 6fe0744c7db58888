// Text in pictures: SVG breaks no lines, so they are measured.
const PEN = once(() => document.createElement("canvas").getContext("2d"));
const FONT = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"DejaVu Sans\", sans-serif";
const LINE = 17;

function widthOf(line, weight) {
  PEN().font = `${weight} 13px ${FONT}`;
  return PEN().measureText(line).width;
}

/** The lines of a text in a width; a word breaks only where it is longer than a line. */
function wrapped(whole, width, weight = 400) {
  const lines = [];
  let line = "";
  for (let piece of whole.match(/[^\s/:,@.-]*[\s/:,@.-]?/g)) {
    if (line !== "" && widthOf((line + piece).trimEnd(), weight) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    while (widthOf(piece.trimEnd(), weight) > width) {
      let end = piece.length - 1;
      while (end > 1 && widthOf(piece.slice(0, end), weight) > width) {
        end--;
      }
      lines.push(piece.slice(0, end));
      piece = piece.slice(end);
    }
    line += piece;
  }
  return line.trim() === "" ? lines : [...lines, line.trimEnd()];
}

/** Lines of text below each other; each line has a text and a class. */
function textLines(x, y, lines) {
  return lines.map(([line, style], index) => svg("text", { x, y: y + LINE * (index + 1) - 4, class: style }, line));
}
