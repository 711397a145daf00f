/** The training loop: epochs, validation, early stopping. All of its state can be saved at any step and resumed. */
import { setImmediate } from 'node:timers/promises';
import { AbortedError, OptionError } from '../errors.ts';
import { type NeumfConfig } from '../neumf.ts';
import { Sfc32 } from '../random.ts';
import { type TransitionTables } from '../types.ts';
import { Adam } from './adam.ts';
import { AS_LEARNED, type Balance, balanced } from './balance.ts';
import { makeBatch } from './batch.ts';
import { type TrainedModel } from './trained-model.ts';
import { decays } from './decays.ts';
import { initialParameters, type Parameters } from './initial-weights.ts';
import { itemFactors } from './item-factors.ts';
import { MemoryFeatures } from './memory-features.ts';
import { NegativeSampler } from './negatives.ts';
import { batchPieces, cutPieces, type Piece } from './pieces.ts';
import { type TrainOptions } from './train-options.ts';
import { type StepContext, trainStep } from './train-step.ts';
import { configFor, itemCounts, standardisedPopularity, type TrainingData } from './training-data.ts';
import { transitionStatistics } from './transition-statistics.ts';
import { type Moment, sampleMoments, validate, validateBalanced, type ValidationResult } from './validate.ts';

/** One finished epoch. `validation` is null where no user is held out. */
export interface EpochResult {
  epoch: number;
  /** Mean training loss, nats a prediction. */
  loss: number;
  /** In the balance that ranks best. */
  validation: ValidationResult | null;
  balance: Balance;
}

export type TrainProgress =
  | { status: 'step'; epoch: number; epochs: number; step: number; steps: number; loss: number; eventsPerSecond: number; etaSeconds: number }
  | ({ status: 'epoch'; best: boolean; seconds: number } & EpochResult);

/** The part of a run's state that is not weights. */
export interface TrainerPosition {
  /** Finished epochs; the one under way has this number. */
  epoch: number;
  /** Finished steps of the epoch under way. */
  batch: number;
  /** Finished steps in all. */
  step: number;
  lossSum: number;
  lossCount: number;
  results: EpochResult[];
  /** Index into `results`, or −1. */
  bestEpoch: number;
}

/** Predictions of the validations by which the time of a whole one is foretold. */
const TIMED_VALIDATIONS = [4, 20];
/** Events of a held-out history that validation looks at. */
const VALIDATION_HORIZON = 100;

export class Trainer {
  readonly config: NeumfConfig;
  readonly popularity: Float32Array;
  /** Null where the model has no memory. */
  readonly memory: TransitionTables | null;
  readonly parameters: Parameters;
  readonly adam: Adam;
  /** The weights of the best epoch so far, balanced. */
  best: Parameters;
  position: TrainerPosition = { epoch: 0, batch: 0, step: 0, lossSum: 0, lossCount: 0, results: [], bestEpoch: -1 };
  private readonly data: TrainingData;
  private readonly options: TrainOptions;
  private readonly context: StepContext;
  /** Passes over the data that the schedule is laid out for. */
  private epochs: number;
  private readonly features: MemoryFeatures | null;
  private readonly moments: Moment[];

  constructor(data: TrainingData, options: TrainOptions) {
    const counts = itemCounts(data);
    this.data = data;
    this.options = options;
    this.epochs = options.epochs;
    this.config = configFor(data, options);
    this.popularity = standardisedPopularity(counts.users);
    const source = { histories: data.histories, users: data.trainUsers, counts, ordered: data.ordered };
    const { memory } = this.config;
    this.memory = memory && transitionStatistics(source, options.memoryNeighbours);
    this.features = memory && this.memory && new MemoryFeatures(memory, this.memory, source);
    this.parameters = initialParameters(this.config, data.items, data.features.names.length, options.seed, this.memory);
    if (options.mlpNegatives === 0) this.parameters.get('head.mlp.out')?.fill(0);
    this.best = copyOf(this.parameters);
    this.adam = new Adam(this.parameters, {
      learningRate: options.learningRate,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
      weightDecay: options.weightDecay,
      decays,
    });
    this.context = {
      config: this.config,
      parameters: this.parameters,
      adam: this.adam,
      features: data.features,
      popularity: this.popularity,
      sampler: new NegativeSampler(counts.users),
      mlpNegatives: options.mlpNegatives,
      dropout: options.dropout,
    };
    this.moments = sampleMoments(data.histories, data.validationUsers, options.validationPredictions, VALIDATION_HORIZON, options.seed);
  }

