import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {imageListFormats, renderImageList} from '../../cli/render/image-list.ts';
import {listImages} from '../../cluster/images/list-images.ts';

export default class ImageList extends BaseCommand<typeof ImageList> {
  static override readonly summary = 'List the images that the nodes of a cluster have.';
  static override readonly description =
    'Of all running nodes together, each image once, with the names as containerd has them. The table tells on how many nodes it is.';
  static override readonly examples = [
    '<%= config.bin %> image list',
    '<%= config.bin %> image ls --format table',
    '<%= config.bin %> image list -n worker2 --format json',
  ];
  static override readonly aliases = ['image:ls'];
  static override readonly flags = {
    format: Flags.option({options: imageListFormats})({
      default: 'short',
      env: 'FLOTILLA_FORMAT',
      summary: 'Form of the list; -o json is the same as --format json.',
    }),
    node: Flags.string({char: 'n', env: 'FLOTILLA_NODE', helpValue: 'NAME', summary: 'Name of the node; all of them unless told.'}),
  };

  override async run(): Promise<void> {
    const {profile, flags, signal} = this;
    const images = await listImages(profile, flags.node, {engine: await this.deps().engine(), signal});
    // Not with `print`: minikube's document is a list without an object around it.
    process.stdout.write(`${renderImageList(images, this.json ? 'json' : flags.format)}\n`);
  }
}
