// Drive the npm client @intacct/intacct-sdk: `node with_intacct_sdk.mjs PACKAGE SCENE` with its settings as JSON on stdin.
//
// Prints one JSON object per line. Nothing of the client is changed but where it may connect: it refuses addresses
// outside intacct.com, so the address is set after the client is made, and the check of the address that a session names
// is switched off.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, scene] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const IA = require(folder);
require(`${folder}/dist/Credentials/Endpoint`).default.isDomainValid = () => true;
const { Common, AccountsReceivable, AccountsPayable, GeneralLedger } = IA.Functions;
const { Query, QueryOrderBy, QuerySelect } = Common.NewQuery;
const given = JSON.parse(readFileSync(0, "utf8"));

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

function settings(changes = {}) {
  const config = new IA.ClientConfig();
  config.endpointUrl = given.endpoint;
  config.senderId = given.sender_id;
  config.senderPassword = given.sender_password;
  config.companyId = given.company_id;
  config.userId = given.user_id;
  config.userPassword = given.user_password;
  return Object.assign(config, changes);
}

const connect = (changes) => new IA.OnlineClient(settings(changes));

async function attempt(what, work) {
  try {
    say({ what, ok: true, answer: await work() });
  } catch (error) {
    say({ what, ok: false, error: error.name, kind: error.constructor.name, text: error.message, errors: error.errors });
  }
}

function query(subject, fields, { order, size = 1000, offset = 0, shows = true } = {}) {
  const made = new Query();
  made.selectFields = new QuerySelect.SelectBuilder().addFields(fields).selects;
  made.fromObject = subject;
  if (order) made.orderBy = new QueryOrderBy.OrderBuilder().addAscending(order).orders;
  made.showPrivate = shows;
  made.pageSize = size;
  made.offset = offset;
  return made;
}

async function count(client, subject) {
  return (await client.execute(query(subject, ["RECORDNO"], { size: 1, shows: false }))).results[0].totalCount;
}

async function signIn() {
  const client = connect();
  const opened = await client.execute(new IA.Functions.ApiSessionCreate());
  const { sessionid, endpoint, locationid } = opened.results[0].data[0];
  say({ what: "login", session: Boolean(sessionid), endpoint, location: locationid,
    until: opened.authentication.sessionTimeout, customers: await count(client, "CUSTOMER") });
  const again = connect({ sessionId: sessionid, companyId: undefined, userId: undefined, userPassword: undefined });
  say({ what: "session", customers: await count(again, "CUSTOMER") });
  const provided = await IA.SessionProvider.factory(settings());
  say({ what: "provider", endpoint: provided.endpointUrl, company: provided.companyId, user: provided.userId });
  if (!given.entity) return;
  const inside = await IA.SessionProvider.factory(settings({ entityId: given.entity }));
  say({ what: "entity", location: inside.entityId, top: await count(client, "ARINVOICE"),
    inside: await count(new IA.OnlineClient(inside), "ARINVOICE") });
  const moved = await IA.SessionProvider.factory(settings({ sessionId: sessionid, entityId: given.entity }));
  say({ what: "switched", location: moved.entityId, inside: await count(new IA.OnlineClient(moved), "ARINVOICE") });
}

// Every object that the gateway names: its fields by lookup, then a page with all of them.
async function listAll() {
  const client = connect();
  const all = new Common.Inspect();
  all.objectName = "*";
  const names = (await client.execute(all)).results[0].data.map((type) => type.$.typename.toUpperCase());
  for (const name of names) {
    if (given.only && given.only !== name) continue;
    await attempt(name, async () => {
      const lookup = new Common.Lookup();
      lookup.objectName = name;
      const type = (await client.execute(lookup)).results[0].data[0];
      const fields = [].concat(type.Fields.Field).map((field) => field.ID).filter((id) => !id.includes("#"));
      const refused = given.refused?.[name] ?? [];
      const asked = fields.filter((id) => !refused.includes(id));
      const page = (await client.execute(query(name, asked, { size: 20 }))).results[0];
      return { fields: fields.length, total: page.totalCount, rows: page.count, read: (page.data ?? []).length,
        told: page.count ? asked.filter((id) => !(id in page.data[0])) : [] };
    });
  }
}

async function page() {
  const client = connect();
  for (const [what, order] of [["ordered", "RECORDNO"], ["unordered", undefined]]) {
    const keys = [];
    let result;
    do {
      const asked = query(given.subject, ["RECORDNO"], { order, offset: keys.length, size: given.size ?? 1000 });
      result = (await client.execute(asked)).results[0];
      keys.push(...result.data.map((row) => row.RECORDNO));
    } while (result.numRemaining > 0);
    say({ what, total: result.totalCount, rows: keys.length, distinct: new Set(keys).size });
  }
}

async function readMore() {
  const client = connect();
  const asked = new Common.ReadByQuery();
  asked.objectName = given.subject;
  asked.fields = ["RECORDNO"];
  let result = (await client.execute(asked)).results[0];
  const total = result.totalCount;
  const keys = result.data.map((row) => row.RECORDNO);
  let pages = 1;
  while (result.numRemaining > 0) {
    const more = new Common.ReadMore();
    more.resultId = result.resultId;
    result = (await client.execute(more)).results[0];
    keys.push(...result.data.map((row) => row.RECORDNO));
    pages += 1;
  }
  say({ what: "readMore", pages, total, rows: keys.length, distinct: new Set(keys).size });
}

