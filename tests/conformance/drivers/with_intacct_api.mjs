// Drive the npm client intacct-api: `node with_intacct_api.mjs PACKAGE SCENE` with its settings as JSON on stdin.
//
// Prints one JSON object per line. Its address is a property, which is set after the client is made.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, scene] = process.argv.slice(2);
const { IntacctApi, ControlFunction } = createRequire(import.meta.url)(folder);
const given = JSON.parse(readFileSync(0, "utf8"));

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

function connect(changes = {}) {
  const auth = { senderId: given.sender_id, senderPassword: given.sender_password, userId: given.user_id,
    companyId: given.company_id, password: given.user_password, ...changes };
  const client = new IntacctApi({ auth: Object.fromEntries(Object.entries(auth).filter(([, value]) => value !== null)) });
  client.endpoint = given.endpoint;
  return client;
}

const withSession = (sessionId) => connect({ sessionId, userId: null, companyId: null, password: null });

async function attempt(what, work) {
  try {
    say({ what, ok: true, answer: await work() });
  } catch (error) {
    say({ what, ok: false, error: error.name, text: error.message, errorno: error.errorno, status: error.output?.statusCode });
  }
}

// What one function answered; the client tells its failure by a flag.
async function ask(client, asked) {
  await client.request(asked);
  if (!asked.isSuccessful()) throw Object.assign(new Error(asked.result.errors[0].description2), asked.result.errors[0]);
  return asked;
}

async function all(client, subject, fields = "RECORDNO", query = "") {
  let asked = await ask(client, IntacctApi.readByQuery({ object: subject, fields, query, pagesize: 1000 }));
  const total = Number(asked.get("$").totalcount);
  const rows = [...asked.get(subject.toLowerCase())];
  let pages = 1;
  while (Number(asked.get("$").numremaining) > 0) {
    asked = await ask(client, IntacctApi.readMore(asked));
    rows.push(...asked.get(subject.toLowerCase()));
    pages += 1;
  }
  return { total, pages, rows };
}

async function session(client, entity) {
  const asked = await ask(client, IntacctApi.getAPISession(entity === undefined ? {} : { locationid: entity }));
  return asked.get("0.api.0");
}

async function signIn() {
  const client = connect();
  const opened = await session(client);
  say({ what: "login", session: Boolean(opened.sessionid[0]), endpoint: opened.endpoint[0] });
  say({ what: "session", customers: (await all(withSession(opened.sessionid[0]), "CUSTOMER")).total });
  if (!given.entity) return;
  const inside = await session(client, given.entity);
  say({ what: "entity", location: inside.locationid[0], top: (await all(client, "ARINVOICE")).total,
    inside: (await all(withSession(inside.sessionid[0]), "ARINVOICE")).total });
}

async function listAll() {
  const client = connect();
  const listed = new ControlFunction("inspect", { object: "*" }, null, false);
  await client.request(listed);
  for (const name of listed.data[0].type.map((type) => type.$.typename.toUpperCase())) {
    if (given.only && given.only !== name) continue;
    await attempt(name, async () => {
      const fields = (await ask(client, IntacctApi.inspect({ "@detail": 1, object: name }))).get();
      return { fields: fields.length, rows: (await all(client, name, "*")).rows.length };
    });
  }
}

async function readMore() {
  const { total, pages, rows } = await all(connect(), given.subject);
  say({ what: "readMore", total, pages, rows: rows.length, distinct: new Set(rows.map((row) => row.RECORDNO)).size });
}

// It has no function of these names, but a class for functions of any name.
async function others() {
  const client = connect();
  await attempt("query", async () => {
    const asked = new ControlFunction("query", { object: "VENDOR", select: { field: ["RECORDNO", "VENDORID"] },
      orderby: { order: { field: "RECORDNO", ascending: {} } }, pagesize: 50 });
    const { $, VENDOR } = (await ask(client, asked)).data[0];
    return { rows: VENDOR.length, count: Number($.count) };
  });
  await attempt("lookup", async () => {
    const asked = await ask(client, new ControlFunction("lookup", { object: "VENDOR" }));
    return asked.data[0].Type[0].Fields[0].Field.length;
  });
}

async function write() {
  const client = connect();
  const readBack = async (subject, key) => {
    const read = await ask(client, IntacctApi.read({ object: subject, keys: key }));
    return { count: Number(read.get("$").count), record: read.get(subject)[0] };
  };
  const made = [];
  for (const [subject, payload, changes] of given.writes) {
    const created = await ask(client, IntacctApi.create({ [subject]: payload }));
    const key = created.data[0][subject.toLowerCase()][0].RECORDNO[0];
    made.push([subject, key, changes]);
    await attempt(`${subject} created`, () => readBack(subject, key));
  }
  for (const [subject, key, changes] of made) {
    await ask(client, IntacctApi.update({ [subject]: { RECORDNO: key, ...changes } }));
    await attempt(`${subject} changed`, () => readBack(subject, key));
  }
  for (const [subject, key] of made.reverse()) {
    await ask(client, IntacctApi.delete({ object: subject, keys: key }));
    await attempt(`${subject} deleted`, () => readBack(subject, key));
  }
}

async function fail() {
  for (const [what, changes] of Object.entries(given.failures)) {
    await attempt(what, () => session(connect(changes)));
  }
  await attempt("session", () => all(withSession("unknown-session.."), "CUSTOMER"));
  await attempt("function", () => all(connect(), "CUSTOMER", "NOSUCHFIELD"));
  await attempt("object", () => all(connect(), "NOSUCHOBJECT"));
  await attempt("control", () => ask(connect(), new ControlFunction("noSuchFunction", {})));
}

async function batch() {
  const client = connect();
  const asked = ["CUSTOMER", "NOSUCHOBJECT", "VENDOR"].map((object) => IntacctApi.readByQuery({ object, pagesize: 1 }));
  await client.request(asked);
  say({ what: "batch", results: asked.map((each) => [each.result.status, each.result.errors?.[0].errorno ?? null]) });
  say({ what: "no transaction", mentions: client.createRequestBodyNoPasswords(asked).includes("transaction") });
}

const scenes = { signIn, listAll, readMore, others, write, fail, batch };
await scenes[scene]();
