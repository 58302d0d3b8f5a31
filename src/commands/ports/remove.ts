import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {showMapping} from '../../cluster/ports/port-proxy.ts';
import {parsePortSelector, removePorts} from '../../cluster/ports/remove-ports.ts';
import {AppError} from '../../errors/app-error.ts';

export default class PortsRemove extends BaseCommand<typeof PortsRemove> {
  static override readonly summary = 'End the publication of ports that were added.';
  static override readonly description =
    'Named by their port of the host. Ports of the cluster file and of --port belong to their nodes and stay.';
  static override readonly examples = [
    '<%= config.bin %> ports remove 8080',
    '<%= config.bin %> ports remove 5353/udp 8081',
    '<%= config.bin %> ports remove --all',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {all: Flags.boolean({env: 'FLOTILLA_ALL', summary: 'Remove all that were added.'})};

  override async run(): Promise<void> {
    const {flags, profile, progress, signal, words} = this;
    if (words.length === 0 && !flags.all) {
      throw new AppError('E_USAGE', 'No port is named.', {hints: ['flotilla ports remove 8080', 'flotilla ports remove --all']});
    }
    const selectors = flags.all ? [] : words.map(parsePortSelector);
    const removed = await removePorts(profile, selectors, await this.deps().deleteDeps({progress, signal}));
    this.print({removed}, () => removed.map(showMapping).join('\n'));
  }
}
