import "ofauth-elements";
import { flushSync, hydrate, mount } from "svelte";
import Page from "./Page.svelte";

const target = document.querySelector("#app")!;
(target.firstChild ? hydrate : mount)(Page, { target });
flushSync();
