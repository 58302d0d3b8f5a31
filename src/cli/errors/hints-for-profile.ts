import {commandLineFlag, ownWords} from '../command-line-flag.ts';

/** Commands that are about one cluster, as hints name them. */
const commands =
  'start|stop|delete|status|pause|unpause|restart|logs|kubectl|update-context|kubeconfig(?: merge| remove)?|ssh|ssh-host|cp|ip|dashboard|addons (?:list|enable|disable|configure|open)|mount(?: list| remove)?|service(?: list)?|tunnel(?: status| stop)?|node (?:add|delete|start|stop|list)|image (?:load|list|remove|pull|build|save|tag)|ports (?:add|remove|list)|config export|apparmor (?:load|list|unload|status|test)|preset check';
const command = new RegExp(`\\bflotilla (${commands})(?![\\w-])(?! --help)`, 'g');

/** The hints as somebody has to type them who asked for this profile: those that name none, nor all, are given it. */
export function hintsForProfile(hints: readonly string[], profile: string | undefined): readonly string[] {
  if (profile === undefined) return hints;
  return hints.map((hint) => {
    const [own = '', ...others] = hint.split(' -- ');
    const named = / (?:-p|--profile|--all)\b/.test(own) ? own : own.replace(command, `flotilla $1 -p ${profile}`);
    return [named, ...others].join(' -- ');
  });
}

/** The profile that a command line names, or the environment. */
export function namedProfile(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): string | undefined {
  return commandLineFlag(ownWords(argv), 'profile', 'p') ?? (env['FLOTILLA_PROFILE'] || undefined);
}
