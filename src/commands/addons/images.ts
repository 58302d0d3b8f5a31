import {Flags} from '@oclif/core';
import {imagesOf} from '../../addons/addon-images.ts';
import {fetchAddonImages} from '../../addons/fetch-addon-images.ts';
import {chosenAddons, readAddons} from '../../addons/read-addons.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {AppError} from '../../errors/app-error.ts';
import {parseReference} from '../../images/sources/release/image-reference.ts';

export default class AddonsImages extends BaseCommand<typeof AddonsImages> {
  static override readonly summary = 'List the images of addons.';
  static override readonly description =
    'The names are those that --image and --registry of `addons enable` take. What an addon needs is listed too. No cluster has to run. With --fetch they are brought to the cache of this machine: pulled, or built where no registry answers; `addons enable` then takes them from there. Those that nodes pull are left to them.';
  static override readonly examples = [
    '<%= config.bin %> addons images metrics-server',
    '<%= config.bin %> addons images node-exporter -o json',
    '<%= config.bin %> addons images metrics-server ingress --fetch',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {
    fetch: Flags.boolean({env: 'FLOTILLA_FETCH', summary: 'Bring them to the cache of this machine now.'}),
  };

  override async run(): Promise<void> {
    const {words, progress, signal} = this;
    if (words.length === 0) throw new AppError('E_USAGE', 'Name an addon.', {hints: ['flotilla addons list']});
    const addons = await chosenAddons(words, await readAddons());
    if (this.flags.fetch) {
      const wanted = addons.flatMap(({components}) => components);
      await fetchAddonImages(wanted, await this.deps().nodeImageDeps({progress, signal}));
    }
    const images = addons.flatMap(({name: addon, objects}) =>
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
