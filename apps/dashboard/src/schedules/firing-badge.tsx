import type { ScheduleFiring } from "@millrace/client";
import { CircleCheck, CircleX, Hourglass, SkipForward } from "lucide-react";
import { Link } from "wouter";
import { Time } from "../ui/time.tsx";

const LOOKS = {
  FIRED: { icon: CircleCheck, colour: "text-completed", word: "fired" },
  BUFFERED: { icon: Hourglass, colour: "text-pending", word: "waits" },
  SKIPPED: { icon: SkipForward, colour: "text-retrying", word: "skipped" },
  REFUSED: { icon: CircleX, colour: "text-failed", word: "refused" },
} as const;

/** What became of a time, and when that was. */
export function FiringBadge({ firing }: { firing: ScheduleFiring }) {
  const { outcome, firedAt, jobId, reason } = firing;
  const { icon: Icon, colour, word } = LOOKS[outcome];
  const text = (
    <span className={`flex items-center gap-1.5 ${colour}`} title={reason}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {word}
    </span>
  );
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      {jobId === undefined ? (
        text
      ) : (
        <Link href={`/jobs/${jobId}`} className="hover:underline">
          {text}
        </Link>
      )}
      <span className="text-xs text-muted-foreground">
        <Time at={firedAt} />
      </span>
    </span>
  );
}