  /** Trains to the end, yielding progress. @throws AbortedError at a step's end or in validation; the state can then be saved. */
  async *run(signal?: AbortSignal): AsyncGenerator<TrainProgress> {
    const clock = new Clock();
    while (!this.finished()) {
      const batches = this.batchesOf(this.position.epoch);
      clock.startEpoch(eventsIn(batches), eventsIn(batches.slice(this.position.batch, this.stepsOf(batches))));
      while (this.position.batch < this.stepsOf(batches)) {
        // A step on wasm never lets the event loop turn by itself, and a Ctrl-C would wait for the epoch's end.
        await setImmediate();
        if (signal?.aborted) throw new AbortedError('training was interrupted');
        yield await this.step(batches, clock);
      }
      const ended = await this.endEpoch(signal);
      yield { status: 'epoch', seconds: clock.epochSeconds(), ...ended };
    }
  }

  /** Lays the schedule out for fewer epochs than the options say, where time is short; below 1, for a part of the first. */
  shorten(epochs: number): void {
    this.epochs = Math.min(this.epochs, epochs);
  }

  /** Steps of the epoch under way. */
  private stepsOf(batches: Piece[][]): number {
    return Math.min(batches.length, Math.max(1, Math.ceil((this.epochs - this.position.epoch) * batches.length)));
  }

  /** Whether the last epoch is done, or validation has stopped improving. */
  finished(): boolean {
    const { epoch, bestEpoch } = this.position;
    const stale = bestEpoch >= 0 && epoch - 1 - bestEpoch >= this.options.patience;
    return epoch >= this.epochs || stale;
  }

  /** The epoch's batches, the same however often they are asked for. */
  private batchesOf(epoch: number): Piece[][] {
    const random = new Sfc32(this.options.seed, 0xe90c4, epoch);
    const { offsets } = this.data.histories;
    const pieces = cutPieces(this.data.trainUsers, (user) => offsets[user + 1] - offsets[user], this.config.window, random);
    return batchPieces(pieces, this.options.batchSize, random);
  }

  private async step(batches: Piece[][], clock: Clock): Promise<TrainProgress> {
    const { position, options } = this;
    const random = new Sfc32(options.seed, 0x57e9, position.step);
    const settings = { negatives: options.negatives, typeDropout: options.typeDropout, shuffled: !this.config.ordered, memory: this.features };
    const batch = makeBatch(this.data.histories, this.config, batches[position.batch], this.context.sampler, settings, random);
    this.adam.rateScale = scheduledRate(position.step, (position.epoch + position.batch / batches.length) / this.epochs, batches.length * this.epochs);
    const loss = await trainStep(this.context, batch, position.step + 1, random);
    if (!Number.isFinite(loss)) {
      const { learningRate } = options;
      throw new OptionError('learningRate', `training diverged at step ${position.step + 1}: the loss is ${loss}; try less than ${learningRate}`);
    }
    position.lossSum += loss * batch.positions.length;
    position.lossCount += batch.positions.length;
    position.batch++;
    position.step++;
    clock.count(eventsIn([batches[position.batch - 1]]));
    return {
      status: 'step',
      epoch: position.epoch + 1,
      epochs: Math.ceil(this.epochs),
      step: position.batch,
      steps: this.stepsOf(batches),
      loss: position.lossSum / position.lossCount,
      eventsPerSecond: clock.eventsPerSecond(),
      etaSeconds: clock.secondsLeft(Math.max(0, this.epochs - position.epoch - 1)),
    };
  }

