export { CappedLabel } from "./capped-label.ts";
export { type Cell, CellCounter, CellGauge, type FamilyOptions } from "./cell-family.ts";
export { CellHistogram, HistogramCell, type HistogramOptions } from "./cell-histogram.ts";
export { MetricsPage, type MetricsPageOptions } from "./metrics-page.ts";
export { MetricsPort } from "./metrics-port.ts";
export { newRegistry } from "./new-registry.ts";
