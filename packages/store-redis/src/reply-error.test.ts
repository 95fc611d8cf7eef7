import { describe, expect, test } from "vitest";
import { parseReplyError, replyErrorOf, withoutArguments } from "./reply-error.ts";
import { IN_SCRIPT_FORMS, REFUSALS } from "./test/refusals.ts";

describe.each(REFUSALS)("%s", (code, text) => {
  test("is known by itself", () => {
    expect(parseReplyError(text)).toEqual({ code, text, inScript: false });
  });

  test.each(IN_SCRIPT_FORMS)("is known in a script of %s", (_version, inScript) => {
    expect(parseReplyError(inScript(text))).toMatchObject({ code, inScript: true });
  });
});

test("what Redis 6.2 and 7 say in place of NOPERM and CLUSTERDOWN in a script is known", () => {
  const texts = {
    NOPERM: "The user executing the script can't access at least one of the keys",
    CLUSTERDOWN:
      "Script attempted to execute a write command while the cluster is down and readonly",
    NOCOMMAND: "Unknown Redis command called from Lua script",
  };
  for (const [code, text] of Object.entries(texts)) {
    for (const [, inScript] of IN_SCRIPT_FORMS) {
      for (const said of [text, `ERR ${text}`]) {
        expect(parseReplyError(inScript(said))).toMatchObject({ code, inScript: true });
      }
    }
  }
});

test("a word that another text only contains is none of Redis'", () => {
  for (const text of [
    "ERR user_script:1: OOM fake script: fd4d058b5ad2418c8445b53016e13be2cb4e8df7, on @user_script:1.",
    "ERR Error running script (call to f_fd4d): @user_script:1: user_script:1: READONLY fake",
    "ERR unknown subject: LOADING",
  ]) {
    expect(parseReplyError(text).code).toBe("ERR");
  }
});

test("an error that is none of an answer is told from one that is, also by another copy's class", () => {
  expect(replyErrorOf(new Error("OOM command not allowed"))).toBeUndefined();
  expect(replyErrorOf("OOM")).toBeUndefined();
  const ofAnotherCopy = Object.assign(new Error("OOM no"), { name: "ReplyError" });
  expect(replyErrorOf(ofAnotherCopy)?.code).toBe("OOM");
});

test("what a command carried is no part of its error, whose name stays", () => {
  const error = Object.assign(new Error("WRONGPASS"), {
    command: { name: "auth", args: ["ada", "s3cret"] },
  });
  expect(withoutArguments(error)).toBe(error);
  expect(error.command).toEqual({ name: "auth" });
  expect(withoutArguments("no error")).toBe("no error");
});
