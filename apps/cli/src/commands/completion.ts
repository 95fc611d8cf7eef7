import { RootCommand } from "@bomb.sh/tab";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import type { COMPLETION } from "../specs/local.ts";

const SHELLS: readonly string[] = ["bash", "zsh", "fish", "powershell"];

export const run: Run<typeof COMPLETION> = async ({ arguments: [shell], output }) => {
  if (!SHELLS.includes(shell)) {
    throw usageError(`there is no completion for ${shell}`, `there is for ${SHELLS.join(", ")}`);
  }
  if (shell === "bash") await output.raw(WORDS_IN_BASH);
  new RootCommand().setup("millrace", "millrace", shell);
};

/** The script for bash has the words of the line from bash-completion, which not every machine has. */
const WORDS_IN_BASH = `declare -F _get_comp_words_by_ref > /dev/null || _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
    cur=\${COMP_WORDS[COMP_CWORD]}
    prev=\${COMP_WORDS[COMP_CWORD-1]}
}
`;
