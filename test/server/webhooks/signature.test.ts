import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseWebhookSecrets } from "../../../src/server/webhooks/secrets.js";
import { createWebhookVerifier } from "../../../src/server/webhooks/signature.js";
import {
  ofauthDigest,
  ofauthHeaders,
  plainSecret,
  standardHeaders,
  svixSignature,
  svixHeaders,
  svixSecret,
} from "../../support/sign-webhook.js";

const t = 1_767_225_600;
const body = '{"type":"rules.updated","note":"ü"}';
const otherSecret = "whsec_" + Buffer.from("another secret, of some length").toString("base64");

function setupVerifier(secrets: string | string[] = [plainSecret, svixSecret]) {
  const clock = { now: t * 1000 };
  const readSignatures = createWebhookVerifier(parseWebhookSecrets(secrets), () => clock.now);
  return {
    clock,
    verify: async (headers: Record<string, string> | Headers, sent: string | Uint8Array = body) =>
      readSignatures(new Headers(headers))?.(new Uint8Array(Buffer.from(sent))),
  };
}

describe("a valid signature", () => {
  test("in OFAuth-Signature authenticates the time of sending", async () => {
    assert.deepEqual(await setupVerifier().verify(ofauthHeaders(body, t)), { id: undefined, sentAt: [t] });
  });

  test("in the svix-* headers also authenticates the id", async () => {
    assert.deepEqual(await setupVerifier().verify(svixHeaders(body, t)), { id: "msg_1", sentAt: [t] });
  });

  test("is accepted in both schemes at once", async () => {
    const both = { ...ofauthHeaders(body, t), ...svixHeaders(body, t) };
    assert.deepEqual(await setupVerifier().verify(both), { id: "msg_1", sentAt: [t, t] });
  });

  test("in the webhook-* headers of Standard Webhooks counts as in the svix-* headers", async () => {
    assert.deepEqual(await setupVerifier().verify(standardHeaders(body, t)), { id: "msg_1", sentAt: [t] });
    const all = { ...ofauthHeaders(body, t), ...svixHeaders(body, t), ...standardHeaders(body, t) };
    assert.deepEqual(await setupVerifier().verify(all), { id: "msg_1", sentAt: [t, t, t] });
  });

  test("is accepted beside parts of schemes that are not known", async () => {
    const { verify } = setupVerifier();
    const right = ofauthDigest(body, t);
    for (const value of [`t=${t},v0=abc,v1=${right}`, `v0=${"0".repeat(64)},t=${t},v1=${right}`]) {
      assert.ok(await verify({ "ofauth-signature": value }), value);
    }
    const headers = svixHeaders(body, t);
    const list = `v0,AAAA ${headers["svix-signature"]}`;
    assert.ok(await verify({ ...headers, "svix-signature": list }));
  });

  test("in OFAuth-Signature may use a whsec_ secret as text or decoded", async () => {
    const { verify } = setupVerifier(svixSecret);
    assert.ok(await verify(ofauthHeaders(body, t, svixSecret)));
    assert.ok(await verify(ofauthHeaders(body, t, Buffer.from(svixSecret.slice(6), "base64"))));
  });

  test("covers the bytes of the body, whatever their encoding", async () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0xfe, 0x0a);
    assert.ok(await setupVerifier().verify(ofauthHeaders(bytes, t), bytes));
    assert.equal(await setupVerifier().verify(ofauthHeaders(bytes, t), Buffer.from(bytes.toString())), undefined);
    assert.ok(await setupVerifier().verify(ofauthHeaders("", t), ""));
  });

  for (const [secrets, name] of [
    [[otherSecret, svixSecret], "the new secret first"],
    [[svixSecret, otherSecret], "the old secret first"],
  ] as const) {
    test(`matches any of several secrets and signatures, ${name}`, async () => {
      const { verify } = setupVerifier([...secrets]);
      const list = `${svixSignature(body, t, "m", svixSecret)} ${svixSignature(body, t, "m", otherSecret)}`;
      assert.ok(await verify(svixHeaders(body, t)));
      assert.ok(await verify(svixHeaders(body, t, { secret: otherSecret })));
      assert.ok(await verify({ ...svixHeaders(body, t, { id: "m" }), "svix-signature": list }));
      const wrong = "0".repeat(64);
      const right = ofauthDigest(body, t, svixSecret);
      assert.ok(await verify({ "ofauth-signature": `t=${t},v1=${wrong},v1=${right}` }));
      assert.ok(await verify({ "ofauth-signature": `t=${t},v1=${right},v1=${wrong}` }));
    });
  }

  test("is accepted next to signatures of other versions", async () => {
    const headers = svixHeaders(body, t);
    const list = `v1a,${"A".repeat(86)}== ${headers["svix-signature"]} v2,AAAA`;
    assert.ok(await setupVerifier().verify({ ...headers, "svix-signature": list }));
  });

  for (const [seconds, isAccepted] of [
    [-301, false],
    [-300, true],
    [-299, true],
    [299, true],
    [300, true],
    [301, false],
  ] as const) {
    test(`is ${isAccepted ? "accepted" : "rejected"} ${seconds} seconds from now`, async () => {
      const { verify, clock } = setupVerifier();
      clock.now += 999;
      assert.equal((await verify(ofauthHeaders(body, t + seconds))) !== undefined, isAccepted);
      assert.equal((await verify(svixHeaders(body, t + seconds))) !== undefined, isAccepted);
    });
  }
});

