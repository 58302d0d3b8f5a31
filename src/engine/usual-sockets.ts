import {join} from 'node:path';
import type {Surroundings} from './surroundings.ts';

export interface UsualSocket {
  readonly path: string;
  readonly owner: string;
}

/** Where engines put their sockets when nobody says otherwise, the most usual first. */
export function usualSockets({env, home}: Pick<Surroundings, 'env' | 'home'>): readonly UsualSocket[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    {path: '/var/run/docker.sock', owner: 'Docker'},
    ...(runtime ? [{path: join(runtime, 'docker.sock'), owner: 'rootless Docker'}] : []),
    {path: join(home, '.docker/run/docker.sock'), owner: 'Docker Desktop'},
    {path: join(home, '.docker/desktop/docker.sock'), owner: 'Docker Desktop'},
    {path: join(home, '.colima/default/docker.sock'), owner: 'Colima'},
    {path: join(home, '.orbstack/run/docker.sock'), owner: 'OrbStack'},
    {path: join(home, '.rd/docker.sock'), owner: 'Rancher Desktop'},
    ...(runtime ? [{path: join(runtime, 'podman/podman.sock'), owner: 'rootless Podman'}] : []),
    {path: '/run/podman/podman.sock', owner: 'Podman'},
  ];
}

/** Paths below which a socket leads into a virtual machine or into the network namespace of a rootless engine. */
const elsewhere = ['/.docker/', '/.colima/', '/.orbstack/', '/.rd/', '/.lima/', '/docker-desktop/', '/run/user/'];

/**
 * Whether the engine behind a unix socket runs its containers on this very kernel, on bridges that this machine can reach.
 * Links are resolved first: Docker Desktop puts one at /var/run/docker.sock, in WSL to /mnt/wsl/docker-desktop/.
 */
export function isLocalSocket(path: string, {platform, realPath}: Pick<Surroundings, 'platform' | 'realPath'>): boolean {
  if (platform !== 'linux') return false;
  const real = realPath(path);
  return !elsewhere.some((part) => path.includes(part) || real.includes(part));
}
