import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

export interface SshSettings {
  /** The host's real name, when the one that was given is an alias. */
  readonly hostname: string;
  /** Whether the user's configuration shares connections to this host already. */
  readonly sharesConnections: boolean;
}

/** What the user's ssh would do for this host, by its own word. Without an ssh that tells, what can be read off the URL. */
export async function sshSettings(url: URL): Promise<SshSettings> {
  const text = await promisify(execFile)('ssh', ['-G', ...sshTarget(url)]).then(
    ({stdout}) => stdout,
    () => '',
  );
  const value = (key: string): string | undefined => new RegExp(`^${key} (.+)$`, 'm').exec(text)?.[1];
  const [hostname = url.hostname, path = 'none'] = [value('hostname'), value('controlpath')];
  return {hostname, sharesConnections: path !== 'none'};
}

/** The words by which ssh is told where to go. */
export function sshTarget({hostname, port, username}: URL): string[] {
  const user = username === '' ? [] : ['-l', decodeURIComponent(username)];
  const at = port === '' ? [] : ['-p', port];
  return [...user, ...at, '--', hostname];
}
