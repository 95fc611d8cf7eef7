import { Link } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import icon from "../icon.svg";

/** The name of the product, and what people call this server: nobody is to mistake one for another. */
export function Brand() {
  const { label } = PAGE_SETTINGS;
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Link href="/" className="flex items-center gap-2 font-semibold">
        <img src={icon} alt="" className="size-5" />
        <span className={label === "" ? "" : "max-md:sr-only"}>Millrace</span>
      </Link>
      {label !== "" && (
        <span
          className={`truncate rounded border px-1.5 text-xs font-semibold ${labelColour(label)}`}
        >
          {label}
        </span>
      )}
    </div>
  );
}

function labelColour(label: string): string {
  if (/prod|live/i.test(label)) return "border-failed text-failed";
  return /stag|test|pre/i.test(label)
    ? "border-retrying text-retrying"
    : "border-primary text-primary";
}
