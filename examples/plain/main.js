import { createRecommender } from 'tastekit';

const shelf = document.querySelector('.shelf');
const why = document.querySelector('.why');
const forget = document.querySelector('.plain');

const recommender = createRecommender({ bundle: '/bundle/', limit: 12 });
recommender.subscribe(draw);
forget.addEventListener('click', () => recommender.history.clear());

/** Rows by item id: what stays in the list stays on the page, and what is new arrives. */
let rows = new Map();
let shown;

function draw() {
  const state = recommender.getState();
  if (state.status === 'error') why.textContent = `There is no list today: ${state.error.message}`;
  if (state.status !== 'ready' || state.ranking.id === shown) return;
  shown = state.ranking.id;
  rows = new Map(state.ranking.items.map(({ item }) => [item.id, rows.get(item.id) ?? row(item)]));
  shelf.replaceChildren(...rows.values());
  forget.disabled = state.storage.events === 0;
  void explain(state.ranking);
}

/** Why the first of the list is the first. */
async function explain({ id, items: [first] }) {
  const { sentence } = await recommender.explain(first.item.id);
  if (id === shown) why.textContent = `${first.item.title} comes first. ${sentence}`;
}

function row(item) {
  const cover = element('span', `cover tone-${toneOf(item.id)}`, item.title);
  const facts = element('span', 'facts', [item.year, ...(item.genres ?? [])].filter(Boolean).slice(0, 3).join(' · '));
  const card = element('button', 'card');
  card.append(cover, facts);
  card.addEventListener('click', () => choose(item.id));
  const one = element('li');
  one.append(card);
  return one;
}

/** Stored on this device, learned, and the list is another one. */
function choose(id) {
  const { ranking } = recommender.getState();
  const position = ranking.items.findIndex(({ item }) => item.id === id);
  return recommender.record({ item: id, type: 'click', rankingId: ranking.id, position });
}

function element(name, className = '', text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** One of six, always the same for an item. */
function toneOf(id) {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
}
