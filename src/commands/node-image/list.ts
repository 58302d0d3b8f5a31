import {BaseCommand} from '../../cli/base-command.ts';
import {formatBytes} from '../../cli/render/bytes.ts';
import {renderTable} from '../../cli/render/table.ts';
import {listNodeImages} from '../../images/node-image/node-image.ts';

export default class NodeImageList extends BaseCommand<typeof NodeImageList> {
  static override readonly summary = 'List the node images that the container engine has.';
  static override readonly description = 'Clusters of these Kubernetes versions start without a build.';
  static override readonly examples = ['<%= config.bin %> node-image list', '<%= config.bin %> node-image list -o json'];

  override async run(): Promise<void> {
    const images = await listNodeImages(await this.deps().engine(), {signal: this.signal});
    this.print({images}, () =>
      images.length === 0
        ? 'No node images. The first start builds one, or: flotilla node-image build'
        : renderTable(
            ['Image', 'Kubernetes', 'Source', 'Size', 'Created'],
            images.map((image) => [image.reference, image.kubernetesVersion, image.source, formatBytes(image.sizeBytes), image.created]),
          ),
    );
  }
}
