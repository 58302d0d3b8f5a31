import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {readPresets} from '../../cluster/presets/read-presets.ts';

export default class PresetList extends BaseCommand<typeof PresetList> {
  static override readonly summary = 'List the presets: clusters that are what a tutorial of Kubernetes needs.';
  static override readonly description =
    'A preset says how many nodes of which size there are, which addons, images and profiles are in the cluster, and whether Services of type LoadBalancer get addresses.';
  static override readonly examples = [
    '<%= config.bin %> preset list',
    '<%= config.bin %> start --preset zookeeper',
    "<%= config.bin %> preset list -o json | jq -r '.presets[].tutorial'",
  ];

  override async run(): Promise<void> {
    const presets = await readPresets();
    this.print({presets}, () =>
      renderTable(
        ['Preset', 'Nodes', 'What it is'],
        presets.map(({name, nodes, summary}) => [name, String(nodes), summary]),
      ),
    );
  }
}
