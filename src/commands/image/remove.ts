import {BaseCommand} from '../../cli/base-command.ts';
import {removeImages} from '../../cluster/images/remove-images.ts';
import {AppError} from '../../errors/app-error.ts';

export default class ImageRemove extends BaseCommand<typeof ImageRemove> {
  static override readonly summary = 'Remove images from all nodes of a cluster.';
  static override readonly description =
    'By name or by id. Containers that run from an image keep running. Images of the node image stay: all nodes of the machine share them.';
  static override readonly examples = [
    '<%= config.bin %> image remove my-app:dev',
    '<%= config.bin %> image rm 3b1a2f5c7d9e my-sidecar:dev',
  ];
  static override readonly aliases = ['image:rm', 'image:unload'];
  static override readonly strict = false;
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {words, profile, progress, signal} = this;
    if (words.length === 0) throw new AppError('E_USAGE', 'Name the images to remove.', {hints: ['flotilla image list shows them']});
    const removed = await removeImages(profile, words, await this.deps().imageDeps({progress, signal}));
    this.print({removed}, () => '');
  }
}
