import { createRecommender } from '/tastekit/index.js';

const asked = Object.fromEntries(new URLSearchParams(location.search));
const recommender = createRecommender({ bundle: '/bundles/movies/', limit: 12, ...asked });
window.recommender = recommender;
recommender.subscribe(() => {
  const state = recommender.getState();
  document.querySelector('#status').textContent = state.status === 'error' ? `error: ${state.error.message}` : state.status;
  if (state.status !== 'ready') return;
  document.querySelector('#list').replaceChildren(...state.ranking.items.map(drawn));
  document.querySelector('#notices').replaceChildren(...state.notices.map(told));
});

function drawn({ item, position }) {
  const button = document.createElement('button');
  button.textContent = item.title;
  button.dataset.itemId = item.id;
  button.addEventListener('click', () => recommender.record({ item: item.id, type: 'click', position }));
  const row = document.createElement('li');
  row.append(button);
  return row;
}

function told({ code, message }) {
  const row = document.createElement('p');
  row.textContent = message;
  row.dataset.code = code;
  return row;
}
