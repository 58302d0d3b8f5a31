import {isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument} from 'yaml';
import {formatPath, type Path, specError} from './spec-issue.ts';

/** A specification's YAML: the data, and where in the text each part of it is. */
export interface SpecFile {
  readonly raw: unknown;
  /** Where the value at a path begins in the text, or its key; for a missing one, where the nearest part around it does. */
  offsetOf(path: Path, atKey: boolean): number;
  /** `cluster.yaml:4:11` */
  place(offset: number): string;
  /** `nodes[1].role`, in the words of the file. */
  shownPath(path: Path): string;
  /** What the file says that is done in another way; each line with its place. */
  readonly warnings: readonly string[];
}

/** @throws AppError E_CONFIG for text that is not YAML, with the place of each mistake. */
export function parseSpecFile(text: string, fileName: string): SpecFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {lineCounter, prettyErrors: false});
  const place = (offset: number) => {
    const {line, col} = lineCounter.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };
  const problem = (offset: number, message: string) => ({id: 'E_CONFIG', line: `${place(offset)} ${message}`}) as const;
  if (document.errors.length > 0) {
    throw specError(
      document.errors.map(({code, message, pos}) =>
        problem(pos[0], code === 'MULTIPLE_DOCS' ? 'a second document; give one cluster per file' : oneLine(message)),
      ),
    );
  }
  return {raw: toData(), place, shownPath: formatPath, warnings: [], offsetOf: (path, atKey) => offsetOf(document.contents, path, atKey)};

  function toData(): unknown {
    try {
      return document.toJS();
    } catch (error) {
      throw specError([problem(0, oneLine(error instanceof Error ? error.message : String(error)))]);
    }
  }
}

function offsetOf(root: Node | null, path: Path, atKey: boolean): number {
  let node = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [depth, key] of path.entries()) {
    node = childOf(node, String(key), atKey && depth === path.length - 1);
    if (!node?.range) break;
    [offset] = node.range;
  }
  return offset;
}

/** What a map or list has under a key, or that key itself. */
function childOf(node: Node | null, key: string, itself: boolean): Node | null {
  if (!isMap(node)) return isSeq(node) ? asNode(node.items[Number(key)]) : null;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return asNode(itself ? pair?.key : pair?.value);
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function oneLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/[.:]$/, '');
}
