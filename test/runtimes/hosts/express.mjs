// Which Express, and what stands before the handler, are the arguments.
import compression from "compression";
import { toNodeHandler } from "ofauth-elements/server/node";
import { handler, listening } from "./handler.mjs";

const [version, before] = process.argv.slice(2);
const { default: express } = await import(version);

const app = express();
if (before === "parsers") {
  // One that keeps the body for the handler.
  const verify = (request, _response, bytes) => void (request.rawBody = bytes);
  app.use(compression());
  app.use(express.json({ verify }), express.urlencoded({ extended: true, verify }));
}
// The mistake that the handler has to name.
if (before === "parsers without rawBody") app.use(express.json());
app.use("/api/ofauth", toNodeHandler(handler));
app.use(express.json());
const server = app.listen(0, "127.0.0.1", () => listening(server.address().port));
