import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {removeNodeImage} from '../../images/node-image/remove-node-image.ts';

export default class NodeImageRemove extends BaseCommand<typeof NodeImageRemove> {
  static override readonly summary = 'Remove a node image.';
  static override readonly description = 'Clusters that use it keep running; the next start of that version builds it again.';
  static override readonly examples = [
    '<%= config.bin %> node-image remove v1.36.3',
    '<%= config.bin %> node-image remove flotilla/node:v1.36.3',
  ];
  static override readonly args = {image: Args.string({required: true, description: 'Kubernetes version or reference of the image.'})};

  override async run(): Promise<void> {
    const removed = await removeNodeImage(this.args.image, await this.deps().engine(), {signal: this.signal});
    this.print({removed}, () => `Removed ${removed}.`);
  }
}
