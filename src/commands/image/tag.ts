import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {tagImage} from '../../cluster/images/tag-image.ts';

export default class ImageTag extends BaseCommand<typeof ImageTag> {
  static override readonly summary = 'Give an image of the nodes one more name.';
  static override readonly description = 'On all nodes. The image must be on them already.';
  static override readonly examples = ['<%= config.bin %> image tag my-app:dev my-app:v1'];
  static override readonly args = {
    source: Args.string({required: true, description: 'Name of an image that the nodes have.'}),
    target: Args.string({required: true, description: 'Name to give it.'}),
  };
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {args, profile, progress, signal} = this;
    const tagged = await tagImage(profile, args.source, args.target, await this.deps().imageDeps({progress, signal}));
    this.print(tagged, () => '');
  }
}
