// A socket whose other side has to show that it is there.
import { first, fromEvent, repeat, switchMap, takeUntil, timeout, timer } from 'rxjs';

// #region heartbeat
/** Counts as lost when it does not open within a beat, or a ping gets no answer within one. */
export function beating(socket: WebSocket, beat: number): WebSocket {
  const heard = (type: string) => fromEvent(socket, type).pipe(first(), timeout(beat));
  const ping = () => {
    socket.send('ping');
    return heard('message'); // any will do
  };
  heard('open')
    .pipe(
      switchMap(() => timer(beat).pipe(switchMap(ping), repeat())),
      takeUntil(fromEvent(socket, 'close')),
    )
    .subscribe({
      error: () => {
        // The browser would try to say goodbye first, for as long as a minute.
        socket.dispatchEvent(new CloseEvent('close', { code: 1006, reason: 'no answer' }));
        socket.close();
      },
    });
  return socket;
}
// #endregion
