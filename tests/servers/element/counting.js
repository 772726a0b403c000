// Counts a poll as Element does: matrix-js-sdk's Poll finds the answers and the end, and the last
// valid answer of each sender counts (as in Element Web's MPollBody).

export async function until(found) {
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

export async function tally(client, roomId, pollId) {
    const room = client.getRoom(roomId);
    const poll = await until(() => room.polls.get(pollId));
    const responses = await poll.getResponses();
    await until(() => !poll.isFetchingResponses);
    const votes = lastAnswers(responses.getRelations(), poll.pollEvent);
    const counts = poll.pollEvent.answers.map(
        ({ id }) => votes.filter(({ answers }) => answers.includes(id)).length,
    );
    const question = poll.pollEvent.question.text;
    return { question, counts, voters: votes.length, ended: poll.isEnded };
}