function fill(made, values) {
  const lines = { InvoiceLineCreate: AccountsReceivable, BillLineCreate: AccountsPayable, JournalEntryLineCreate: GeneralLedger };
  for (const [name, value] of Object.entries(values)) {
    if (name === "lines") {
      made.lines = value.map(([line, inner]) => fill(new lines[line][line](), inner));
    } else {
      made[name] = /Date$/.test(name) ? new Date(value) : value;
    }
  }
  return made;
}

async function readBack(client, subject, key) {
  const read = new Common.Read();
  read.objectName = subject;
  read.keys = [key];
  const result = (await client.execute(read)).results[0];
  return { count: result.count, record: result.data?.[0] };
}

// What each class writes is created and read back, then changed where there is a class for it, then deleted.
async function write() {
  const client = connect();
  const made = [];
  for (const [area, subject, name, values, changes] of given.writes) {
    const classes = IA.Functions[area];
    const created = (await client.execute(fill(new classes[`${name}Create`](), values))).results[0];
    const key = created.key ?? created.data[0].RECORDNO;
    const ids = { Customer: { customerId: values.customerId }, Vendor: { vendorId: values.vendorId } };
    made.push([classes, subject, name, key, ids[name] ?? { recordNo: key }, changes]);
    await attempt(`${subject} created`, () => readBack(client, subject, key));
  }
  for (const [classes, subject, name, key, identity, changes] of made) {
    if (!(`${name}Update` in classes)) continue;
    await client.execute(fill(new classes[`${name}Update`](), { ...identity, ...changes }));
    await attempt(`${subject} changed`, () => readBack(client, subject, key));
  }
  for (const [classes, subject, name, key, identity] of made.reverse()) {
    await client.execute(fill(new classes[`${name}Delete`](), identity));
    await attempt(`${subject} deleted`, () => readBack(client, subject, key));
  }
}

async function fail() {
  for (const [what, changes] of Object.entries(given.failures)) {
    await attempt(what, () => count(connect(changes), "CUSTOMER"));
  }
  await attempt("session", () => count(connect({ sessionId: "unknown-session..", companyId: undefined }), "CUSTOMER"));
  await attempt("function", () => connect().execute(query("CUSTOMER", ["NOSUCHFIELD"])));
  await attempt("object", () => connect().execute(query("NOSUCHOBJECT", ["RECORDNO"])));
  await attempt("control", () => connect().execute({ controlId: "x", writeXml: (xml) => {
    xml.writeStartElement("function");
    xml.writeAttribute("controlid", "x");
    xml.writeElement("noSuchFunction", "", true);
    xml.writeEndElement();
  } }));
}

function customer(id) {
  return fill(new AccountsReceivable.CustomerCreate(), { customerId: id, customerName: `Batch ${id}`, active: true });
}

async function batch() {
  const client = connect();
  const reads = ["CUSTOMER", "NOSUCHOBJECT", "VENDOR"].map((subject) => query(subject, ["RECORDNO"], { size: 1 }));
  const answered = await client.executeBatch(reads);
  say({ what: "batch", results: answered.results.map((result) => [result.status, result.errors?.[0] ?? null]) });
  const together = new IA.RequestConfig();
  together.transaction = true;
  const block = new (require(`${folder}/dist/Xml/RequestHandler`).default)(client.config, together);
  const made = [customer("BATCH-1"), query("NOSUCHOBJECT", ["RECORDNO"]), customer("BATCH-2")];
  const results = (await block.executeOnline(made)).results;
  say({ what: "transaction", results: results.map((result) => [result.status, result.errors?.[0] ?? null]) });
  await attempt("refused", () => client.executeBatch([customer("BATCH-3"), query("NOSUCHOBJECT", ["RECORDNO"])], together));
  const byName = new Common.ReadByName();
  byName.objectName = "CUSTOMER";
  byName.names = ["BATCH-1", "BATCH-2", "BATCH-3"];
  say({ what: "rolled back", left: (await client.execute(byName)).results[0].count });
  const kept = await client.executeBatch([customer("BATCH-4"), customer("BATCH-5")], together);
  byName.names = ["BATCH-4", "BATCH-5"];
  say({ what: "kept", statuses: kept.results.map((result) => result.status),
    left: (await client.execute(byName)).results[0].count });
}

// Each class of functions, with nothing set: whatever the gateway says to it, the client must be able to read.
async function everyFunction() {
  const seen = new Set();
  const client = connect();
  async function walk(classes) {
    for (const [name, kind] of Object.entries(classes)) {
      if (typeof kind === "object") await walk(kind);
      if (typeof kind !== "function" || !(kind.prototype instanceof IA.Functions.AbstractFunction)) continue;
      if (/^Abstract/.test(name) || seen.has(name)) continue;
      seen.add(name);
      try {
        const [result] = (await client.executeBatch([new kind("x")])).results;
        say({ what: name, level: "result", function: result.functionName, status: result.status, errors: result.errors ?? [] });
      } catch (error) {
        say({ what: name, level: error instanceof IA.Exceptions.ResponseException ? "control" : "client",
          text: error.message, errors: error.errors ?? [] });
      }
    }
  }
  await walk(IA.Functions);
}

const scenes = { signIn, listAll, page, readMore, write, fail, batch, everyFunction };
await scenes[scene]();
