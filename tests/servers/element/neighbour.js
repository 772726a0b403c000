// Somebody at Element, in an encrypted room: the SDK with its own cryptography, in Rust.
//
//     node neighbour.js HOMESERVER USER_ID DEVICE_ID ACCESS_TOKEN ROOM_ID [strict]
//
// Who is strict deals only with devices that their owners have signed, as Element does since 2026.
// Reads one order a line, {"pick": [POLL, [ANSWER, ...]]}, {"say": WORDS}, {"read": WORDS} or
// {"tally": POLL}, and answers each with a line: what was picked or said is an event's id.

import { createInterface } from "node:readline";
import { started, tell } from "./starting.js";
import { tally, until } from "./counting.js";

const [baseUrl, userId, deviceId, accessToken, roomId, strict] = process.argv.slice(2);
const client = await started({ baseUrl, userId, deviceId, accessToken }, async (client) => {
    await client.initRustCrypto({ useIndexedDB: false });
    if (!strict) return;
    const { OnlySignedDevicesIsolationMode } = await import("matrix-js-sdk/lib/crypto-api/index.js");
    await client.getCrypto().bootstrapCrossSigning({});
    client.getCrypto().setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
});
const RESPONSE = "org.matrix.msc3381.poll.response";

async function pick([poll, answers]) {
    const to = { rel_type: "m.reference", event_id: poll };
    const content = { "m.relates_to": to, [RESPONSE]: { answers } };
    return (await client.sendEvent(roomId, RESPONSE, content)).event_id;
}

async function say(words) {
    return (await client.sendTextMessage(roomId, words)).event_id;
}

// Only what came encrypted and was opened here counts as read.
function heard(words) {
    const events = client.getRoom(roomId).getLiveTimeline().getEvents();
    return events.find(
        (event) => event.isEncrypted() && event.getContent().body?.includes(words),
    );
}

async function read(words) {
    return (await until(() => heard(words))).getId();
}

const ORDERS = { pick, say, read, tally: (poll) => tally(client, roomId, poll) };

await until(() => client.getRoom(roomId)?.hasEncryptionStateEvent());
tell("here");
for await (const line of createInterface({ input: process.stdin })) {
    const [[order, about]] = Object.entries(JSON.parse(line));
    tell(await ORDERS[order](about));
}
process.exit(0);
