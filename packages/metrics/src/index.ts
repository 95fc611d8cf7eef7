export { CappedLabel } from "./capped-label.ts";
export { CellCounter, type CounterCell, type FamilyOptions } from "./cell-counter.ts";
export { CellHistogram, HistogramCell, type HistogramOptions } from "./cell-histogram.ts";
export { MetricsPage, type MetricsPageOptions } from "./metrics-page.ts";
export { MetricsPort } from "./metrics-port.ts";
