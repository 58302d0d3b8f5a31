import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {addMount} from '../../cluster/mounts/add-mount.ts';
import {showMount} from '../../cluster/mounts/mount-keeper.ts';
import {parseMount} from '../../cluster/mounts/parse-mount.ts';
import {removeMounts} from '../../cluster/mounts/remove-mounts.ts';
import {AppError} from '../../errors/app-error.ts';

export default class Mount extends BaseCommand<typeof Mount> {
  static override readonly summary = 'Mount a folder of the host in the nodes of a running cluster.';
  static override readonly description = [
    'The nodes go on as they are. All of them see it, those that are added later too, and pods by a hostPath volume. It is the folder itself: changes show at once on both sides, and owners are those of the host.',
    'It stays until it is removed, through stop, start and restarts of the host; the command need not go on running. Pods that ran before see it when their volume has the propagation HostToContainer and contains the path.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> mount ./src:/src',
    '<%= config.bin %> mount /data/models:/models:ro -n worker',
    '<%= config.bin %> mount list',
    '<%= config.bin %> mount remove /src',
  ];
  static override readonly streamsEvents = true;
  static override readonly args = {
    mount: Args.string({
      description: 'HOST-PATH:NODE-PATH, with :ro for read-only. The path of the host is of the machine that runs the engine.',
    }),
  };
  static override readonly flags = {
    node: Flags.string({char: 'n', env: 'FLOTILLA_NODE', helpValue: 'NAME', summary: 'Only in this node; in all of them unless told.'}),
    kill: Flags.boolean({env: 'FLOTILLA_KILL', summary: 'Unmount everything that was mounted like this, as mount remove --all does.'}),
  };

  override async run(): Promise<void> {
    const {args, flags, profile, progress, signal} = this;
    if (flags.kill) {
      const removed = await removeMounts(profile, [], await this.deps().deleteDeps({progress, signal}));
      return this.print({removed}, () => removed.map(showMount).join('\n'));
    }
    if (args.mount === undefined)
      throw new AppError('E_USAGE', 'No folder is named.', {hints: ['flotilla mount ./src:/src', 'flotilla mount list']});
    const wanted = {...parseMount(args.mount), ...(flags.node === undefined ? {} : {node: flags.node})};
    const {mount, nodes} = await addMount(profile, wanted, await this.deps().deleteDeps({progress, signal}));
    this.print({mount, nodes}, () => mounted(showMount(mount), nodes.length));
  }
}

function mounted(mount: string, nodes: number): string {
  if (nodes === 0) return `${mount} will be mounted when the cluster starts: none of its nodes runs now.`;
  return `Mounted ${mount} in ${nodes === 1 ? 'one node' : `${nodes} nodes`}.`;
}
