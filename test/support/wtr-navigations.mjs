/**
 * Lets a test page stay where it is while it navigates to the hosted page, and tells it the address: the answer is 204, which
 * leaves every browser on its page. The commands are those of `blockNavigation` in `test/elements/connect/callback-setup.ts`.
 */

let isBlocked = false;
/** @type {string[]} */
let blocked = [];

/** @type {NonNullable<import("@web/test-runner").TestRunnerConfig["middleware"]>[number]} */
export const navigationBlocker = (context, next) => {
  if (!isBlocked || context.get("sec-fetch-dest") !== "document") return next();
  blocked.push(context.href);
  context.status = 204;
  return undefined;
};

/** @type {import("@web/test-runner-core").TestRunnerPlugin} */
export const navigationCommands = {
  name: "navigation-commands",
  executeCommand({ command }) {
    if (command === "block-navigation" || command === "allow-navigation") {
      isBlocked = command === "block-navigation";
      blocked = [];
      return true;
    }
    return command === "blocked-navigations" ? blocked : undefined;
  },
};
