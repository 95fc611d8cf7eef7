import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatClock } from "../format/times.ts";
import { useNow } from "../ui/clock.ts";

/** A line of a plot. */
export interface Series {
  readonly label: string;
  /** Of the tokens, such as `completed`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface PlotProps {
  /** What it shows, in a sentence. */
  readonly summary: string;
  /** In seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly bars?: boolean;
}

const HEIGHT = 150;

/** Lines over time, with the same as a table for those who want the numbers. */
export default function Plot({ summary, times, series, format, bars = false }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [isTable, setTable] = useState(false);
  const latest = useRef({ times, series });
  latest.current = { times, series };
  const labels = series.map(({ label, colour }) => `${label} ${colour}`).join();
  // Its data come by the effect below.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = makePlot(element, latest.current.series, format, bars);
    plot.current = made;
    made.setData(dataOf(latest.current));
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    observer.observe(element);
    // Its colours are read when it is drawn.
    const theme = new MutationObserver(() => made.redraw());
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => made.redraw();
    scheme.addEventListener("change", redraw);
    return () => {
      observer.disconnect();
      theme.disconnect();
      scheme.removeEventListener("change", redraw);
      made.destroy();
    };
  }, [labels, bars]);
  useEffect(() => plot.current?.setData(dataOf({ times, series })), [times, series]);
  return (
    <figure className="px-3 py-2">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs">
        {series.map(({ label, colour }) => (
          <span key={label} className="inline-flex items-center gap-1.5">
            <Swatch colour={colour} />
            {label}
          </span>
        ))}
        <button
          type="button"
          aria-expanded={isTable}
          className="ml-auto rounded text-muted-foreground hover:text-foreground hover:underline"
          onClick={() => setTable(!isTable)}
        >
          {isTable ? "Hide the table" : "As a table"}
        </button>
      </figcaption>
      <div ref={box} role="img" aria-label={summary} className="mt-1 min-w-0 overflow-hidden" />
      {isTable && <PlotTable times={times} series={series} format={format} />}
    </figure>
  );
}

/** Of the colour of a token: the classes for it are written out, so that they are there. */
const SWATCHES: Readonly<Record<string, string>> = {
  pending: "bg-pending",
  running: "bg-running",
  retrying: "bg-retrying",
  completed: "bg-completed",
  failed: "bg-failed",
  scheduled: "bg-scheduled",
};

function Swatch({ colour }: { colour: string }) {
  return <span aria-hidden className={`size-2.5 rounded-sm ${SWATCHES[colour] ?? ""}`} />;
}

function PlotTable({ times, series, format }: Pick<PlotProps, "times" | "series" | "format">) {
  const now = useNow();
  const rows = times.map((time, i) => [time, i] as const).reverse();
  return (
    <div className="mt-2 max-h-56 overflow-auto rounded-md border">
      <table className="w-full text-right text-xs tabular-nums">
        <thead className="sticky top-0 bg-card">
          <tr>
            <th scope="col" className="px-2 py-1 text-left font-medium">
              Time
            </th>
            {series.map(({ label }) => (
              <th key={label} scope="col" className="px-2 py-1 font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([time, i]) => (
            <tr key={time} className="border-t">
              <th scope="row" className="px-2 py-0.5 text-left font-normal">
                {formatClock(time * 1_000, now).replace(/\.\d+$/, "")}
              </th>
              {series.map(({ label, values }) => (
                <td key={label} className="px-2 py-0.5">
                  {values[i] === null || values[i] === undefined ? "–" : format(values[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function dataOf({ times, series }: Pick<PlotProps, "times" | "series">): uPlot.AlignedData {
  return [[...times], ...series.map(({ values }) => [...values])] as uPlot.AlignedData;
}

function makePlot(
  element: HTMLElement,
  series: readonly Series[],
  format: (value: number) => string,
  bars: boolean,
): uPlot {
  const axis = {
    stroke: () => token(element, "--muted-foreground"),
    grid: { stroke: () => token(element, "--border"), width: 1 },
    ticks: { show: false },
    font: `11px ${getComputedStyle(element).fontFamily}`,
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
      axes: [
        { ...axis, size: 26, values: (_plot, splits) => splits.map((at) => clock(at)) },
        { ...axis, size: 56, values: (_plot, splits) => splits.map((value) => format(value)) },
      ],
      series: [
        {},
        ...series.map(({ label, colour }) => ({
          label,
          stroke: () => token(element, `--${colour}`),
          fill: bars ? () => token(element, `--${colour}`) : undefined,
          width: bars ? 0 : 1.5,
          points: { show: false },
          ...(bars && {
            paths: (uPlot.paths.bars as uPlot.Series.BarsPathBuilderFactory)({ size: [0.8, 12] }),
          }),
        })),
      ] as uPlot.Series[],
    },
    [[], ...series.map(() => [])],
    element,
  );
}

function clock(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleTimeString(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
}

/** The colour of a token as it is now: `light-dark` is for the browser to decide. */
function token(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = "";
  return color;
}
