/** The stream of changes, kept open for as long as the page is. */

const RETRY_MS = 1500;

/**
 * `epoch` grows when the server forgets everything, `ran` tells of a move of the clock.
 * @param {(event: {revision: number, now: string, running: boolean, typing: number[], epoch: number, ran?: object[]}) => void} onEvent
 * @param {(connected: boolean) => void} onConnection
 */
export function listen(onEvent, onConnection) {
  const source = new EventSource("/sandbox/events");
  source.onopen = () => onConnection(true);
  source.onmessage = ({ data }) => onEvent(JSON.parse(data));
  source.onerror = () => {
    onConnection(false);
    // The browser's own retry is slow to notice a server that came back, and gives up on an HTTP error.
    source.close();
    setTimeout(() => listen(onEvent, onConnection), RETRY_MS);
  };
}
