import {AsyncLocalStorage} from 'node:async_hooks';
import type {ListrTaskObject} from 'listr2';
import type {Progress, Step} from '../../progress/progress.ts';
import {formatSeconds} from '../render/duration.ts';

type Task = ListrTaskObject<unknown, never, never>;
type Listr2 = typeof import('listr2');

interface LiveList {
  readonly tasks: Task[];
  end(): void;
}

/**
 * A live list on standard error. Steps come as they are called, not as a list known beforehand, and may run at the same time,
 * so listr2's tasks and renderer are used, but not its runner: a step inside another's body is shown below it.
 */
export class ListrProgress implements Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #parent = new AsyncLocalStorage<Task>();
  #list: Promise<LiveList> | undefined;
  #running = 0;

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out;
  }

  async step<T>(title: string, body: (step: Step) => Promise<T>): Promise<T> {
    const listr2 = await import('listr2');
    this.#running++;
    try {
      this.#list ??= startList(listr2, this.#out);
      return await this.#show(title, body, listr2, await this.#list);
    } finally {
      if (--this.#running === 0) await this.#close();
    }
  }

  note(text: string): void {
    // While a list is live, listr2 keeps what is written to the stream and prints it below when the list ends.
    this.#out.write(`${text}\n`);
  }

  warn(text: string): void {
    this.#out.write(`Warning: ${text}\n`);
  }

  async #show<T>(title: string, body: (step: Step) => Promise<T>, {Listr, ListrTaskState}: Listr2, list: LiveList): Promise<T> {
    const task = newTask(Listr, title);
    await task.check(undefined);
    const parent = this.#parent.getStore();
    if (parent) parent.subtasks = [...(parent.subtasks ?? []), task];
    else list.tasks.push(task);
    const startMs = performance.now();
    task.state$ = ListrTaskState.STARTED;
    const settle = (state: typeof task.state): void => {
      task.message$ = {duration: performance.now() - startMs};
      task.output = '';
      task.title = title;
      task.state$ = state;
    };
    try {
      const result = await this.#parent.run(task, body, {
        update: (text) => {
          task.title = `${title} (${text})`;
        },
      });
      settle(ListrTaskState.COMPLETED);
      return result;
    } catch (error) {
      settle(ListrTaskState.FAILED);
      throw error;
    }
  }

  async #close(): Promise<void> {
    const list = this.#list;
    this.#list = undefined;
    (await list)?.end();
  }
}

/** listr2 exports no constructor of a task, so a list of one gives it; its body is never run by listr2. */
function newTask(Listr: Listr2['Listr'], title: string): Task {
  const [task] = new Listr([{title, task: () => {}}], {registerSignalListeners: false, renderer: 'silent'}).tasks;
  if (!task) throw new Error('listr2 made no task.');
  return task as unknown as Task;
}

async function startList(
  {DefaultRenderer, ListrEventManager, ListrLogger, ProcessOutput, color}: Listr2,
  out: NodeJS.WriteStream,
): Promise<LiveList> {
  const tasks: Task[] = [];
  const renderer = new DefaultRenderer(
    tasks as never,
    {
      logger: new ListrLogger({processOutput: new ProcessOutput(out, out)}),
      collapseSubtasks: false,
      collapseErrors: false,
      timer: {condition: true, field: (ms: number) => formatSeconds(ms), format: () => color['dim'] as (message?: string) => string},
    },
    new ListrEventManager(),
  );
  await renderer.render();
  return {tasks, end: () => renderer.end()};
}
