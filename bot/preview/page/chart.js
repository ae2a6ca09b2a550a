/* data_visualization blocks -> a plain SVG (line, area, bar, pie) and the same numbers as a table
   for screen readers. */

import { h, svg } from "./dom.js";

const [WIDTH, HEIGHT] = [560, 220];
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 12, 14, 44];

function scale(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 1);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low));
  return { low, high, y };
}

function axes(categories, { low, high, y }, config) {
  const step = (WIDTH - LEFT - RIGHT) / Math.max(categories.length, 1);
  const every = Math.ceil(categories.length / 8);
  return svg(
    "g",
    { class: "axes" },
    [low, (low + high) / 2, high].map((value) => [
      svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
      svg("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, String(Math.round(value * 10) / 10)),
    ]),
    categories.map((name, index) =>
      index % every ? null : svg("text", { x: LEFT + step * (index + 0.5), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, name),
    ),
    config.x_label ? svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, config.x_label) : null,
    config.y_label ? svg("text", { x: 15, y: HEIGHT / 2, "text-anchor": "middle", transform: `rotate(-90 15 ${HEIGHT / 2})` }, config.y_label) : null,
  );
}

function drawn(chart, series, categories) {
  const scaled = scale(series.flatMap((one) => one.data.map((point) => point.value)));
  const step = (WIDTH - LEFT - RIGHT) / Math.max(categories.length, 1);
  const x = (label) => LEFT + step * (categories.indexOf(label) + 0.5);
  const shapes = series.map((one, index) => {
    const tone = `tone-${index % 6}`;
    if (chart.type === "bar") {
      const wide = Math.min(36, (step * 0.7) / series.length);
      return one.data.map((point) => {
        const top = Math.min(scaled.y(point.value), scaled.y(0));
        return svg("rect", {
          class: `bar ${tone}`, rx: 2, width: wide, y: top,
          x: x(point.label) - (wide * series.length) / 2 + wide * index,
          height: Math.max(1, Math.abs(scaled.y(point.value) - scaled.y(0))),
        });
      });
    }
    const points = one.data.map((point) => `${x(point.label)},${scaled.y(point.value)}`);
    const floor = scaled.y(scaled.low);
    return [
      chart.type === "area"
        ? svg("polygon", { class: `area ${tone}`, points: [`${x(one.data[0].label)},${floor}`, ...points, `${x(one.data.at(-1).label)},${floor}`].join(" ") })
        : null,
      svg("polyline", { class: `line ${tone}`, points: points.join(" ") }),
      one.data.map((point) => svg("circle", { class: `dot ${tone}`, cx: x(point.label), cy: scaled.y(point.value), r: 3.5 })),
    ];
  });
  return [axes(categories, scaled, chart.axis_config ?? {}), shapes];
}

function pie(segments) {
  const total = segments.reduce((sum, one) => sum + one.value, 0) || 1;
  let turned = 0;
  return segments.map((one, index) => {
    const share = (one.value / total) * 100;
    const slice = svg("circle", {
      class: `slice tone-${index % 6}`, cx: WIDTH / 2, cy: HEIGHT / 2, r: 48, pathLength: 100,
      "stroke-dasharray": `${share} ${100 - share}`, "stroke-dashoffset": -turned,
    });
    turned += share;
    return slice;
  });
}

export function chartBlock(block) {
  const chart = block.chart ?? {};
  const segments = chart.segments ?? [];
  const series = chart.type === "pie" ? [{ name: block.title ?? "", data: segments }] : chart.series ?? [];
  const categories = chart.axis_config?.categories ?? series[0]?.data.map((point) => point.label) ?? [];
  const labels = chart.type === "pie" ? segments.map((one) => one.label) : categories;
  const legend = chart.type === "pie" ? segments.map((one) => one.label) : series.map((one) => one.name);
  const title = typeof block.title === "string" ? block.title : block.title?.text ?? "Chart";
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, title),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, chart.type === "pie" ? pie(segments) : drawn(chart, series, categories)),
    h("ul", { class: "legend", "aria-hidden": "true" }, legend.map((name, index) => h("li", { class: `tone-${index % 6}` }, name))),
    h(
      "table",
      { class: "unseen" },
      h("caption", {}, title),
      h("tr", {}, h("th"), series.map((one) => h("th", { scope: "col" }, one.name))),
      labels.map((label) =>
        h("tr", {}, h("th", { scope: "row" }, label), series.map((one) => h("td", {}, String(one.data.find((point) => point.label === label)?.value ?? "")))),
      ),
    ),
  );
}
