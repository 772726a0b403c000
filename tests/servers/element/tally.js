// How a poll stands, for somebody who comes just now.
//
//     node tally.js HOMESERVER USER_ID ACCESS_TOKEN ROOM_ID POLL_ID
//
// Prints one line: {"question", "counts", "voters", "ended"}, the counts in the answers' order.

import { started, tell } from "./starting.js";
import { tally } from "./counting.js";

const [baseUrl, userId, accessToken, roomId, pollId] = process.argv.slice(2);
const client = await started({ baseUrl, userId, accessToken });
tell(await tally(client, roomId, pollId), () => process.exit(0));
