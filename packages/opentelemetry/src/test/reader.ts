import { DataPointType, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";

/** A metric's series: its attributes, and how often it has counted or timed something. */
export interface Series {
  readonly attributes: object;
  readonly count: number;
}

/** Reads the metrics of a provider whenever it is asked to. */
export class Reader extends MetricReader {
  readonly provider: MeterProvider = new MeterProvider({ readers: [this] });

  /** The series of the metric of this name; none when it has counted nothing. */
  async series(name: string): Promise<Series[]> {
    const { resourceMetrics } = await this.collect();
    const metric = resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === name);
    if (metric === undefined) return [];
    if (metric.dataPointType === DataPointType.HISTOGRAM) {
      return metric.dataPoints.map(({ attributes, value }) => ({ attributes, count: value.count }));
    }
    return metric.dataPoints.map(({ attributes, value }) => ({ attributes, count: Number(value) }));
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
