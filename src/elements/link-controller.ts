/** The controller of a link. */
import { ConnectController } from "./connect-controller.js";
import type { LoadedConnect } from "./loaded-connect.js";

/** A button has words on it, and loads those of its language with them. All that a link ever shows is a dialog, so it waits. */
export class LinkController extends ConnectController {
  override async load(): Promise<LoadedConnect> {
    const { lang } = this.speech;
    const words = /^en\b/i.test(lang) ? undefined : import("./load-words.js").then(({ loadWords }) => loadWords(lang));
    // Without them it speaks English.
    const [loaded] = await Promise.all([super.load(), words?.catch(() => undefined)]);
    return loaded;
  }
}
