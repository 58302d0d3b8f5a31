import {Transform} from 'node:stream';
import {quote} from './quote.ts';

/**
 * The command line that runs a program over SSH and says first which process group it is: sshd of OpenSSH sends no signals to programs of
 * root, and one that neither reads nor writes does not notice that the connection is gone. Works with whatever login shell the user has.
 */
export function announcedCommand(argv: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = assignments.length === 0 ? argv : ['env', ...assignments, ...argv];
  return `exec sh -c 'echo $$; exec "$@"' sh ${words.map(quote).join(' ')}`;
}

/** Ends a process group: politely, and after two seconds for good. (`kill -TERM -- -1` is no command in dash.) */
export function killCommand(group: number): string {
  const alive = `kill -s 0 -- -${group} 2>/dev/null`;
  return `kill -s TERM -- -${group}; i=0; while [ $i -lt 20 ] && ${alive}; do sleep 0.1; i=$((i+1)); done; kill -s KILL -- -${group} 2>/dev/null`;
}

/** Takes the announcement off the front of the output and lets the rest through. */
export function withoutAnnouncement(onGroup: (group: number) => void): Transform {
  let head: Buffer | undefined = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (head === undefined) return done(null, chunk);
      const seen: Buffer = Buffer.concat([head, chunk]);
      const end = seen.indexOf('\n');
      head = end === -1 ? seen : undefined;
      if (end === -1) return done();
      onGroup(Number(seen.subarray(0, end).toString()));
      done(null, seen.subarray(end + 1));
    },
    // A shell that could not run the command at all says so without an announcement.
    flush: (done) => done(null, head),
  });
}
