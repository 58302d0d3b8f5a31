import {Flags} from '@oclif/core';

const nothingToDo = 'Taken for the sake of tutorials for minikube';
const text = (env: string) => Flags.string({env, hidden: true, summary: `${nothingToDo}; its value changes nothing.`});
const yes = (env: string) => Flags.boolean({env, hidden: true, allowNo: true, summary: `${nothingToDo}; it changes nothing.`});

/** Flags of `minikube start` that scripts and tutorials have, and that ask for what is so anyway or has no meaning here. */
export const minikubeFlags = {
  driver: text('FLOTILLA_DRIVER'),
  'vm-driver': text('FLOTILLA_VM_DRIVER'),
  'container-runtime': text('FLOTILLA_CONTAINER_RUNTIME'),
  'network-plugin': text('FLOTILLA_NETWORK_PLUGIN'),
  'disk-size': text('FLOTILLA_DISK_SIZE'),
  'base-image': text('FLOTILLA_BASE_IMAGE'),
  v: Flags.string({char: 'v', env: 'FLOTILLA_V', hidden: true, summary: `${nothingToDo}; --verbose shows more.`}),
  force: yes('FLOTILLA_FORCE'),
  preload: yes('FLOTILLA_PRELOAD'),
  interactive: yes('FLOTILLA_INTERACTIVE'),
  'embed-certs': yes('FLOTILLA_EMBED_CERTS'),
  'install-addons': yes('FLOTILLA_INSTALL_ADDONS'),
  'delete-on-failure': yes('FLOTILLA_DELETE_ON_FAILURE'),
  'auto-update-drivers': yes('FLOTILLA_AUTO_UPDATE_DRIVERS'),
  alsologtostderr: yes('FLOTILLA_ALSOLOGTOSTDERR'),
  logtostderr: yes('FLOTILLA_LOGTOSTDERR'),
} as const;

/** What is so here whatever the flag says. */
const instead: Readonly<Record<string, {readonly fits: readonly string[]; readonly what: string}>> = {
  driver: {fits: ['docker'], what: 'nodes are containers of Docker'},
  'vm-driver': {fits: ['docker'], what: 'nodes are containers of Docker'},
  'container-runtime': {fits: ['containerd'], what: 'nodes run containerd'},
  'disk-size': {fits: [], what: "nodes share the disk of the engine's machine"},
  'base-image': {fits: [], what: '--image names the image of the nodes'},
};

/** What to tell somebody whose flags of minikube ask for something else than there is. */
export function minikubeNotes(flags: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(instead).flatMap(([name, {fits, what}]) => {
    const value = flags[name];
    return typeof value === 'string' && !['auto', '', ...fits].includes(value) ? [`--${name} ${value} changes nothing: ${what}.`] : [];
  });
}
