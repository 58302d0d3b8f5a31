import {spawn} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program that opens a URL for the user: theirs, or the system's. Undefined where there is no screen, or no such program. */
export function findBrowser(env: Environment, platform: NodeJS.Platform = process.platform): readonly string[] | undefined {
  const chosen = env['BROWSER']?.split(':')[0];
  if (chosen === 'none') return undefined;
  if (chosen) return chosen.split(' ').filter((word) => word !== '%s');
  if (platform === 'darwin') return ['open'];
  const inWindows = env['WSL_DISTRO_NAME'] !== undefined;
  if (inWindows && isOnPath('wslview', env)) return ['wslview'];
  if (!inWindows && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined;
  return isOnPath('xdg-open', env) ? ['xdg-open'] : undefined;
}

function isOnPath(program: string, env: Environment): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Opens a URL, and says whether that could be begun. What becomes of it is the browser's. */
export function openInBrowser(url: string, [program = '', ...words]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...words, url], {stdio: 'ignore', detached: true});
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
