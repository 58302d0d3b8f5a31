import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Manifest} from '../../../scripts/manifest.ts';
import {projectFiles, repo} from './project-files.ts';

const read = (file: string): string => readFileSync(join(repo, file), 'utf8');
const {commands} = JSON.parse(read('oclif.manifest.json')) as Manifest;
const documents = [...projectFiles('*.md'), ...projectFiles('docs/**/*.md')];

/** The command lines of a document that begin with the program's name, from its indented or fenced code and from `code` in its text. */
function commandLines(text: string): string[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, body = '']) => body.split('\n'));
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, body = '']) => body);
  return [...blocks, ...spans].map((line) => line.replace(/^\$ /, '').trim()).filter((line) => /^(bin\/)?flotilla [a-z]/.test(line));
}

/** Whether the words begin with a command: "kubeconfig merge" is one, "start -n 3" begins with one, "image" alone is a topic. */
function isCommand(line: string): boolean {
  const words = line.split(/\s+/).slice(1);
  const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
  const named = end < 0 ? words : words.slice(0, end);
  return named.some((_, index) => commands[named.slice(0, index + 1).join(':')] !== undefined);
}

describe.each(documents)('%s', (file) => {
  it('names only commands that there are', () => {
    expect(commandLines(read(file)).filter((line) => !isCommand(line))).toEqual([]);
  });

  it('links only to files that there are', () => {
    const links = [...read(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(repo, dirname(file), target)));
    expect(broken).toEqual([]);
  });
});

it('names the two commands to begin with, and they are there', () => {
  const readme = read('README.md');
  for (const command of ['bin/quickstart', 'bin/test']) {
    expect(readme).toContain(command);
    expect(existsSync(join(repo, command))).toBe(true);
  }
});

describe('the hello sample', () => {
  it('uses an image that every node has', () => {
    const [, reference = ''] = /image: docker\.io\/library\/busybox:(\S+)/.exec(read('images/samples/hello/hello.yaml')) ?? [];
    const [, version] = /name: busybox\n[\s\S]*?version: v(\S+)/.exec(read('images/components.yaml')) ?? [];
    expect(reference).toBe(version);
  });
});
