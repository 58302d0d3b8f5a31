import {openAddonView} from '../../addons/addon-view.ts';
import {listAddons} from '../../addons/list-addons.ts';
import {readAddons} from '../../addons/read-addons.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {addonListDocument} from '../../cli/render/addon-list.ts';
import {renderTable} from '../../cli/render/table.ts';

export default class AddonsList extends BaseCommand<typeof AddonsList> {
  static override readonly summary = 'List the addons and their state in a cluster.';
  static override readonly description =
    'An addon is off, ready, or not ready; then the reason stands beside it, such as a password that Elasticsearch does not accept. The JSON is by name, with the fields of minikube, Profile and Status, and ours.';
  static override readonly examples = [
    '<%= config.bin %> addons list',
    `<%= config.bin %> addons list -o json | jq -r '.["metrics-server"].Status'`,
  ];

  override async run(): Promise<void> {
    const {progress, signal} = this;
    using view = await openAddonView(this.profile, await this.deps().addonDeps({progress, signal}));
    const addons = await listAddons(await readAddons(), view.api, signal);
    this.print(addonListDocument(this.profile, addons), () =>
      renderTable(
        ['Addon', 'State', 'Version', 'Listens at', 'What it is'],
        addons.map(({name, state, reason, version, endpoints, summary}) => [
          name,
          reason === undefined ? state : `${state}: ${reason}`,
          version,
          endpoints.join(', '),
          summary,
        ]),
      ),
    );
  }
}
