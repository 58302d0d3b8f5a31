import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {readSamples} from '../../images/samples/read-samples.ts';

export default class ImageSamples extends BaseCommand<typeof ImageSamples> {
  static override readonly summary = 'List the sample applications that can be made here, without any registry.';
  static override readonly description =
    "Each is one or more images made from Debian's packages, under the names that the Kubernetes tutorials write in their manifests.";
  static override readonly examples = [
    '<%= config.bin %> image samples',
    '<%= config.bin %> image samples -o json',
    '<%= config.bin %> image build --sample guestbook --sample redis',
  ];

  override async run(): Promise<void> {
    const samples = (await readSamples()).map(({name, summary, images}) => ({name, summary, images: images.flatMap(({names}) => names)}));
    this.print({samples}, () =>
      renderTable(
        ['Sample', 'Images', 'What it is'],
        samples.flatMap(({name, summary, images}) =>
          images.map((image, index) => (index === 0 ? [name, image, summary] : ['', image, ''])),
        ),
      ),
    );
  }
}
