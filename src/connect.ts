/** Registers `<ofauth-connect>`. */
import { OFAuthConnect } from "./elements/ofauth-connect.js";

OFAuthConnect.define();

export { OFAuthConnect };
