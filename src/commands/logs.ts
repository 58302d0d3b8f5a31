import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {collectProblems} from '../cluster/logs/collect-problems.ts';
import {collectRecent, renderRecent} from '../cluster/logs/collect-recent.ts';
import {type FollowedLine, followLogs, renderFollowed} from '../cluster/logs/follow-logs.ts';
import {type OutputTarget, outputTarget} from '../cluster/logs/output-target.ts';
import {renderProblems} from '../cluster/logs/problems/render-problems.ts';
import {isFolder, saveLogs, saveText} from '../cluster/logs/save-logs.ts';
import {AppError} from '../errors/app-error.ts';

export default class Logs extends BaseCommand<typeof Logs> {
  static override readonly summary = 'Show the logs of a cluster, save all of them, or search them for known problems.';
  static override readonly description = [
    'Without --file it prints the end of each log of the cluster itself; those of applications are for kubectl logs.',
    'An archive or a folder gets everything: journals, logs of all pods, the state of network and disks, what the engine and the API server say. Keys, tokens and Secrets are left out. A cluster that is stopped or broken is read as far as it goes; missing.txt says what could not be had.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> logs',
    '<%= config.bin %> logs --file logs.tar.gz',
    '<%= config.bin %> logs --problems',
    '<%= config.bin %> logs -f --node flotilla-worker -n 100',
  ];
  static override readonly flags = {
    file: Flags.string({
      env: 'FLOTILLA_FILE',
      helpValue: 'FILE|FOLDER/',
      summary:
        'Where to save: a name that ends with .tar.gz or .tgz gets an archive of everything, one with / a folder of it, any other the text that would be printed.',
    }),
    follow: Flags.boolean({
      char: 'f',
      env: 'FLOTILLA_FOLLOW',
      exclusive: ['file'],
      summary: 'Go on and print what is written from now on.',
    }),
    problems: Flags.boolean({
      env: 'FLOTILLA_PROBLEMS',
      summary: 'Show only lines that tell of known problems, with what they mean and what to do.',
    }),
    node: Flags.string({env: 'FLOTILLA_NODE', helpValue: 'NAME', summary: 'Only the logs of this node; all nodes unless told.'}),
    length: Flags.integer({
      char: 'n',
      env: 'FLOTILLA_LENGTH',
      min: 1,
      summary: 'Lines of each log, counted from its end; unless told 60, with --problems 5000, with --follow 10.',
    }),
  };

  override async run(): Promise<void> {
    const {file, follow, problems} = this.flags;
    const target = file === undefined ? undefined : outputTarget(file, await isFolder(file));
    if (problems && target && isCollection(target)) {
      throw new AppError('E_USAGE', `--problems writes a text, not ${target.kind === 'archive' ? 'an archive' : 'a folder'}.`, {
        hints: ['flotilla logs --problems --file problems.txt'],
      });
    }
    if (follow) await this.follow();
    else if (target && isCollection(target)) await this.save(target);
    else await this.show(problems, target);
  }

  private get input() {
    const {node, length} = this.flags;
    return {cluster: this.profile, ...(node === undefined ? {} : {node}), ...(length === undefined ? {} : {lines: length})};
  }

  private async show(problems: boolean, target: OutputTarget | undefined): Promise<void> {
    const deps = {engine: await this.deps().engine(), signal: this.signal};
    if (problems) {
      const report = await collectProblems(this.input, deps);
      await this.deliver(report, () => renderProblems(report.cluster, report.problems, report.missing), target);
    } else {
      const logs = await collectRecent(this.input, deps);
      await this.deliver(logs, () => renderRecent(logs), target);
    }
  }

  private async deliver(document: object, text: () => string, target: OutputTarget | undefined): Promise<void> {
    if (!target) return this.print(document, text);
    await saveText(target.path, text());
    this.print({cluster: this.profile, file: target.path}, () => `Logs of "${this.profile}" are in ${target.path}, as text.`);
  }

  private async save(target: Collection): Promise<void> {
    const deps = {engine: await this.deps().engine(), signal: this.signal, progress: this.progress, version: this.config.version};
    const saved = await saveLogs({...this.input, target}, deps);
    const what = target.kind === 'archive' ? 'an archive' : 'a folder';
    this.print(saved, () => {
      const gaps = saved.missing.length === 0 ? '' : ' Not everything could be had; missing.txt says what and why.';
      return `Logs of "${saved.cluster}" are in ${saved.file}, ${what}.${gaps}`;
    });
  }

  private async follow(): Promise<void> {
    const render = this.json ? (line: FollowedLine) => JSON.stringify(line) : renderFollowed;
    const onLine = (line: FollowedLine): void => void process.stdout.write(`${render(line)}\n`);
    const readerGone = new AbortController();
    process.stdout.once('error', () => readerGone.abort());
    const signal = AbortSignal.any([this.signal, readerGone.signal]);
    try {
      await followLogs({...this.input, problems: this.flags.problems}, {engine: await this.deps().engine(), signal, onLine});
    } catch (error) {
      if (!readerGone.signal.aborted) throw error;
    }
  }
}

type Collection = OutputTarget & {readonly kind: 'archive' | 'folder'};

const isCollection = (target: OutputTarget): target is Collection => target.kind !== 'text';
