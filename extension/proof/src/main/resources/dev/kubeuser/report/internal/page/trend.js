const SPARK = { width: 200, height: 44, edge: 5 };

/** How the figures changed over the runs of which a report is known, the oldest first. */
function drawTrend(panel) {
  const runs = DATA.trend ?? [];
  if (runs.length < 2) {
    return;
  }
  const names = Object.keys(runs.at(-1).figures).filter((name) =>
    name.endsWith("(%)") || new Set(valuesOf(name).map(([, value]) => value)).size > 1);
  panel.append(el("h3", { text: `Trend over ${runs.length} runs` }), el("ul", { class: "trend" }, ...names.map(trendItem)));
}

/** The run and the value of each run that has a figure. */
const valuesOf = (name) => DATA.trend.map((run, index) => [index, run.figures[name]]).filter(([, value]) => value !== undefined);

function trendItem(name) {
  const values = valuesOf(name);
  const [first, last] = [values[0][1], values.at(-1)[1]];
  const unit = name.endsWith("(%)") ? " %" : "";
  const change = last - first;
  const said = change === 0 ? "as before" : `${change > 0 ? "+" : "−"}${Math.abs(change)} since ${dayOf(DATA.trend[values[0][0]])}`;
  return el("li", {}, el("span", { text: name.replace(" (%)", "") }), spark(name, values, unit),
    el("span", {}, el("strong", { text: `${last}${unit}` }), " ", el("span", { class: "note", text: said })));
}

const dayOf = (run) => run.date.slice(0, 10) + (run.commit ? ` (${run.commit.slice(0, 7)})` : "");

function spark(name, values, unit) {
  const required = requiredOf(name);
  const all = [...values.map(([, value]) => value), ...(required === null ? [] : [required])];
  const [least, most] = unit === " %" ? [0, 100] : [Math.min(...all), Math.max(...all)];
  const { width, height, edge } = SPARK;
  const x = (run) => edge + ((width - 2 * edge) * run) / (DATA.trend.length - 1);
  const y = (value) => height - edge - ((height - 2 * edge) * (value - least)) / Math.max(1, most - least);
  const spoken = values.map(([run, value]) => `${dayOf(DATA.trend[run])}: ${value}${unit}`).join("; ");
  return svg("svg", { class: "spark", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${name}: ${spoken}` },
    required === null ? null : svg("path", { class: "required", d: `M0,${y(required)} H${width}` }),
    svg("polyline", { points: values.map(([run, value]) => `${x(run)},${y(value)}`).join(" ") }),
    ...values.map(([run, value]) => svg("circle", { cx: x(run), cy: y(value), r: run === DATA.trend.length - 1 ? 4 : 2.5 },
      svg("title", {}, `${dayOf(DATA.trend[run])}: ${value}${unit}`))));
}

/** The percentage that a threshold requires of a figure. */
function requiredOf(name) {
  const threshold = DATA.thresholds.find(({ what }) => what === name.replace(" (%)", ""));
  const percent = /(\d+) %/.exec(threshold?.required ?? "");
  return percent === null ? null : Number(percent[1]);
}
