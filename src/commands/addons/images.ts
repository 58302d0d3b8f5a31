import {imagesOf} from '../../addons/addon-images.ts';
import {chosenAddons, readAddons} from '../../addons/read-addons.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {AppError} from '../../errors/app-error.ts';
import {parseReference} from '../../images/sources/release/image-reference.ts';

export default class AddonsImages extends BaseCommand<typeof AddonsImages> {
  static override readonly summary = 'List the images of addons.';
  static override readonly description =
    'The names are those that --image and --registry of `addons enable` take. What an addon needs is listed too. No cluster has to run.';
  static override readonly examples = [
    '<%= config.bin %> addons images metrics-server',
    '<%= config.bin %> addons images node-exporter -o json',
  ];
  static override readonly strict = false;

  override async run(): Promise<void> {
    const {words} = this;
    if (words.length === 0) throw new AppError('E_USAGE', 'Name an addon.', {hints: ['flotilla addons list']});
    const images = (await chosenAddons(words, await readAddons())).flatMap(({name: addon, objects}) =>
      imagesOf(objects).map(({name, image}) => ({addon, name, image, registry: parseReference(image).registry})),
    );
    this.print({images}, () =>
      renderTable(
        ['Addon', 'Name', 'Image', 'Registry'],
        images.map(({addon, name, image, registry}) => [addon, name, image, registry]),
      ),
    );
  }
}
