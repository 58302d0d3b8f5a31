import {refOf} from '../../addons/addon-record.ts';
import {openAddonView} from '../../addons/addon-view.ts';
import {disableAddon} from '../../addons/disable-addon.ts';
import {type Addon, readAddons} from '../../addons/read-addons.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {AppError} from '../../errors/app-error.ts';
import type {ObjectRef} from '../../kube/kube-api.ts';

export default class AddonsDisable extends BaseCommand<typeof AddonsDisable> {
  static override readonly summary = 'Remove what enabling addons made, and nothing else.';
  static override readonly description = 'What an addon needed stays enabled. Disabling what is not enabled changes nothing.';
  static override readonly examples = ['<%= config.bin %> addons disable beats', '<%= config.bin %> addons disable filebeat packetbeat'];
  static override readonly strict = false;
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {progress, signal, words} = this;
    if (words.length === 0) throw new AppError('E_USAGE', 'Name an addon.', {hints: ['flotilla addons list']});
    const catalogue = await readAddons();
    const names = [...new Set(words.flatMap((word) => membersOf(word.replace(/\/+$/, '').replace(/^.*\//, ''))))];
    using view = await openAddonView(this.profile, await this.deps().addonDeps({progress, signal}));
    const disabled: string[] = [];
    for (const name of names) {
      const was = await progress.step(`Disabling ${name}`, () => disableAddon(name, {...view, signal, ...builtInOf(catalogue.get(name))}));
      if (was) disabled.push(name);
      else if (!catalogue.has(name))
        throw new AppError('E_ADDON_NOT_FOUND', `There is no addon "${name}".`, {hints: ['flotilla addons list']});
    }
    this.print({disabled}, () =>
      names.map((name) => `The '${name}' addon ${disabled.includes(name) ? 'is disabled' : 'was not enabled'}`).join('\n'),
    );

    function membersOf(name: string): readonly string[] {
      const members = catalogue.get(name)?.members ?? [];
      return members.length === 0 ? [name] : members;
    }
  }
}

const builtInOf = (addon?: Addon): {readonly builtIn?: readonly ObjectRef[]} =>
  addon?.builtIn === undefined ? {} : {builtIn: addon.objects.map(refOf)};