  /** Ends the epoch under way, whole or not: validates it, and keeps it if it is the best. @throws AbortedError */
  async endEpoch(signal?: AbortSignal): Promise<EpochResult & { best: boolean }> {
    const { position } = this;
    const unknown = { balance: AS_LEARNED, validation: null };
    const judged = this.moments.length > 0 ? await validateBalanced(this.model(this.parameters), this.data.histories, this.moments, signal) : unknown;
    const result: EpochResult = { epoch: position.epoch + 1, loss: position.lossSum / Math.max(1, position.lossCount), ...judged };
    const { validation, balance } = result;
    const previous = position.results[position.bestEpoch]?.validation;
    const best = !validation || !previous || validation.ndcg10 > previous.ndcg10;
    if (best) {
      this.best = copyOf(balanced(this.parameters, balance));
      position.bestEpoch = position.epoch;
    }
    position.results.push(result);
    Object.assign(position, { epoch: position.epoch + 1, batch: 0, lossSum: 0, lossCount: 0 });
    return { best, ...result };
  }

  /** How long an epoch's validation will take by this clock, from two small ones. @throws AbortedError */
  async validationTime(now: () => number, signal?: AbortSignal): Promise<number> {
    const [few, more] = TIMED_VALIDATIONS.map((count) => this.moments.slice(0, count));
    if (few.length === more.length) return 0;
    const timed = async (moments: Moment[]) => {
      const before = now();
      await validateBalanced(this.model(this.parameters), this.data.histories, moments, signal);
      return now() - before;
    };
    // The first one allocates and compiles; that comes once, and is not counted.
    await timed(few);
    const [ofFew, ofMore] = [await timed(few), await timed(more)];
    const each = Math.max(0, ofMore - ofFew) / (more.length - few.length);
    return ofFew + each * (this.moments.length - few.length);
  }

  /** The best epoch's validation on weights as they will be shipped, rounded by the caller. */
  validateAsShipped(network: Parameters, factors: Float32Array, signal?: AbortSignal): Promise<ValidationResult> | null {
    if (this.moments.length === 0) return null;
    return validate({ ...this.model(this.best), network, factors }, this.data.histories, this.moments, signal);
  }

  /** The model of the best epoch. */
  trained(): TrainedModel {
    return this.model(this.best);
  }

  private model(network: Parameters): TrainedModel {
    const { config, popularity, memory } = this;
    const factors = itemFactors(network, this.data.features, config.dim);
    return { config, network, factors, bias: network.get('item.bias') as Float32Array, popularity, memory };
  }
}

/** Steps over which the learning rate rises, at most this share of all, and what is left of it at the end. */
const WARM_UP_STEPS = 200;
const WARM_UP_SHARE = 0.25;
const LAST_RATE = 0.02;

/** What the learning rate is multiplied by: a warm-up, then half a cosine over the whole training. `progress` in [0, 1]. */
function scheduledRate(step: number, progress: number, steps: number): number {
  const warm = Math.min(1, (step + 1) / Math.min(WARM_UP_STEPS, WARM_UP_SHARE * steps));
  return warm * (LAST_RATE + (1 - LAST_RATE) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
}

function copyOf(parameters: Parameters): Parameters {
  return new Map([...parameters].map(([name, values]) => [name, values.slice()]));
}

function eventsIn(batches: Piece[][]): number {
  return batches.flat().reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Speed and time left; of no influence on what is learned. */
class Clock {
  private started = 0;
  private events = 0;
  private epochEvents = 0;
  private remaining = 0;

  startEpoch(epochEvents: number, remaining: number): void {
    this.started = performance.now();
    this.events = 0;
    this.epochEvents = epochEvents;
    this.remaining = remaining;
  }

  count(events: number): void {
    this.events += events;
    this.remaining -= events;
  }

  epochSeconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  eventsPerSecond(): number {
    return this.events / Math.max(1e-3, this.epochSeconds());
  }

  secondsLeft(epochsAfter: number): number {
    return (this.remaining + epochsAfter * this.epochEvents) / Math.max(1e-3, this.eventsPerSecond());
  }
}
