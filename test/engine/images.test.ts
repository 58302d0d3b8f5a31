import {Readable} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {pack} from 'tar-stream';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type EngineFixture, openEngineFixture} from './engine-fixture.ts';

let fixture: EngineFixture;
beforeAll(async () => {
  fixture = await openEngineFixture();
});
afterAll(() => fixture.close());

function buildContext(files: Readonly<Record<string, string>>): Readable {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({name}, content);
  archive.finalize();
  return Readable.from(archive);
}

describe('images', () => {
  it('keep the changes of an import', async () => {
    const {engine, image, labels, signal} = fixture;
    const found = await engine.images.inspect(image, {signal});
    expect(found).toMatchObject({tags: [image], labels});
    expect(found?.layers).toHaveLength(1);
    expect((await engine.images.list(labels, {signal})).map(({tags}) => tags)).toContainEqual([image]);
    expect(await engine.images.inspect('flotilla-test-engine:never-made', {signal})).toBeUndefined();
  });

  it('are committed from containers', async () => {
    const {engine, labels, signal} = fixture;
    const name = await fixture.runSleeper();
    await engine.containers.putFiles(name, [{path: '/etc/committed', content: 'yes'}], {signal});
    const tag = fixture.name('commit');
    const id = await engine.containers.commit(name, {
      signal,
      repo: 'flotilla-test-engine',
      tag,
      changes: ['ENTRYPOINT ["cat", "/etc/committed"]', 'CMD []'],
      labels: {...labels, 'flotilla.test.note': 'a $note with "quotes"'},
    });
    const image = await engine.images.inspect(`flotilla-test-engine:${tag}`, {signal});
    expect(image).toMatchObject({id, labels: {'flotilla.test.note': 'a $note with "quotes"'}});
    const reader = fixture.name('reader');
    await engine.containers.create({name: reader, image: id, labels}, {signal});
    await engine.containers.start(reader, {signal});
    await engine.containers.wait(reader, {signal});
    expect(await engine.containers.logs(reader, {signal})).toBe('yes');
  });

  it('are built, with the output as it comes', async () => {
    const {engine, labels, signal} = fixture;
    const tag = `flotilla-test-engine:${fixture.name('build')}`;
    const lines: string[] = [];
    const dockerfile = `FROM ${fixture.image}\nARG WORD\nCOPY note /etc/note\nRUN cat /etc/note && echo "$WORD from the build"\n`;
    const context = buildContext({Dockerfile: dockerfile, note: 'a note\n'});
    const onProgress = (line: string): void => void lines.push(line);
    const id = await engine.images.build(context, {tag, labels, buildArgs: {WORD: 'greetings'}, onProgress, signal});
    expect(await engine.images.inspect(tag, {signal})).toMatchObject({id, labels});
    expect(lines).toContain('greetings from the build');
  });

  it('say why they cannot be built', async () => {
    const {engine, signal} = fixture;
    const tag = `flotilla-test-engine:${fixture.name('broken')}`;
    const context = buildContext({Dockerfile: `FROM ${fixture.image}\nRUN echo before; exit 9\n`});
    await expect(engine.images.build(context, {tag, signal})).rejects.toMatchObject({
      id: 'E_IMAGE_BUILD',
      message: expect.stringContaining('non-zero code: 9'),
      details: expect.arrayContaining(['before']),
    });
  });

  it('survive being saved, removed and loaded', async () => {
    const {engine, image, signal} = fixture;
    const again = `flotilla-test-engine:${fixture.name('again')}`;
    await engine.images.tag(image, 'flotilla-test-engine', again.split(':')[1] ?? '', {signal});
    const before = await engine.images.inspect(again, {signal});
    const saved = await buffer(await engine.images.save([image, again], {signal}));
    await engine.images.remove(again, {signal});
    await engine.images.remove(again, {signal});
    expect(await engine.images.inspect(again, {signal})).toBeUndefined();
    expect((await engine.images.load(Readable.from([saved]), {signal})).toSorted()).toEqual([image, again].toSorted());
    expect(await engine.images.inspect(again, {signal})).toEqual(before);
    await expect(engine.images.save(['flotilla-test-engine:never-made'], {signal})).rejects.toMatchObject({id: 'E_NOT_FOUND'});
  });

  it('cannot be loaded from something else', async () => {
    const {engine, signal} = fixture;
    await expect(engine.images.load(Readable.from([Buffer.alloc(10_240, 'no tar')]), {signal})).rejects.toMatchObject({id: 'E_ENGINE'});
  });

  it('are a failed download when no registry answers', async () => {
    const {engine, signal} = fixture;
    // A registry on a port of the engine's own host where nothing listens.
    await expect(engine.images.pull('127.0.0.1:9/nothing/here:v1', {signal})).rejects.toMatchObject({id: 'E_DOWNLOAD'});
  });
});
