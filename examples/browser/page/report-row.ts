import type { JobView } from "@millrace/client";
import type { Report, WrittenReport } from "../report.ts";

/** A report in the list. */
export class ReportRow {
  readonly element = document.createElement("li");
  readonly #status = part("span", "status");
  readonly #progress = document.createElement("progress");
  readonly #detail = part("span", "detail");
  readonly #cancel = document.createElement("button");

  constructor(job: JobView, cancel: () => void) {
    const { title } = job.json<Report>();
    const name = part("span", "name");
    name.textContent = title;
    this.#progress.setAttribute("aria-label", `Progress of ${title}`);
    this.#cancel.type = "button";
    this.#cancel.textContent = "Cancel";
    this.#cancel.addEventListener("click", () => {
      this.#cancel.disabled = true;
      cancel();
    });
    this.element.append(row(name, this.#status), this.#progress, row(this.#detail, this.#cancel));
    this.show(job);
  }

  show(job: JobView): void {
    this.element.dataset["status"] = job.status;
    const isCancelling = job.status === "RUNNING" && job.cancelRequested;
    this.#status.textContent = isCancelling ? "Cancelling" : sentenceCase(job.status);
    this.#progress.value = job.status === "COMPLETED" ? 1 : (job.progress?.fraction ?? 0);
    this.#detail.textContent = detailOf(job);
    this.#cancel.hidden = job.finishedAt !== undefined;
  }
}

function detailOf(job: JobView): string {
  if (job.status === "COMPLETED") return `${job.resultJson<WrittenReport>()?.words} words`;
  if (job.status === "FAILED") return job.errors.at(-1)?.message ?? "";
  return job.progress?.message ?? "waits for a worker";
}

function sentenceCase(text: string): string {
  return text.charAt(0) + text.slice(1).toLowerCase();
}

function row(...parts: Node[]): HTMLElement {
  const element = part("div", "row");
  element.append(...parts);
  return element;
}

function part(tag: "div" | "span", name: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
