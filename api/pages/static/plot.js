"use strict";
// What every plot has in common: how times and figures are written, the colours and axes, a limit's line, and that it fits its frame.

const ZONE = "Europe/Oslo";
const language = document.documentElement.lang === "en" ? "en-GB" : "nb-NO";
const written = options => new Intl.DateTimeFormat(language, { timeZone: ZONE, hourCycle: "h23", ...options });
const DATE = written({ day: "numeric", month: "short" });
const MOMENT = written({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const FIGURE = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

// Variables hold other variables, which a canvas does not read: an element does.
function resolved(plot, name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  plot.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function fontOf(plot, size) {
  return `${size}px ${getComputedStyle(plot).fontFamily}`;
}

function axisOf(plot) {
  const line = resolved(plot, "--line");
  return { stroke: getComputedStyle(plot).color, font: fontOf(plot, 13), grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
}

// What is the same in each: the caller adds its scales, axes, series and hooks.
function optionsOf(plot) {
  return {
    width: plot.clientWidth,
    height: plot.clientHeight,
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), ZONE),
    legend: { show: false },
  };
}

// Draws a dashed line with its words above it (or below), where the picture reaches so high.
function drawLimit(chart, plot, { value, text, tone, dash = [6, 4], below = false }) {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  const y = chart.valToPos(value, "y", true);
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.font = fontOf(plot, 12 * ratio);
  ctx.strokeStyle = ctx.fillStyle = resolved(plot, tone);
  ctx.lineWidth = ratio;
  ctx.setLineDash(dash.map(length => length * ratio));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.textAlign = "left";
  ctx.textBaseline = below ? "top" : "bottom";
  ctx.fillText(text, bbox.left + 10 * ratio, y + (below ? 3 : -3) * ratio, bbox.width - 20 * ratio);
  ctx.restore();
}

// Draws at once, and again where the colours or the room have changed; `draw` returns the chart.
function keepDrawn(plot, draw) {
  let chart = draw();
  new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: plot.clientHeight })).observe(plot);
  const redraw = () => { chart.destroy(); chart = draw(); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  return redraw;
}
