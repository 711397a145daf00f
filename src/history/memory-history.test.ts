import { historyContract } from './history-contract.ts';
import { MemoryHistory } from './memory-history.ts';

historyContract('MemoryHistory', async () => new MemoryHistory());
