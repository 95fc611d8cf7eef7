import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { copyText } from "./copy-text.ts";
import { notices, reasonOf } from "./notices.ts";

export function CopyButton({ text, label }: { text: () => string; label: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await copyText(text());
      setCopied(true);
    } catch (error) {
      notices.say("failed", `Not copied: ${reasonOf(error)}`);
    }
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={isCopied ? `${label}: copied` : label}
      title={label}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded text-muted-foreground hover:bg-muted hover:text-foreground"
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
    >
      <Icon aria-hidden className="size-3.5" />
    </button>
  );
}
