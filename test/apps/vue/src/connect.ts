import { createApp } from "vue";
import Connect from "./Connect.vue";

const place = document.querySelector<HTMLElement>("#app")!;
createApp(Connect, { linkOrigins: place.dataset["link"] ?? "" }).mount(place);
