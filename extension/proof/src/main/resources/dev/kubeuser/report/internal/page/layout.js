/**
 * Puts the boxes of each column beside those they are linked with, without overlap. Boxes have a height, and lists
 * "from" and "to" of boxes in the columns beside them.
 */
function layered(columns, gap) {
  for (let round = 0; round < 4; round++) {
    columns.slice(1).forEach((column) => sortBeside(column, "from"));
    [...columns].reverse().slice(1).forEach((column) => sortBeside(column, "to"));
  }
  columns.forEach((column) => placeBeside(column, [], gap));
  for (let round = 0; round < 3; round++) {
    columns.slice(1).forEach((column) => placeBeside(column, "from", gap));
    [...columns].reverse().slice(1).forEach((column) => placeBeside(column, "to", gap));
  }
  const top = Math.min(...columns.flat().map((box) => box.y));
  columns.flat().forEach((box) => { box.y -= top; });
  return Math.max(...columns.flat().map((box) => box.y + box.height));
}

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

function sortBeside(column, side) {
  column.forEach((box, index) => { box.wanted = box[side].length === 0 ? index : mean(box[side].map((each) => each.index)); });
  column.sort((one, other) => one.wanted - other.wanted);
  column.forEach((box, index) => { box.index = index; });
}

/** Each box gets as near to where it wants to be as the others of its column let it: the least squares of the distances. */
function placeBeside(column, side, gap) {
  const groups = [];
  let offset = 0;
  for (const box of column) {
    const beside = box[side] ?? [];
    const wanted = beside.length === 0 ? box.y ?? offset : mean(beside.map((each) => each.y + each.height / 2)) - box.height / 2;
    groups.push({ boxes: [[box, offset]], tops: [wanted - offset] });
    offset += box.height + gap;
    while (groups.length > 1 && mean(groups.at(-2).tops) >= mean(groups.at(-1).tops)) {
      const { boxes, tops } = groups.pop();
      groups.at(-1).boxes.push(...boxes);
      groups.at(-1).tops.push(...tops);
    }
  }
  groups.forEach(({ boxes, tops }) => boxes.forEach(([box, below]) => { box.y = mean(tops) + below; }));
}

/** On a narrow screen each box stands below and right of the one that leads to it; shared ones are repeated. */
function indented(roots, gap, step) {
  const boxes = [];
  let y = 0;
  const visit = (box, depth, parent) => {
    const own = { ...box, depth, x: depth * step, y, from: parent ? [parent] : [], to: [] };
    parent?.to.push(own);
    boxes.push(own);
    own.fit(own);
    y += own.height + gap;
    box.to.forEach((next) => visit(next, depth + 1, own));
  };
  roots.forEach((root) => visit(root, 0, null));
  return { boxes, height: y };
}
