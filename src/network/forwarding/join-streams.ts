import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';

/**
 * Makes one connection of two. The end of one direction is passed on and leaves the other as it is; a break is passed on as a break, so that
 * nobody takes half an answer for a whole one. `onTrouble` is told why the far one broke.
 */
export function joinStreams(near: Socket, far: Duplex, onTrouble?: (error: unknown) => void): void {
  near.pipe(far);
  far.pipe(near);
  near.on('error', () => far.destroy());
  far.on('error', (error) => {
    near.resetAndDestroy();
    onTrouble?.(error);
  });
  near.once('close', () => {
    if (!(near.readableEnded && far.readableEnded)) far.destroy();
  });
  far.once('close', () => {
    if (far.readableEnded) near.destroySoon();
    else near.resetAndDestroy();
  });
  // A stream that was lost before anybody listened tells nobody.
  if (far.destroyed) near.resetAndDestroy();
  if (near.destroyed) far.destroy();
}
