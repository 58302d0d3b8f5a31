import {Args} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {transportFlag} from '../cli/transport-flag.ts';
import {copyWithNodes} from '../cluster/copy/copy-with-nodes.ts';

export default class Cp extends BaseCommand<typeof Cp> {
  static override readonly summary = 'Copy files and folders to a node, from a node, or from node to node.';
  static override readonly description = [
    'NODE:/path is in a node, anything else is here; when neither word names a node, the target is on the first control plane. Folders are copied with everything in them, into the target when that is a folder already; FOLDER/. copies only what is in it. Missing folders are made.',
    'Modes, times and links are kept. In a node everything belongs to root, here to you; between nodes owners are kept too. A node that is stopped can be read and written as well, except for /tmp and /run.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> cp ./app.conf worker:/etc/app/',
    '<%= config.bin %> cp worker2:/var/log ./logs',
    '<%= config.bin %> cp worker:/root/data worker2:/root/data',
    '<%= config.bin %> cp manifest.yaml /tmp/manifest.yaml',
  ];
  static override readonly args = {
    source: Args.string({required: true, description: 'What to copy: PATH or NODE:/PATH.'}),
    target: Args.string({required: true, description: 'Where to: PATH or NODE:/PATH.'}),
  };
  static override readonly flags = {transport: transportFlag()};

  override async run(): Promise<void> {
    const {args, flags, profile, progress, signal} = this;
    const deps = await this.deps().nodeShellDeps({progress, signal});
    const copied = await copyWithNodes({cluster: profile, ...args, transport: flags.transport}, deps);
    this.print({...args, ...copied}, () => '');
  }
}
