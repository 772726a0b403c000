// Counts a poll as Element does: matrix-js-sdk's Poll finds the answers and the end, and the last
// valid answer of each sender counts (as in Element Web's MPollBody).
//
//     node tally.js HOMESERVER USER_ID ACCESS_TOKEN ROOM_ID POLL_ID
//
// Prints one line: {"question", "counts", "voters", "ended"}, the counts in the answers' order.

Promise.withResolvers ??= () => {
    const all = {};
    all.promise = new Promise((resolve, reject) => Object.assign(all, { resolve, reject }));
    return all;
};
// What the SDK has to tell must not stand in the answer.
for (const level of ["debug", "info", "log", "trace", "warn"]) console[level] = () => {};
const { createClient, ClientEvent } = await import("matrix-js-sdk");

const [baseUrl, userId, accessToken, roomId, pollId] = process.argv.slice(2);
const client = createClient({ baseUrl, userId, accessToken });

async function prepared() {
    const { promise, resolve } = Promise.withResolvers();
    client.on(ClientEvent.Sync, (state) => state === "PREPARED" && resolve());
    await client.startClient({ initialSyncLimit: 1000 });
    await promise;
}

async function until(found) {
    while (!found()) await new Promise((resolve) => setTimeout(resolve, 20));
    return found();
}

function lastAnswers(responses, poll) {
    const last = new Map();
    for (const event of responses) {
        const answer = event.unstableExtensibleEvent;
        if (answer?.constructor.name !== "PollResponseEvent") continue;
        const before = last.get(event.getSender());
        if (before && before.at >= event.getTs()) continue;
        answer.validateAgainst(poll);
        last.set(event.getSender(), { at: event.getTs(), answers: answer.answerIds });
    }
    return [...last.values()].filter(({ answers }) => answers.length > 0);
}

await prepared();
const room = client.getRoom(roomId);
const poll = await until(() => room.polls.get(pollId));
const responses = await poll.getResponses();
await until(() => !poll.isFetchingResponses);
const votes = lastAnswers(responses.getRelations(), poll.pollEvent);
const counts = poll.pollEvent.answers.map(
    ({ id }) => votes.filter(({ answers }) => answers.includes(id)).length,
);
const question = poll.pollEvent.question.text;
const answer = { question, counts, voters: votes.length, ended: poll.isEnded };
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
