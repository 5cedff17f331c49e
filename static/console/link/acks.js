/** Telling the server that this page still reads: after every sixteenth message of a socket. */

export const ACK_EVERY = 16;

/** Returns a function to call once for each message; `send(text)` is called when an acknowledgement is due. */
export function acks(send) {
  let heard = 0;
  return () => {
    heard += 1;
    if (heard % ACK_EVERY === 0) send(JSON.stringify({ type: "ack", n: heard }));
  };
}
