// The line to the service: a native messaging port with JSON-RPC 2.0 objects, kept up for ever.
//
// Chrome starts the relay, which waits for the service if it is not there yet. An open port keeps
// this worker alive. Whoever is restarted, the port closes and is opened again.
const HOST = "com.chatplugin.relay";
const FIRST_BACK_OFF = 250;
const LONGEST_BACK_OFF = 10_000;
const INTERNAL_ERROR = -32603;
const METHOD_NOT_FOUND = -32601;

// Answers requests by `methods`, and calls `lost` when the service is not there any more. Returns a
// function that sends a notification, if it can be sent.
export function keepLink(methods, lost) {
  let port;
  let backOff = FIRST_BACK_OFF;

  const send = (message, to = port) => {
    try {
      to?.postMessage({ jsonrpc: "2.0", ...message });
    } catch {
      // The port has just closed. The service learns what it missed when it is open again.
    }
  };

  const answer = async ({ id, method, params }, to) => {
    backOff = FIRST_BACK_OFF;
    if (id === undefined) return;
    if (!Object.hasOwn(methods, method)) {
      send({ id, error: { code: METHOD_NOT_FOUND, message: "There is no such method" } }, to);
      return;
    }
    try {
      send({ id, result: await methods[method](params) }, to);
    } catch (error) {
      send({ id, error: { code: INTERNAL_ERROR, message: String(error?.message ?? error) } }, to);
    }
  };

  const connect = () => {
    const opened = chrome.runtime.connectNative(HOST);
    port = opened;
    opened.onMessage.addListener((message) => answer(message, opened));
    opened.onDisconnect.addListener(() => {
      void chrome.runtime.lastError; // Read, so that Chrome does not report it as unhandled.
      port = undefined;
      lost();
      setTimeout(connect, backOff);
      backOff = Math.min(backOff * 2, LONGEST_BACK_OFF);
    });
  };

  connect();
  return (method, params) => send({ method, params });
}
