// Middleware that is there before Nest starts runs before Nest's body parser; a controller runs after it.
import "reflect-metadata";
import { All, Controller, Module, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { toNodeHandler } from "ofauth-elements/server/node";
import { handler, listening } from "./handler.mjs";

const [place = "middleware", parser] = process.argv.slice(2);
const listener = toNodeHandler(handler);

class OFAuthController {
  answer(request, response) {
    return listener(request, response);
  }
}
// What decorators do in TypeScript.
const { prototype } = OFAuthController;
Controller("api/ofauth")(OFAuthController);
All("*path")(prototype, "answer", Object.getOwnPropertyDescriptor(prototype, "answer"));
Req()(prototype, "answer", 0);
Res()(prototype, "answer", 1);

// oxlint-disable-next-line typescript/no-extraneous-class -- Nest wants one
class AppModule {}
Module({ controllers: place === "controller" ? [OFAuthController] : [] })(AppModule);

const app = await NestFactory.create(AppModule, { rawBody: parser === "rawBody", logger: ["error", "warn"] });
if (place === "middleware") app.use("/api/ofauth", listener);
await app.listen(0, "127.0.0.1");
listening(app.getHttpServer().address().port);