const code = ofauthDigest(body, t);
const svix = svixHeaders(body, t);
const ofauth = (value: string) => ({ "ofauth-signature": value });
const svixWith = (fields: Record<string, string>) => ({ ...svix, ...fields });
const without = (name: keyof typeof svix) => Object.fromEntries(Object.entries(svix).filter(([key]) => key !== name));
const joined = (name: string, ...values: string[]) => {
  const headers = new Headers(name.startsWith("svix") ? without(name as keyof typeof svix) : {});
  for (const value of values) headers.append(name, value);
  return headers;
};

const rejected: Record<string, Record<string, string> | Headers> = {
  "no header": {},
  "an empty header": ofauth(""),
  "t only": ofauth(`t=${t}`),
  "v1 only": ofauth(`v1=${code}`),
  "two t": ofauth(`t=${t},t=${t},v1=${code}`),
  "the header twice": joined("ofauth-signature", `t=${t},v1=${code}`, `t=${t + 1},v1=${code}`),
  "t that is not a number": ofauth(`t=abc,v1=${code}`),
  "t with an exponent": ofauth(`t=1e9,v1=${code}`),
  "t with a space": ofauth(`t= ${t},v1=${code}`),
  "t below zero": ofauth(`t=-${t},v1=${code}`),
  "t with a fraction": ofauth(`t=${t}.0,v1=${code}`),
  "t with a zero before it": ofauth(`t=0${t},v1=${code}`),
  "t in milliseconds": ofauth(`t=${t}000,v1=${code}`),
  "an empty t": ofauth(`t=,v1=${code}`),
  "another t, with the old signature": ofauth(`t=${t + 1},v1=${code}`),
  "an empty v1": ofauth(`t=${t},v1=`),
  "hex of odd length": ofauth(`t=${t},v1=${code.slice(1)}`),
  "hex that Buffer would read as far as it can": ofauth(`t=${t},v1=${code.slice(0, 60)}abzz`),
  "63 digits and a space": ofauth(`t=${t},v1=${code.slice(0, 63)} `),
  "65 digits": ofauth(`t=${t},v1=${code}0`),
  "62 digits": ofauth(`t=${t},v1=${code.slice(2)}`),
  "the right beginning and a wrong end": ofauth(`t=${t},v1=${code.slice(0, 62)}${code.endsWith("00") ? "11" : "00"}`),
  "a valid signature and junk": ofauth(`t=${t},v1=${code},v1=junk`),
  "a space between": ofauth(`t=${t}, v1=${code}`),
  "a semicolon between": ofauth(`t=${t};v1=${code}`),
  "an unknown parameter": ofauth(`t=${t},v1=${code},alg=sha256`),
  "another version alone": ofauth(`t=${t},v0=${code}`),
  "a comma at the end": ofauth(`t=${t},v1=${code},`),
  "eleven signatures": ofauth(`t=${t}${`,v1=${code}`.repeat(11)}`),
  "signed with the empty key": ofauthHeaders(body, t, ""),
  "signed with another secret": ofauthHeaders(body, t, otherSecret),
  "signed for another body": ofauthHeaders(`${body} `, t),
  "Svix's signature in OFAuth's header": ofauth(`t=${t},v1=${svix["svix-signature"].slice(3)}`),
  "Svix without an id": without("svix-id"),
  "Svix without a time": without("svix-timestamp"),
  "Svix without a signature": without("svix-signature"),
  "Svix with an empty id": svixWith({ "svix-id": "" }),
  "Svix with another id": svixWith({ "svix-id": "msg_2" }),
  "Svix with a dot in its id": svixHeaders(body, t, { id: "msg_1.2" }),
  "Svix with an id of 256 characters": svixHeaders(body, t, { id: "m".repeat(256) }),
  "Svix's id twice": joined("svix-id", "msg_1", "msg_1"),
  "Svix's time twice": joined("svix-timestamp", String(t), String(t)),
  "Svix's signature twice": joined("svix-signature", svix["svix-signature"], svix["svix-signature"]),
  "Svix with another time": svixWith({ "svix-timestamp": String(t + 1) }),
  "Svix's time that is not a number": svixWith({ "svix-timestamp": "now" }),
  "Svix with an asymmetric signature only": svixWith({ "svix-signature": `v1a,${"A".repeat(86)}==` }),
  "Svix with no version": svixWith({ "svix-signature": svix["svix-signature"].slice(3) }),
  "Svix with a short signature": svixWith({ "svix-signature": "v1,AAAA" }),
  "Svix's signature as hex": svixWith({ "svix-signature": `v1,${code}` }),
  "Svix with a valid signature and junk": svixWith({ "svix-signature": `${svix["svix-signature"]} v1,junk` }),
  "Svix with two spaces": svixWith({ "svix-signature": `${svix["svix-signature"]}  ${svix["svix-signature"]}` }),
  "Svix signed with the secret as text": svixWith({
    "svix-signature": svixSignature(body, t, "msg_1", `whsec_${Buffer.from(svixSecret).toString("base64")}`),
  }),
  "both families, OFAuth's wrong": { ...svix, ...ofauth(`t=${t},v1=${"0".repeat(64)}`) },
  "both families, OFAuth's malformed": { ...svix, ...ofauth("") },
  "both families, OFAuth's too old": { ...svix, ...ofauthHeaders(body, t - 301) },
  "both families, Svix's wrong": { ...ofauthHeaders(body, t), ...svixHeaders(`${body} `, t) },
  "both families, Svix's incomplete": { ...ofauthHeaders(body, t), "svix-id": "msg_1" },
  "an unknown scheme only": ofauth(`t=${t},v0=${code}`),
  "an unknown scheme beside a wrong signature": ofauth(`t=${t},v0=${code},v1=${"0".repeat(64)}`),
  "a part without a name": ofauth(`t=${t},=x,v1=${code}`),
  "twelve parts": ofauth(`t=${t}${",v0=x".repeat(10)},v1=${code}`),
  "both prefixes, one wrong": { ...svix, ...standardHeaders(`${body} `, t) },
  "both prefixes, with two ids": { ...svix, ...standardHeaders(body, t, { id: "msg_2" }) },
  "both prefixes, one incomplete": { ...svix, "webhook-id": "msg_1" },
  "the prefix of another product": {
    "hook-id": "msg_1",
    "hook-timestamp": String(t),
    "hook-signature": svix["svix-signature"],
  },
};

