/** One contestant in a worker of its own: opened once, then asked to rank. Or the tower, or an event, alone. */
import { messageOf } from '../../src/errors.ts';
import { type Ranked } from '../../src/kernels/scorer.ts';
import { type Contest, type Contestant, type Spec, type Times } from './contestant.ts';

export type Call = { id: number } & ({ call: 'open'; spec: Spec; contest: Contest } | { call: 'lists' } | { call: 'tower' } | { call: 'event' } | { call: 'rank'; times: number; wake: boolean });

let contestant: Contestant;
let contest: Contest;
let turn = 0;

self.addEventListener('message', ({ data }: MessageEvent<Call>) => {
  const answer = (result: object) => self.postMessage({ id: data.id, ...result });
  handle(data).then((value) => answer({ value }), (error: unknown) => answer({ error: messageOf(error) }));
});

async function handle(data: Call): Promise<unknown> {
  switch (data.call) {
    case 'open':
      contest = data.contest;
      contestant = await open(data.spec);
      return contestant.note;
    case 'lists':
      return lists();
    case 'tower':
      return (await import('./tower.ts')).measureTower();
    case 'event':
      return (await import('./event.ts')).measureEvents();
    case 'rank':
      return rank(data.times, data.wake);
  }
}

async function open(spec: Spec): Promise<Contestant> {
  if (spec.scorer.startsWith('tfjs')) return (await import('./tfjs.ts')).openTfjs(contest, spec);
  if (spec.scorer.startsWith('ort')) return (await import('./ort.ts')).openOrt(contest, spec);
  return (await import('./ours.ts')).openOurs(contest.model, spec);
}

/** Every user's list. */
async function lists(): Promise<Ranked[]> {
  const all: Ranked[] = [];
  for (const query of contest.queries) all.push(await contestant.rank(query));
  return all;
}

/** So many rankings, each timed; with `wake`, one before them that is not. Users take turns. */
async function rank(times: number, wake: boolean): Promise<Times> {
  const measured: Times = [];
  for (let i = wake ? -1 : 0; i < times; i++) {
    const query = contest.queries[turn++ % contest.queries.length];
    const before = performance.now();
    await contestant.rank(query);
    if (i >= 0) measured.push(performance.now() - before);
  }
  return measured;
}
