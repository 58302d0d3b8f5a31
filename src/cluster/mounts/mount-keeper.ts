import {createHash} from 'node:crypto';
import type {Container, ContainerSpec} from '../../engine/engine.ts';
import {helperBounds, helperLabels} from '../helpers/helper-containers.ts';
import {label} from '../labels.ts';
import {sharedVolumeName} from '../plan/names.ts';
import {keeperScript} from './keeper-script.ts';

/** A folder or file of the host that nodes see, mounted while they run. */
export interface LiveMount {
  readonly hostPath: string;
  readonly nodePath: string;
  readonly readOnly: boolean;
  /** Name of the only node that sees it; all nodes, later ones too, when absent. */
  readonly node?: string;
}

/** `/data -> /data` with what is special about it. */
export const showMount = ({hostPath, nodePath, readOnly, node}: LiveMount): string =>
  `${hostPath} -> ${node === undefined ? '' : `${node}:`}${nodePath}${readOnly ? ' (read-only)' : ''}`;

/** What entering the mount namespaces of nodes takes. */
const capabilities = ['SYS_ADMIN', 'SYS_CHROOT', 'SYS_PTRACE'];

/** A container that brings one mount into nodes for as long as it exists. It has no network, and runs nothing but its keeper. */
export function mountKeeper(cluster: string, image: string, mount: LiveMount): ContainerSpec {
  const {hostPath, nodePath, readOnly, node = ''} = mount;
  const mark = createHash('sha256').update(`${node}:${nodePath}`).digest('hex').slice(0, 8);
  return {
    name: `${cluster}-mount-${mark}`,
    image,
    labels: {...helperLabels(cluster, 'mount'), [label.mount]: JSON.stringify(mount)},
    entrypoint: ['perl', '-e', keeperScript, '--', nodePath, node],
    capDrop: ['ALL'],
    capAdd: capabilities,
    securityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    pidMode: 'host',
    networkMode: 'none',
    mounts: [
      {type: 'bind', source: hostPath, target: '/source', readOnly},
      {type: 'volume', source: sharedVolumeName(cluster), target: '/mnt/shared', readOnly: true},
    ],
    ...helperBounds,
  };
}

/** The mount that a keeper keeps. */
export function mountOf({labels}: Pick<Container, 'labels'>): LiveMount | undefined {
  const text = labels[label.mount];
  return text === undefined ? undefined : (JSON.parse(text) as LiveMount);
}