describe("an invalid signature", () => {
  for (const [name, headers] of Object.entries(rejected)) {
    test(`is rejected: ${name}`, async () => assert.equal(await setupVerifier().verify(headers), undefined));
  }

  test("is rejected in the svix-* headers when no secret starts with whsec_", async () => {
    const { verify } = setupVerifier(plainSecret);
    assert.equal(await verify(svix), undefined);
    assert.equal(await verify({ ...ofauthHeaders(body, t), ...svix }), undefined);
  });
});

const badSecrets: Record<string, unknown> = {
  "one in quotes": `"${svixSecret}"`,
  "one in single quotes": `'${plainSecret}'`,
  "one in backquotes": `\`${plainSecret}\``,
  "a list with one in quotes": [svixSecret, `"${plainSecret}"`],
  "an empty one": "",
  "a prefix alone": "whsec_",
  "text that is not base64": "whsec_!!!",
  "base64 with a space in it": `whsec_${svixSecret.slice(6, 20)} ${svixSecret.slice(20)}`,
  "base64 with unused trailing bits": `whsec_${"A".repeat(22)}B`,
  "a line break at the end": `${svixSecret}\n`,
  "a line break at the end of a plain one": `${plainSecret}\n`,
  "a space at the beginning": ` ${plainSecret}`,
  "fifteen bytes": "123456789012345",
  "fifteen bytes behind whsec_": `whsec_${Buffer.from("123456789012345").toString("base64")}`,
  "an empty list": [],
  "a list with an empty one": [plainSecret, ""],
  "a number": 1234567890123456,
  "a list with undefined in it": [undefined],
  null: null,
};

describe("parseWebhookSecrets", () => {
  for (const [name, secret] of Object.entries(badSecrets)) {
    test(`rejects ${name}`, () => {
      assert.throws(
        () => parseWebhookSecrets(secret as string),
        ({ message }: Error) => {
          assert.match(message, /^createOFAuthHandler: webhookSecret /);
          // The message may appear in a log; the secret must not.
          assert.ok(!message.includes(svixSecret.slice(6, 14)) && !message.includes("plain secret"));
          return true;
        },
      );
    });
  }

  test("accepts a key of sixteen bytes, padded or not", () => {
    assert.equal(parseWebhookSecrets("1234567890123456").ofauth.length, 1);
    const encoded = Buffer.from("1234567890123456").toString("base64");
    for (const secret of [`whsec_${encoded}`, `whsec_${encoded.replace(/=+$/, "")}`]) {
      assert.deepEqual(parseWebhookSecrets(secret).svix, [new TextEncoder().encode("1234567890123456")]);
    }
  });
});
