import { createApp, defineComponent, h, ref } from "vue";
import Composable from "./Composable.vue";

const place = document.querySelector<HTMLElement>("#app")!;
const shown = ref(true);
const linkOrigins = place.dataset["link"] ?? "";
const app = createApp(defineComponent(() => () => (shown.value ? h(Composable, { linkOrigins }) : null)));
app.mount(place);
Object.assign(globalThis, { leave: () => (shown.value = false) });
