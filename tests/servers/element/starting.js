// What every program here begins with: the SDK, quiet, on a Node that is a little too old for it.

Promise.withResolvers ??= () => {
    const all = {};
    all.promise = new Promise((resolve, reject) => Object.assign(all, { resolve, reject }));
    return all;
};
// What the SDK has to tell must not stand in the answer.
for (const level of ["debug", "info", "log", "trace", "warn"]) console[level] = () => {};
const { createClient, ClientEvent } = await import("matrix-js-sdk");

export async function started(about, prepare = async () => {}) {
    const client = createClient(about);
    await prepare(client);
    const { promise, resolve } = Promise.withResolvers();
    client.on(ClientEvent.Sync, (state) => state === "PREPARED" && resolve());
    await client.startClient({ initialSyncLimit: 1000 });
    await promise;
    return client;
}

export function tell(answer, then = () => {}) {
    process.stdout.write(`${JSON.stringify(answer)}\n`, then);
}
