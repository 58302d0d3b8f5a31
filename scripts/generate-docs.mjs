// npm run docs: writes the pages of docs/ that are made from the source.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {exitCodesPage} from './exit-codes-page.ts';

const docs = join(import.meta.dirname, '..', 'docs');
await mkdir(docs, {recursive: true});
await writeFile(join(docs, 'exit-codes.md'), exitCodesPage());
