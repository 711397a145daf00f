import { type ScoreQuery } from '../scorer.ts';
import { factorOf, type RandomModel } from './random-model.ts';

/** The head written down as in DESIGN.md, item by item, for tests. Shares no code with the scorers. */
export function directScores(model: RandomModel, { user, mix, events, memory }: ScoreQuery): number[] {
  const { config, network, tables } = model;
  const data = (name: string) => network.get(name)!.data;
  const [m0, m1, m2, m3] = [...mix].map(Math.exp);
  const remembered = new Map(Array.from(memory?.items ?? [], (item, i) => [item, memory?.values[i] ?? 0]));
  const bucket = Math.min(9, Math.floor(Math.log2(events + 1)));
  return Array.from({ length: tables.count }, (_, item) => {
    const q = factorOf(model, item);
    let gmf = 0;
    for (let i = 0; i < config.dim; i++) gmf += data('head.gmf')[i] * user[i] * q[i];
    let x = Array.from({ length: config.mlp[0] }, (__, o) => {
      let sum = data('head.mlp0.bias')[o];
      for (let i = 0; i < config.dim; i++) {
        const at = i * config.mlp[0] + o;
        sum += user[i] * data('head.mlp0.user')[at] + q[i] * data('head.mlp0.item')[at];
      }
      return Math.max(0, sum);
    });
    for (let l = 1; l < config.mlp.length; l++) {
      const weight = data(`head.mlp${l}.weight`);
      x = Array.from({ length: config.mlp[l] }, (__, o) => {
        return Math.max(0, x.reduce((sum, value, i) => sum + value * weight[i * config.mlp[l] + o], data(`head.mlp${l}.bias`)[o]));
      });
    }
    const mlp = x.reduce((sum, value, i) => sum + value * data('head.mlp.out')[i], 0);
    const light = m2 * tables.bias[item] + m3 * data('head.popularity')[bucket] * tables.popularity[item];
    return m0 * gmf + m1 * mlp + light + (remembered.get(item) ?? 0);
  });
}
