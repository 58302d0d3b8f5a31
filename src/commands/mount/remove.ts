import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {showMount} from '../../cluster/mounts/mount-keeper.ts';
import {removeMounts} from '../../cluster/mounts/remove-mounts.ts';
import {AppError} from '../../errors/app-error.ts';

export default class MountRemove extends BaseCommand<typeof MountRemove> {
  static override readonly summary = 'Unmount folders of the host that were mounted while the cluster ran.';
  static override readonly description =
    'Named by their path in the nodes. Those of the cluster file and of --mount belong to their nodes and stay.';
  static override readonly examples = ['<%= config.bin %> mount remove /src', '<%= config.bin %> mount remove --all'];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {all: Flags.boolean({env: 'FLOTILLA_ALL', summary: 'Unmount all that were added.'})};

  override async run(): Promise<void> {
    const {flags, profile, progress, signal, words} = this;
    if (words.length === 0 && !flags.all) {
      throw new AppError('E_USAGE', 'No path is named.', {hints: ['flotilla mount remove /src', 'flotilla mount remove --all']});
    }
    const removed = await removeMounts(profile, flags.all ? [] : words, await this.deps().deleteDeps({progress, signal}));
    this.print({removed}, () => removed.map(showMount).join('\n'));
  }
}
